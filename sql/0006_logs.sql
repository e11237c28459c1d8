-- What the programs said. Why an identity key: two lines of one instant stay two lines, in the order they were written.
create schema logs;

create table logs.log (
  id              bigint generated always as identity primary key,
  at              timestamptz not null,
  level           text not null,
  source          text,
  message         text not null,
  exception       text,
  strategy        text,
  client_order_id text,
  con_id          integer,
  properties      jsonb
);
create index log_by_time on logs.log (at desc);
create index log_by_strategy on logs.log (strategy, id desc) where strategy is not null;
create index log_by_order on logs.log (client_order_id, id desc) where client_order_id is not null;
