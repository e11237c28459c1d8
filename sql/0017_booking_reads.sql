-- What a booking reads of the executions there are. Without statistics (a new account, a table that grew within the session) every index that begins with the account looked as good as
-- the right one, and each commission and each position of a batch read all executions of the account. So no condition offers the account to them any more, as in 0016.
drop index trading.transaction_in_order;
create index transaction_in_order on trading.transaction (strategy, con_id, exec_time, exec_root) where current;

create or replace function trading.commission_staged() returns trigger language plpgsql as
$$
begin
  with known as (
    delete from trading.staged_commission s
     using new_rows n, trading.transaction t
     where s.account = n.account and s.exec_id = n.exec_id
       and t.exec_root = trading.exec_root(n.exec_id) and t.exec_id = n.exec_id and t.account is not distinct from n.account
    returning s.*)
  update trading.transaction t
     set commission = s.commission, commission_currency = s.currency, as_of_seq = greatest(t.as_of_seq, s.as_of_seq)
    from known s
   where t.exec_root = trading.exec_root(s.exec_id) and t.exec_id = s.exec_id and t.account is not distinct from s.account;

  delete from trading.staged_commission s
   using new_rows n, trading.transaction t
   where s.account = n.account and s.exec_id = n.exec_id
     and t.exec_root = trading.exec_root(n.exec_id) and t.account is not distinct from n.account and t.revision > trading.exec_revision(n.exec_id);
  return null;
end
$$;

create or replace function trading.transaction_inserted() returns trigger language plpgsql as
$$
begin
  perform trading.refold_position(n.account, n.strategy, n.con_id, n.first_time, n.first_root, n.commission, n.seq)
     from (select account, strategy, con_id, min(exec_time) as first_time, (array_agg(exec_root order by exec_time, exec_root))[1] as first_root,
                  coalesce(sum(trading.own_commission(commission, commission_currency, currency)), 0) as commission, max(as_of_seq) as seq
             from new_rows where current
            group by account, strategy, con_id
            order by account, strategy, con_id) n;

  -- Commissions that came first.
  with taken as (
    delete from trading.staged_commission s using new_rows n
     where s.account = n.account and s.exec_id = n.exec_id
    returning s.*)
  update trading.transaction t
     set commission = s.commission, commission_currency = s.currency, as_of_seq = greatest(t.as_of_seq, s.as_of_seq)
    from taken s
   where t.exec_root = trading.exec_root(s.exec_id) and t.exec_id = s.exec_id and t.account is not distinct from s.account;

  -- Those of revisions that were replaced before they were booked.
  delete from trading.staged_commission s using new_rows n
   where s.account = n.account and trading.exec_root(s.exec_id) = n.exec_root and trading.exec_revision(s.exec_id) < n.revision;
  return null;
end
$$;

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
                 where strategy = p_strategy collate "default" and con_id = p_con_id and account is not distinct from p_account collate "default" and current
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
       where strategy = p_strategy collate "default" and con_id = p_con_id and account is not distinct from p_account collate "default" and current
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

-- A few rows are looked up one by one: to hash the table for them would read all of it.
alter function trading.commission_staged() set enable_hashjoin = off;
alter function trading.commission_staged() set enable_mergejoin = off;
alter function trading.transaction_updated() set enable_hashjoin = on; -- It is called from within, and joins all rows before with all after.

-- Transition tables have no index and are read as before, but at a price that would call the just-in-time compiler.
do
$$
declare
  routine regprocedure;
begin
  for routine in
    select oid from pg_proc
     where pronamespace = 'trading'::regnamespace
       and proname in ('refold_position', 'book_transactions', 'commission_staged', 'transaction_inserted')
  loop
    execute format('alter function %s set enable_seqscan = off', routine);
    execute format('alter function %s set jit = off', routine);
  end loop;
end
$$;
