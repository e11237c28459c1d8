-- The journal and the tables that follow it.
-- Why: order_event is the truth (design R13); every other table of this schema is a fold of it, written in the same transaction and rebuilt
-- from it by one command. No table of facts refers to trading.strategy: deleting a strategy never deletes history.

create table trading.account (
  account    text primary key,
  state      text not null default 'Active',
  adopting   boolean not null default false,
  kill_latch text,
  changed_by text,
  reason     text,
  as_of_seq  bigint not null default 0
);

create table trading.instrument (
  con_id     integer primary key,
  symbol     text not null,
  type       text not null,
  exchange   text not null,
  currency   text not null,
  multiplier numeric not null,
  details    jsonb not null,
  updated_at timestamptz not null default now()
);
create index instrument_by_symbol on trading.instrument (symbol);

create table trading.strategy (
  account   text not null,
  name      text not null,
  tag       text not null,
  capital   numeric not null,
  currency  text not null,
  status    text not null default 'Active',
  reason    text,
  as_of_seq bigint not null,
  primary key (account, name)
);

-- Who may write for an account. A raise takes the row FOR UPDATE, an append FOR SHARE: an append that passed the check commits before a raise returns.
create table trading.engine_epoch (
  account      text primary key,
  lease_epoch  bigint not null,
  engine_epoch bigint not null,
  opened_at    timestamptz not null default now()
);

-- The journal. Sequences are dense from 1 per account: the key, not a counter, keeps two writers apart.
create table trading.order_event (
  account         text not null,
  seq             bigint not null,
  at              timestamptz not null,
  event           text not null,
  payload         jsonb not null,
  strategy        text,
  client_order_id text,
  lease_epoch     bigint not null,
  engine_epoch    bigint not null,
  primary key (account, seq)
);
create index order_event_by_order on trading.order_event (account, client_order_id, seq) where client_order_id is not null;
create index order_event_by_strategy on trading.order_event (account, strategy, seq) where strategy is not null;

create table trading.orders (
  account          text not null,
  client_order_id  text not null,
  order_ref        text not null,
  strategy         text not null,
  con_id           integer not null,
  side             text not null,
  quantity         numeric not null check (quantity > 0),
  type             text not null,
  terms            jsonb not null,
  time_in_force    text not null,
  outside_rth      boolean not null,
  purpose          text not null,
  target_version   bigint,
  status           text not null,
  filled           numeric not null,
  filled_value     numeric not null,
  order_id         integer,
  client_id        integer,
  perm_ids         bigint[] not null,
  acknowledged     boolean not null,
  cancel_requested boolean not null,
  reason           text,
  intended_at      timestamptz not null,
  updated_at       timestamptz not null,
  as_of_seq        bigint not null,
  primary key (account, client_order_id),
  constraint orders_ref_once unique (order_ref)
) with (fillfactor = 70);
create index orders_by_time on trading.orders (account, intended_at desc);
create index orders_working on trading.orders (account, con_id)
  where status in ('PendingSubmit', 'PreSubmitted', 'Submitted', 'PendingCancel', 'Inactive', 'Unknown');

create view trading.open_order as
  select *, quantity - filled as leaves
    from trading.orders
   where status in ('PendingSubmit', 'PreSubmitted', 'Submitted', 'PendingCancel', 'Inactive', 'Unknown');

-- One row per execution revision. The newest revision of a root is current; older ones stay as history.
-- The quantity is signed: a buy is positive. booked_quantity is what was first booked, before an execution superseded the adjustment.
create table trading.transaction (
  account             text not null,
  exec_id             text not null,
  exec_root           text collate "C" not null,
  revision            integer not null,
  current             boolean not null,
  strategy            text not null,
  con_id              integer not null,
  symbol              text not null,
  quantity            numeric not null,
  booked_quantity     numeric not null,
  price               numeric not null,
  multiplier          numeric not null,
  currency            text not null,
  commission          numeric,
  commission_currency text,
  exec_time           timestamptz not null,
  source              text not null,
  client_order_id     text,
  perm_id             bigint,
  assigned_from       text[] not null default '{}',
  superseded_by       text[] not null default '{}',
  booked_seq          bigint not null,
  as_of_seq           bigint not null,
  primary key (account, exec_id)
) with (fillfactor = 80);
create unique index transaction_current_once on trading.transaction (account, exec_root) where current;
create index transaction_in_order on trading.transaction (account, strategy, con_id, exec_time, exec_root) where current;
create index transaction_by_root on trading.transaction (account, exec_root);
create index transaction_by_time on trading.transaction (account, exec_time desc);

-- Commissions whose execution is not booked yet. Empty in a settled account.
create table trading.staged_commission (
  account    text not null,
  exec_id    text not null,
  commission numeric not null,
  currency   text not null,
  as_of_seq  bigint not null,
  primary key (account, exec_id)
);

-- What each strategy holds of each contract (design R12). Open cost is stored, the average derived. last_* is the newest execution folded;
-- flat_* is the last one after which the position was flat, with the profit realized until then: a refold starts there.
create table trading.current_position (
  account       text not null,
  strategy      text not null,
  con_id        integer not null,
  symbol        text not null,
  currency      text not null,
  multiplier    numeric not null,
  quantity      numeric not null,
  open_cost     numeric not null,
  realized_pnl  numeric not null,
  commission    numeric not null,
  cash          numeric not null,
  as_of_seq     bigint not null,
  last_time     timestamptz,
  last_root     text collate "C",
  flat_time     timestamptz,
  flat_root     text collate "C",
  flat_realized numeric not null default 0,
  primary key (account, strategy, con_id)
) with (fillfactor = 70);

create table trading.target_position (
  account  text not null,
  strategy text not null,
  con_id   integer not null,
  quantity numeric not null,
  policy   jsonb not null,
  version  bigint not null,
  at       timestamptz not null,
  primary key (account, strategy, con_id)
) with (fillfactor = 70);

create table trading.position_mismatch (
  account     text not null,
  opened_seq  bigint not null,
  con_id      integer not null,
  ours        numeric not null,
  broker      numeric not null,
  cause       text not null,
  opened_at   timestamptz not null,
  closed_at   timestamptz,
  closed_seq  bigint,
  close_cause text,
  primary key (account, opened_seq)
);
create unique index position_mismatch_open_once on trading.position_mismatch (account, con_id) where closed_at is null;

create table trading.notification (
  account text not null,
  seq     bigint not null,
  at      timestamptz not null,
  level   text not null,
  topic   text not null,
  text    text not null,
  primary key (account, seq)
);

-- The one gateway session's lease (design R1). The advisory lock decides; this row holds the epoch and who to fence.
create table trading.lease (
  only_row        boolean primary key default true check (only_row),
  epoch           bigint not null,
  holder_host     text,
  holder_pid      integer,
  process_started timestamptz,
  silo_address    text,
  acquired_at     timestamptz
);
insert into trading.lease (epoch) values (0);

-- The highest order id that may have been used, per gateway login and client id (design R5). Only rises.
create table trading.order_id_mark (
  login      text not null,
  client_id  integer not null,
  high_water integer not null,
  primary key (login, client_id)
);
