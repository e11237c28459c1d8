-- What is known of each stored history, and what is being asked of the broker. Why: "covered" changes in the transaction that loads the bars, so that a crash in the
-- middle of a month asks again only for what is missing; spans without trading count as covered once the broker was asked.

-- Words compared as bytes: the key is compared at every row of a load.
alter table market_data.historical_data
  alter column bar_size type text collate "C",
  alter column what type text collate "C",
  add column until timestamptz;                         -- where the session ends the bar early; null where the size says it

create table market_data.series (
  con_id     integer not null,
  bar_size   text collate "C" not null,
  what       text collate "C" not null,
  adjustment text not null,                             -- Raw, Splits or SplitsAndDividends
  covered    tstzmultirange not null default '{}',
  primary key (con_id, bar_size, what)
);

create table market_data.fill (
  id         bigint generated always as identity primary key,
  instrument text not null,                             -- as the person named it
  con_id     integer not null,
  bar_size   text not null,
  what       text not null,
  wanted     tstzrange not null,
  state      text not null default 'Waiting',           -- Waiting, Running, Done or Failed
  requests   integer not null default 0,                -- answered so far
  remaining  integer,                                   -- null until it was planned
  bars       bigint not null default 0,
  problem    text,
  asked_by   text not null,
  asked_at   timestamptz not null default now(),
  changed_at timestamptz not null default now()
);
create index fill_unfinished on market_data.fill (id) where state in ('Waiting', 'Running');
