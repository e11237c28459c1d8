-- Every holder of the lease until it is known to have ended: a successor must be able to fence any of them (design R1).
-- Why a table: with one remembered holder, a frozen first one is forgotten as soon as the second one crashes.
create table trading.lease_holder (
  epoch        bigint      primary key,
  host         text        not null,
  pid          integer     not null,
  machine      text,                               -- boot and process namespace; null where the kernel does not tell
  start_ticks  bigint,                             -- with machine and pid: this very process and no later one with its number
  silo_address text,
  acquired_at  timestamptz not null default now(),
  ended_at     timestamptz                         -- given back in order, or proven to have ended
);
create index on trading.lease_holder (epoch) where ended_at is null;

insert into trading.lease_holder (epoch, host, pid, silo_address, acquired_at)
select epoch, holder_host, holder_pid, silo_address, acquired_at from trading.lease where holder_pid is not null;

alter table trading.lease
  drop column holder_host, drop column holder_pid, drop column process_started, drop column silo_address, drop column acquired_at;
