-- A commission charged in another currency than the position's (forex) is no amount of that position (design R12): it was added as if it were. It stays with
-- its transaction, in its own currency; trading.other_commission has the sums.

create function trading.own_commission(p_commission numeric, p_commission_currency text, p_currency text) returns numeric
  language sql immutable parallel safe as
$$ select case when p_commission_currency = p_currency then coalesce(p_commission, 0) else 0 end $$;

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
   where t.account = s.account and t.exec_id = s.exec_id;

  -- Those of revisions that were replaced before they were booked.
  delete from trading.staged_commission s using new_rows n
   where s.account = n.account and trading.exec_root(s.exec_id) = n.exec_root and trading.exec_revision(s.exec_id) < n.revision;
  return null;
end
$$;

create or replace function trading.transaction_updated() returns trigger language plpgsql as
$$
begin
  perform trading.refold_position(c.account, c.strategy, c.con_id, c.first_time, c.first_root, c.commission, c.seq)
     from (select account, strategy, con_id,
                  min(exec_time) filter (where moved) as first_time,
                  (array_agg(exec_root order by exec_time, exec_root) filter (where moved))[1] as first_root,
                  sum(commission) as commission, max(seq) as seq
             from (select o.account, side.strategy, side.con_id, side.exec_time, side.exec_root, side.commission, n.as_of_seq as seq,
                          (o.strategy, o.con_id, o.quantity, o.price, o.multiplier, o.exec_time, o.current)
                            is distinct from (n.strategy, n.con_id, n.quantity, n.price, n.multiplier, n.exec_time, n.current) as moved
                     from old_rows o
                     join new_rows n on n.account = o.account and n.exec_id = o.exec_id
                    cross join lateral (values
                            (o.current, o.strategy, o.con_id, o.exec_time, o.exec_root, -trading.own_commission(o.commission, o.commission_currency, o.currency)),
                            (n.current, n.strategy, n.con_id, n.exec_time, n.exec_root, trading.own_commission(n.commission, n.commission_currency, n.currency)))
                       as side (counts, strategy, con_id, exec_time, exec_root, commission)
                    where side.counts) s
            group by account, strategy, con_id
            order by account, strategy, con_id) c;
  return null;
end
$$;

create view trading.other_commission as
  select account, strategy, con_id, commission_currency as currency, sum(commission) as commission
    from trading.transaction
   where current and commission is not null and commission_currency <> currency
   group by account, strategy, con_id, commission_currency;

-- What was added wrongly so far.
with wrong as (
  select account, strategy, con_id, sum(commission) as commission from trading.other_commission group by account, strategy, con_id)
update trading.current_position p
   set commission = trim_scale(p.commission - w.commission), cash = trim_scale(p.cash + w.commission)
  from wrong w
 where p.account = w.account and p.strategy = w.strategy and p.con_id = w.con_id;
