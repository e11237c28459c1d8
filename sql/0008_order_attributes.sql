-- What an order carries besides its type, and orders that change.
-- Why: OCA group, bracket, good-till and algo were in the journal alone; a modification changes quantity, type and terms of a known order.

alter table trading.orders add column attributes jsonb;

drop view trading.open_order;
create view trading.open_order as
  select *, quantity - filled as leaves
    from trading.orders
   where status in ('PendingSubmit', 'PreSubmitted', 'Submitted', 'PendingCancel', 'Inactive', 'Unknown');

create or replace function trading.project(
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
           quantity = excluded.quantity, type = excluded.type, terms = excluded.terms,
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
