-- Bars keyed by the number of their series. Why: a load compares the key at every row, and a number with a time compares in a third of the time of four columns with texts;
-- the columns of fixed length stand in front, because those behind a text or a number of any length are slow to find.
insert into market_data.series (con_id, bar_size, what, adjustment)
select distinct con_id, bar_size, what, 'Splits' from market_data.historical_data -- Loaded before adjustments were noted: from the broker, which adjusts for splits.
on conflict do nothing;

alter table market_data.series add column id integer generated always as identity;
alter table market_data.series add constraint series_id_key unique (id);

alter table market_data.historical_data drop constraint historical_data_pkey;
alter table market_data.historical_data rename to bars_before;
do
$$
declare
  part regclass;
begin
  for part in select inhrelid::regclass from pg_inherits where inhparent = 'market_data.bars_before'::regclass loop
    execute format('alter table %s rename to %I', part, 'before_' || (select relname from pg_class where oid = part));
  end loop;
end
$$;

create table market_data.historical_data (
  series_id integer not null,                           -- market_data.series.id; not a foreign key, which would look it up at every row of a load
  count     integer not null,
  time      timestamptz not null,
  open      numeric not null,
  high      numeric not null,
  low       numeric not null,
  close     numeric not null,
  volume    numeric,
  wap       numeric,
  until     timestamptz,                                -- where the session ends the bar early; null where the size says it
  primary key (series_id, time)
) partition by range (time);

-- Makes the monthly partitions (UTC) that cover [p_from, p_to]. Why attached: a table made as a partition locks out everybody who reads or loads, an attached one only those who attach too.
create or replace function market_data.ensure_partitions(p_from timestamptz, p_to timestamptz) returns void language plpgsql as
$$
declare
  month timestamp := date_trunc('month', p_from at time zone 'UTC');
  name  text;
begin
  while month <= p_to at time zone 'UTC' loop
    name := 'historical_data_' || to_char(month, 'YYYY_MM');
    if to_regclass('market_data.' || name) is null then
      lock table market_data.historical_data in share update exclusive mode;
      if to_regclass('market_data.' || name) is null then
        execute format('create table market_data.%I (like market_data.historical_data including all)', name);
        execute format('alter table market_data.historical_data attach partition market_data.%I for values from (%L) to (%L)',
                       name, month at time zone 'UTC', (month + interval '1 month') at time zone 'UTC');
      end if;
    end if;
    month := month + interval '1 month';
  end loop;
end
$$;

select market_data.ensure_partitions(min(time), max(time)) from market_data.bars_before having count(*) > 0;
insert into market_data.historical_data (series_id, count, time, open, high, low, close, volume, wap, until)
select s.id, b.count, b.time, b.open, b.high, b.low, b.close, b.volume, b.wap, b.until
  from market_data.bars_before b join market_data.series s using (con_id, bar_size, what) order by s.id, b.time;
drop table market_data.bars_before;

-- For people and reports.
create view market_data.bar as
select s.con_id, s.bar_size, s.what, s.adjustment, h.time, h.open, h.high, h.low, h.close, h.volume, h.wap, h.count, h.until
  from market_data.historical_data h join market_data.series s on s.id = h.series_id;
