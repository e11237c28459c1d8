-- Bars of the past. Why partitions: months are loaded, read and dropped whole; the loader makes those that are missing.
create schema market_data;

create table market_data.historical_data (
  con_id   integer not null,
  bar_size text not null,
  what     text not null,
  time     timestamptz not null,
  open     numeric not null,
  high     numeric not null,
  low      numeric not null,
  close    numeric not null,
  volume   numeric,
  wap      numeric,
  count    integer not null,
  primary key (con_id, bar_size, what, time)
) partition by range (time);

-- Makes the monthly partitions (UTC) that cover [p_from, p_to]; safe against another loader doing the same.
create function market_data.ensure_partitions(p_from timestamptz, p_to timestamptz) returns void language plpgsql as
$$
declare
  month timestamp := date_trunc('month', p_from at time zone 'UTC');
  name  text;
begin
  while month <= p_to at time zone 'UTC' loop
    name := 'historical_data_' || to_char(month, 'YYYY_MM');
    if to_regclass('market_data.' || name) is null then
      perform pg_advisory_xact_lock(hashtext('market_data.' || name));
      execute format('create table if not exists market_data.%I partition of market_data.historical_data for values from (%L) to (%L)',
                     name, month at time zone 'UTC', (month + interval '1 month') at time zone 'UTC');
    end if;
    month := month + interval '1 month';
  end loop;
end
$$;
