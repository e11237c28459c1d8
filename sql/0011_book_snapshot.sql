-- The book of an account at one sequence, so that a start reads only the journal's tail.
-- Why with the build: a fold may change between builds; a snapshot of another build is no truth, and the journal is read from its start.
create table trading.book_snapshot (
  account text primary key,
  seq     bigint not null,
  build   text not null,
  parts   bytea[] not null,
  at      timestamptz not null default now()
);
alter table trading.book_snapshot alter column parts set storage external; -- Compressed by us.
