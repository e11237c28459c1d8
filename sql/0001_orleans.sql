-- The tables and queries of the Orleans AdoNet providers (clustering, grain state, reminders).
-- Why here: the packages carry no scripts. Only the table orleansquery(querykey, querytext) has a name fixed by their code; it is resolved
-- without a schema, so silos connect with "Search Path=orleans,public". Query texts are cached for a process's life: a change needs a restart.
create schema orleans;
set local search_path = orleans;
create table orleansquery (querykey text primary key, querytext text not null);
create table cluster_version (
  deployment_id text primary key,
  version       integer not null default 0,
  changed_at    timestamptz not null default now()
);
create table cluster_member (
  deployment_id text not null references cluster_version,
  address       text not null,
  port          integer not null,
  generation    integer not null,
  silo_name     text not null,
  host_name     text not null,
  status        integer not null,
  proxy_port    integer not null,
  suspect_times text,
  start_time    timestamptz not null,
  alive_time    timestamptz not null,
  primary key (deployment_id, address, port, generation)
) with (fillfactor = 70);

create table grain_state (
  service_id   text not null,
  grain_type   text not null,
  key_n0       bigint not null,
  key_n1       bigint not null,
  key_ext      text not null default '',
  payload      bytea,
  version      integer not null,
  modified_at  timestamptz not null default now(),
  constraint grain_state_key primary key (grain_type, key_ext, key_n0, key_n1, service_id)
) with (fillfactor = 80);

create table reminder (
  service_id  text not null,
  grain_id    text not null,
  name        text not null,
  start_time  timestamptz not null,
  period_ms   bigint not null,
  grain_hash  integer not null,
  version     integer not null default 0,
  primary key (service_id, grain_id, name)
);
create index reminder_by_hash on reminder (service_id, grain_hash);

insert into orleansquery(querykey, querytext) values
('MembershipReadAllKey', $q$
 select v.version as "Version", m.address as "Address", m.port as "Port", m.generation as "Generation",
        m.silo_name as "SiloName", m.host_name as "HostName", m.status as "Status", m.proxy_port as "ProxyPort",
        m.suspect_times as "SuspectTimes", m.start_time as "StartTime", m.alive_time as "IAmAliveTime"
   from cluster_version v left join cluster_member m using (deployment_id)
  where v.deployment_id = @DeploymentId $q$),
('MembershipReadRowKey', $q$
 select v.version as "Version", m.address as "Address", m.port as "Port", m.generation as "Generation",
        m.silo_name as "SiloName", m.host_name as "HostName", m.status as "Status", m.proxy_port as "ProxyPort",
        m.suspect_times as "SuspectTimes", m.start_time as "StartTime", m.alive_time as "IAmAliveTime"
   from cluster_version v left join cluster_member m
     on m.deployment_id = v.deployment_id and m.address = @Address and m.port = @Port and m.generation = @Generation
  where v.deployment_id = @DeploymentId $q$),
('InsertMembershipVersionKey', $q$
 with i as (insert into cluster_version(deployment_id) values (@DeploymentId) on conflict do nothing returning 1)
 select count(*)::int from i $q$),
('InsertMembershipKey', $q$
 with bump as (
   update cluster_version v set version = v.version + 1, changed_at = now()
    where v.deployment_id = @DeploymentId and v.version = @Version
      and not exists (select 1 from cluster_member m where m.deployment_id = v.deployment_id
                       and m.address = @Address and m.port = @Port and m.generation = @Generation)
   returning v.deployment_id),
 added as (
   insert into cluster_member(deployment_id, address, port, generation, silo_name, host_name, status, proxy_port, start_time, alive_time)
   select b.deployment_id, @Address, @Port, @Generation, @SiloName, @HostName, @Status, @ProxyPort, @StartTime, @IAmAliveTime from bump b
   returning 1)
 select count(*)::int from added $q$),
('UpdateMembershipKey', $q$
 with bump as (
   update cluster_version v set version = v.version + 1, changed_at = now()
    where v.deployment_id = @DeploymentId and v.version = @Version
      and exists (select 1 from cluster_member m where m.deployment_id = v.deployment_id
                   and m.address = @Address and m.port = @Port and m.generation = @Generation)
   returning v.deployment_id),
 changed as (
   update cluster_member m set status = @Status, suspect_times = @SuspectTimes, alive_time = @IAmAliveTime
     from bump b
    where m.deployment_id = b.deployment_id and m.address = @Address and m.port = @Port and m.generation = @Generation
   returning 1)
 select count(*)::int from changed $q$),
('UpdateIAmAlivetimeKey', $q$
 update cluster_member set alive_time = @IAmAliveTime
  where deployment_id = @DeploymentId and address = @Address and port = @Port and generation = @Generation $q$),
('DeleteMembershipTableEntriesKey', $q$
 with gone as (delete from cluster_member where deployment_id = @DeploymentId returning 1)
 delete from cluster_version where deployment_id = @DeploymentId $q$),
('GatewaysQueryKey', $q$
 select address as "Address", proxy_port as "ProxyPort", generation as "Generation"
   from cluster_member where deployment_id = @DeploymentId and status = @Status and proxy_port > 0 $q$),
('CleanupDefunctSiloEntriesKey', $q$
 delete from cluster_member where deployment_id = @DeploymentId and status = 6 and alive_time < @IAmAliveTime $q$),

('ReadFromStorageKey', $q$
 select payload as "PayloadBinary", version as "Version" from grain_state
  where grain_type = @GrainTypeString and key_n0 = @GrainIdN0 and key_n1 = @GrainIdN1
    and key_ext = coalesce(@GrainIdExtensionString, '')
    and service_id = @ServiceId $q$),
('WriteToStorageKey', $q$
 with upd as (
   update grain_state set payload = @PayloadBinary, version = version + 1, modified_at = now()
    where grain_type = @GrainTypeString and key_n0 = @GrainIdN0 and key_n1 = @GrainIdN1
      and key_ext = coalesce(@GrainIdExtensionString, '')
      and service_id = @ServiceId and version = @GrainStateVersion
   returning version),
 ins as (
   insert into grain_state(service_id, grain_type, key_n0, key_n1, key_ext, payload, version)
   select @ServiceId, @GrainTypeString, @GrainIdN0, @GrainIdN1, coalesce(@GrainIdExtensionString, ''), @PayloadBinary, 1
    where @GrainStateVersion is null
   on conflict do nothing
   returning version)
 select coalesce((select version from upd), (select version from ins), @GrainStateVersion) as "NewGrainStateVersion" $q$),
('ClearStorageKey', $q$
 update grain_state set payload = null, version = version + 1, modified_at = now()
  where grain_type = @GrainTypeString and key_n0 = @GrainIdN0 and key_n1 = @GrainIdN1
    and key_ext = coalesce(@GrainIdExtensionString, '')
    and service_id = @ServiceId and version = @GrainStateVersion
 returning version as "NewGrainStateVersion" $q$),
('DeleteStorageKey', $q$
 delete from grain_state
  where grain_type = @GrainTypeString and key_n0 = @GrainIdN0 and key_n1 = @GrainIdN1
    and key_ext = coalesce(@GrainIdExtensionString, '')
    and service_id = @ServiceId and version = @GrainStateVersion
 returning version + 1 as "NewGrainStateVersion" $q$),

('UpsertReminderRowKey', $q$
 insert into reminder(service_id, grain_id, name, start_time, period_ms, grain_hash)
 values (@ServiceId, @GrainId, @ReminderName, @StartTime, @Period, @GrainHash)
 on conflict (service_id, grain_id, name) do update
    set start_time = excluded.start_time, period_ms = excluded.period_ms,
        grain_hash = excluded.grain_hash, version = reminder.version + 1
 returning version as "Version" $q$),
('ReadReminderRowsKey', $q$
 select grain_id as "GrainId", name as "ReminderName", start_time as "StartTime", period_ms as "Period", version as "Version"
   from reminder where service_id = @ServiceId and grain_id = @GrainId $q$),
('ReadReminderRowKey', $q$
 select grain_id as "GrainId", name as "ReminderName", start_time as "StartTime", period_ms as "Period", version as "Version"
   from reminder where service_id = @ServiceId and grain_id = @GrainId and name = @ReminderName $q$),
('ReadRangeRows1Key', $q$
 select grain_id as "GrainId", name as "ReminderName", start_time as "StartTime", period_ms as "Period", version as "Version"
   from reminder where service_id = @ServiceId and grain_hash > @BeginHash and grain_hash <= @EndHash $q$),
('ReadRangeRows2Key', $q$
 select grain_id as "GrainId", name as "ReminderName", start_time as "StartTime", period_ms as "Period", version as "Version"
   from reminder where service_id = @ServiceId and (grain_hash > @BeginHash or grain_hash <= @EndHash) $q$),
('DeleteReminderRowKey', $q$
 with d as (delete from reminder where service_id = @ServiceId and grain_id = @GrainId and name = @ReminderName
              and version = @Version returning 1)
 select count(*)::int from d $q$),
('DeleteReminderRowsKey', $q$
 delete from reminder where service_id = @ServiceId $q$);
