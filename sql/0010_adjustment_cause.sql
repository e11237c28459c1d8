-- Why an adjustment was booked.
-- Why a column: expiry, assignment and split are asked for by accountants for years, and the journal's payload is no place to search.

alter table trading.transaction add column cause text;

-- Executions: a known id changes nothing, a higher revision of a root takes its place.
create or replace function trading.book_transactions(p_account text, p_rows jsonb) returns void language plpgsql as
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
         exec_time, source, client_order_id, perm_id, cause, booked_seq, as_of_seq)
  select p_account, n.exec_id, n.exec_root, n.revision,
         row_number() over (partition by n.exec_root order by n.revision desc, n.booked_seq) = 1
           and not exists (select 1 from trading.transaction o where o.account = p_account and o.exec_root = n.exec_root and o.revision >= n.revision),
         n.strategy, n.con_id, n.symbol, n.quantity, n.quantity, n.price, n.multiplier, n.currency,
         n.exec_time, n.source, n.client_order_id, n.perm_id, n.cause, n.booked_seq, n.booked_seq
    from jsonb_populate_recordset(null::trading.transaction, p_rows) n
  on conflict (account, exec_id) do nothing;
end
$$;
