-- The one statement of a group commit (design R2, R3): token check, events, and the rows they change.
-- Why a function: one round trip, one prepared statement, one transaction. Rows come as JSON arrays with the columns' names, a null group costs nothing.
-- SQLSTATE OT001: the token is not the newest. OT002: the sequence does not continue the journal.

-- One rare change, in the journal's order.
create function trading.apply_change(p_account text, c jsonb) returns void language plpgsql as
$$
declare
  p_seq bigint := (c->>'seq')::bigint;
begin
  case c->>'kind'
  when 'strategy' then
    insert into trading.strategy (account, name, tag, capital, currency, as_of_seq)
    values (p_account, c->>'strategy', c->>'tag', (c->>'capital')::numeric, c->>'currency', p_seq)
    on conflict (account, name) do nothing;
  when 'strategy-status' then
    update trading.strategy set status = c->>'status', reason = c->>'reason', as_of_seq = p_seq
     where account = p_account and name = c->>'strategy';
  when 'account' then
    -- A key that is absent leaves its column; a null latch clears it, and a second latch leaves the first.
    insert into trading.account as a (account, state, adopting, kill_latch, changed_by, reason, as_of_seq)
    values (p_account, coalesce(c->>'state', 'Active'), coalesce((c->>'adopting')::boolean, false), c->>'kill_latch', c->>'by', c->>'reason', p_seq)
    on conflict (account) do update
       set state = case when c ? 'state' then excluded.state else a.state end,
           adopting = case when c ? 'adopting' then excluded.adopting else a.adopting end,
           kill_latch = case when c ? 'kill_latch' then case when c->>'kill_latch' is not null then coalesce(a.kill_latch, excluded.kill_latch) end
                             else a.kill_latch end,
           changed_by = excluded.changed_by, reason = excluded.reason, as_of_seq = excluded.as_of_seq;
  when 'assigned' then
    update trading.transaction
       set strategy = c->>'to', assigned_from = assigned_from || (c->>'from'), as_of_seq = p_seq
     where account = p_account and exec_root = c->>'exec_root' and strategy = c->>'from' and booked_seq < p_seq;
  when 'superseded' then
    update trading.transaction
       set quantity = sign(booked_quantity) * (c->>'remaining')::numeric, superseded_by = superseded_by || (c->>'by'), as_of_seq = p_seq
     where account = p_account and exec_id = c->>'exec_id';
  when 'mismatch-opened' then
    insert into trading.position_mismatch (account, opened_seq, con_id, ours, broker, cause, opened_at)
    values (p_account, p_seq, (c->>'con_id')::integer, (c->>'ours')::numeric, (c->>'broker')::numeric, c->>'cause', (c->>'at')::timestamptz)
    on conflict (account, con_id) where closed_at is null
    do update set ours = excluded.ours, broker = excluded.broker, cause = excluded.cause;
  when 'mismatch-closed' then
    update trading.position_mismatch set closed_at = (c->>'at')::timestamptz, closed_seq = p_seq, close_cause = c->>'cause'
     where account = p_account and con_id = (c->>'con_id')::integer and closed_at is null;
  end case;
end
$$;

-- Executions: a known id changes nothing, a higher revision of a root takes its place.
create function trading.book_transactions(p_account text, p_rows jsonb) returns void language plpgsql as
$$
begin
  update trading.transaction o set current = false, as_of_seq = newer.seq
    from (select k.exec_id, min(n.booked_seq) as seq
            from jsonb_populate_recordset(null::trading.transaction, p_rows) n
            join trading.transaction k on k.account = p_account and k.exec_root = n.exec_root and k.current and k.revision < n.revision
           group by k.exec_id) newer
   where o.account = p_account and o.exec_id = newer.exec_id;

  insert into trading.transaction (
         account, exec_id, exec_root, revision, current, strategy, con_id, symbol, quantity, booked_quantity, price, multiplier, currency,
         exec_time, source, client_order_id, perm_id, booked_seq, as_of_seq)
  select p_account, n.exec_id, n.exec_root, n.revision,
         row_number() over (partition by n.exec_root order by n.revision desc, n.booked_seq) = 1
           and not exists (select 1 from trading.transaction o where o.account = p_account and o.exec_root = n.exec_root and o.revision >= n.revision),
         n.strategy, n.con_id, n.symbol, n.quantity, n.quantity, n.price, n.multiplier, n.currency,
         n.exec_time, n.source, n.client_order_id, n.perm_id, n.booked_seq, n.booked_seq
    from jsonb_populate_recordset(null::trading.transaction, p_rows) n
  on conflict (account, exec_id) do nothing;
end
$$;

-- The tables' share of a batch; also the step of a rebuild.
create function trading.project(
  p_account text, p_orders jsonb, p_transactions jsonb, p_changes jsonb, p_commissions jsonb, p_targets jsonb, p_notifications jsonb)
  returns void language plpgsql as
$$
begin
  if p_orders is not null then
    insert into trading.orders select * from jsonb_populate_recordset(null::trading.orders, p_orders)
    on conflict (account, client_order_id) do update
       set status = excluded.status, filled = excluded.filled, filled_value = excluded.filled_value, order_id = excluded.order_id,
           client_id = excluded.client_id, perm_ids = excluded.perm_ids, acknowledged = excluded.acknowledged,
           cancel_requested = excluded.cancel_requested, reason = excluded.reason, updated_at = excluded.updated_at,
           as_of_seq = greatest(orders.as_of_seq, excluded.as_of_seq);
  end if;
  if p_transactions is not null then
    perform trading.book_transactions(p_account, p_transactions);
  end if;
  if p_changes is not null then
    perform trading.apply_change(p_account, c.value) from jsonb_array_elements(p_changes) with ordinality c order by c.ordinality;
  end if;
  if p_commissions is not null then
    insert into trading.staged_commission select * from jsonb_populate_recordset(null::trading.staged_commission, p_commissions)
    on conflict (account, exec_id) do update set commission = excluded.commission, currency = excluded.currency, as_of_seq = excluded.as_of_seq;
  end if;
  if p_targets is not null then
    insert into trading.target_position select * from jsonb_populate_recordset(null::trading.target_position, p_targets)
    on conflict (account, strategy, con_id) do update
       set quantity = excluded.quantity, policy = excluded.policy, version = excluded.version, at = excluded.at;
  end if;
  if p_notifications is not null then
    insert into trading.notification select * from jsonb_populate_recordset(null::trading.notification, p_notifications);
  end if;
end
$$;

create function trading.append(
  p_account text, p_lease_epoch bigint, p_engine_epoch bigint, p_first_seq bigint,
  p_at timestamptz[], p_event text[], p_payload jsonb[], p_strategy text[], p_client_order_id text[],
  p_orders jsonb, p_transactions jsonb, p_changes jsonb, p_commissions jsonb, p_targets jsonb, p_notifications jsonb)
  returns void language plpgsql as
$$
declare
  last_seq bigint;
begin
  perform 1 from trading.engine_epoch
    where account = p_account and lease_epoch = p_lease_epoch and engine_epoch = p_engine_epoch for share;
  if not found then
    raise exception 'token (%, %) of account % is not the newest', p_lease_epoch, p_engine_epoch, p_account using errcode = 'OT001';
  end if;

  select seq into last_seq from trading.order_event where account = p_account order by seq desc limit 1;
  if p_first_seq <> coalesce(last_seq, 0) + 1 then
    raise exception 'journal of account % ends at %, not before %', p_account, coalesce(last_seq, 0), p_first_seq using errcode = 'OT002';
  end if;

  insert into trading.order_event (account, seq, at, event, payload, strategy, client_order_id, lease_epoch, engine_epoch)
  select p_account, p_first_seq + e.n - 1, e.at, e.event, e.payload, e.strategy, e.client_order_id, p_lease_epoch, p_engine_epoch
    from unnest(p_at, p_event, p_payload, p_strategy, p_client_order_id) with ordinality as e(at, event, payload, strategy, client_order_id, n);

  perform trading.project(p_account, p_orders, p_transactions, p_changes, p_commissions, p_targets, p_notifications);
end
$$;

-- A new activation of the engine: locks out every older token and waits for an append in flight. No row means that a greater lease was seen.
create function trading.open_journal(p_account text, p_lease_epoch bigint) returns bigint language plpgsql as
$$
declare
  raised bigint;
begin
  insert into trading.account (account) values (p_account) on conflict do nothing;
  insert into trading.engine_epoch (account, lease_epoch, engine_epoch) values (p_account, 0, 0) on conflict do nothing;
  perform 1 from trading.engine_epoch where account = p_account for update;
  update trading.engine_epoch set lease_epoch = p_lease_epoch, engine_epoch = engine_epoch + 1, opened_at = now()
   where account = p_account and lease_epoch <= p_lease_epoch
  returning engine_epoch into raised;
  return raised;
end
$$;
