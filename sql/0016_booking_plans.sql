-- Plans that cost more than the work. The planner knows nothing of transition tables and little of a table that grows within a session or of a new account, so it is told.

-- With nested loops off, the estimated cost of the few that are left is past the threshold of just-in-time compilation: half a second of it in each batch.
alter function trading.transaction_updated() set jit = off;

-- A root is found by itself: for an account without statistics every index that begins with the account looks as good, and each execution was compared with all others of the account.
-- "is not distinct from" is the account's equality that no index answers.
create index transaction_root on trading.transaction (exec_root);
drop index trading.transaction_by_root;

create or replace function trading.book_transactions(p_account text, p_rows jsonb) returns void language plpgsql as
$$
begin
  update trading.transaction o set current = false, as_of_seq = newer.seq
    from (select replaced.row_id, min(n.booked_seq) as seq
            from jsonb_populate_recordset(null::trading.transaction, p_rows) n
           cross join lateral (
                  select k.ctid as row_id from trading.transaction k
                   where k.exec_root = n.exec_root and k.account is not distinct from p_account and k.current and k.revision < n.revision
                   limit 1) replaced -- There is one at most.
           group by replaced.row_id) newer
   where o.ctid = newer.row_id;

  insert into trading.transaction (
         account, exec_id, exec_root, revision, current, strategy, con_id, symbol, quantity, booked_quantity, price, multiplier, currency,
         exec_time, source, client_order_id, perm_id, cause, booked_seq, as_of_seq)
  select p_account, n.exec_id, n.exec_root, n.revision,
         row_number() over (partition by n.exec_root order by n.revision desc, n.booked_seq) = 1
           and not exists (
               select 1 from trading.transaction o
                where o.exec_root = n.exec_root and o.account is not distinct from p_account and o.revision >= n.revision),
         n.strategy, n.con_id, n.symbol, n.quantity, n.quantity, n.price, n.multiplier, n.currency,
         n.exec_time, n.source, n.client_order_id, n.perm_id, n.cause, n.booked_seq, n.booked_seq
    from jsonb_populate_recordset(null::trading.transaction, p_rows) n
  on conflict (account, exec_id) do nothing;
end
$$;

create or replace function trading.commission_staged() returns trigger language plpgsql as
$$
begin
  with known as (
    delete from trading.staged_commission s
     using new_rows n, trading.transaction t
     where s.account = n.account and s.exec_id = n.exec_id and t.account = n.account and t.exec_id = n.exec_id
    returning s.*)
  update trading.transaction t
     set commission = s.commission, commission_currency = s.currency, as_of_seq = greatest(t.as_of_seq, s.as_of_seq)
    from known s
   where t.account = s.account and t.exec_id = s.exec_id;

  delete from trading.staged_commission s
   using new_rows n, trading.transaction t
   where s.account = n.account and s.exec_id = n.exec_id
     and t.exec_root = trading.exec_root(n.exec_id) and t.account is not distinct from n.account and t.revision > trading.exec_revision(n.exec_id);
  return null;
end
$$;

-- As in 0003, but with the columns' own collation: the arguments take the one of exec_root, and no index answered any more, so that each fill read the whole table.
create or replace function trading.refold_position(
  p_account text, p_strategy text, p_con_id integer, p_time timestamptz, p_root text, p_commission numeric, p_seq bigint)
  returns void language plpgsql as
$$
declare
  pos  trading.current_position;
  t    record;
  held numeric;
  part numeric;
  outgoing numeric;
  rest numeric;
begin
  select * into pos from trading.current_position
   where account = p_account collate "default" and strategy = p_strategy collate "default" and con_id = p_con_id for update;
  if not found then
    pos.account := p_account; pos.strategy := p_strategy; pos.con_id := p_con_id;
    pos.quantity := 0; pos.open_cost := 0; pos.realized_pnl := 0; pos.commission := 0; pos.flat_realized := 0; pos.as_of_seq := 0;
  end if;

  if p_time is not null then
    if pos.last_time is not null and (p_time, p_root) <= (pos.last_time, pos.last_root collate "C") then
      if pos.flat_time is null or (p_time, p_root) <= (pos.flat_time, pos.flat_root collate "C") then
        select s.exec_time, s.exec_root, -s.traded into pos.flat_time, pos.flat_root, pos.flat_realized
          from (select exec_time, exec_root, sum(quantity) over w as held, sum(quantity * price * multiplier) over w as traded
                  from trading.transaction
                 where account = p_account collate "default" and strategy = p_strategy collate "default" and con_id = p_con_id and current
                   and (exec_time, exec_root) < (p_time, p_root collate "C")
                window w as (order by exec_time, exec_root)) s
         where s.held = 0
         order by s.exec_time desc, s.exec_root desc limit 1;
        pos.flat_realized := coalesce(pos.flat_realized, 0);
      end if;
      pos.quantity := 0; pos.open_cost := 0; pos.realized_pnl := pos.flat_realized;
      pos.last_time := pos.flat_time; pos.last_root := pos.flat_root;
    end if;

    for t in
      select exec_time, exec_root, quantity, price, multiplier, symbol, currency
        from trading.transaction
       where account = p_account collate "default" and strategy = p_strategy collate "default" and con_id = p_con_id and current
         and (exec_time, exec_root) > (coalesce(pos.last_time, '-infinity'), coalesce(pos.last_root, '') collate "C")
       order by exec_time, exec_root
    loop
      if pos.quantity = 0 or sign(t.quantity) = sign(pos.quantity) then
        pos.open_cost := pos.open_cost + t.quantity * t.price * t.multiplier;
        pos.quantity := pos.quantity + t.quantity;
      elsif t.quantity <> 0 then
        held := abs(pos.quantity);
        part := least(abs(t.quantity), held) * sign(pos.quantity);
        outgoing := case when abs(part) = held then pos.open_cost else trading.money_div(pos.open_cost * abs(part), held) end;
        rest := t.quantity + part;
        pos.realized_pnl := pos.realized_pnl + part * t.price * t.multiplier - outgoing;
        pos.open_cost := pos.open_cost - outgoing + rest * t.price * t.multiplier;
        pos.quantity := pos.quantity - part + rest;
      end if;
      pos.last_time := t.exec_time; pos.last_root := t.exec_root;
      pos.symbol := t.symbol; pos.currency := t.currency; pos.multiplier := t.multiplier;
      if pos.quantity = 0 then
        pos.flat_time := t.exec_time; pos.flat_root := t.exec_root; pos.flat_realized := pos.realized_pnl;
      end if;
    end loop;
  end if;

  pos.open_cost := trim_scale(pos.open_cost); pos.realized_pnl := trim_scale(pos.realized_pnl);
  pos.commission := trim_scale(pos.commission + p_commission);
  pos.cash := trim_scale(pos.realized_pnl - pos.open_cost - pos.commission); -- Realized profit is what left less what it had cost: exact at every step.
  pos.as_of_seq := greatest(pos.as_of_seq, p_seq);
  if pos.symbol is null then
    select symbol, currency, multiplier into pos.symbol, pos.currency, pos.multiplier
      from trading.transaction where account = p_account collate "default" and con_id = p_con_id order by booked_seq desc limit 1;
  end if;

  insert into trading.current_position select pos.*
  on conflict (account, strategy, con_id) do update
     set symbol = excluded.symbol, currency = excluded.currency, multiplier = excluded.multiplier,
         quantity = excluded.quantity, open_cost = excluded.open_cost, realized_pnl = excluded.realized_pnl,
         commission = excluded.commission, cash = excluded.cash, as_of_seq = excluded.as_of_seq,
         last_time = excluded.last_time, last_root = excluded.last_root,
         flat_time = excluded.flat_time, flat_root = excluded.flat_root, flat_realized = excluded.flat_realized;
end
$$;
