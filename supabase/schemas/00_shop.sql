-- How the shop's tables answer the desk. A shop whose tables or columns are others changes this file, runs
-- `npm run schema`, and changes nothing else: no other file names a table of the shop's.
--
-- The contract is written beside each column: its type, whether it may be null, and what the desk loses
-- without it. A column that a shop does not have is `null::its type`. The desk reads these views row by row
-- and by id, so keep them plain: joins by primary key, without grouping or sorting, so that Postgres uses the
-- indexes of the tables below. Views run with the rights of whoever reads them.

create view desk.shop_customers with (security_invoker = true) as
select
  -- uuid, never null; unique.
  u.id,
  -- text, may be null. Without it a customer is not found by address, and cannot be written to.
  u.email,
  -- text, may be null. Without it a customer is not found by name; lists show the address alone.
  u.full_name,
  -- text, such as 'Europe/Berlin', may be null. Without it the zone of the reader decides what day it is.
  null::text as time_zone,
  -- timestamptz, may be null. Without it a customer's page does not say since when they are one.
  u.created_at
from public.users u;

create view desk.shop_orders with (security_invoker = true) as
select
  -- uuid, never null; unique. What failures, songs and links are found by.
  o.id,
  -- timestamptz, never null. The order of the list.
  o.created_at,
  -- uuid of a shop_customers row, may be null or name a customer that is not there. Without it the order
  -- stands without a customer: it is not found by address, and its songs cannot be made.
  o.user_id as customer_id,
  -- text, may be null: whom the order is for. Without it lists and share pages leave the name out.
  c.recipient_name,
  -- text, may be null: birthday, wedding. Without it lists and share pages leave the occasion out.
  c.occasion,
  -- date, may be null: the day on which the customer needs it. Without it nothing is ever due, and failures
  -- are sorted by age alone.
  o.occasion_date as needed_on,
  -- timestamptz, may be null: the moment, where the shop knows it. Without it the whole day counts.
  null::timestamptz as needed_at,
  -- text, may be null: the time zone in which the day is meant. Without it, the reader's.
  null::text as time_zone,
  -- text, may be null: 'paid', 'pending', 'refunded', or the shop's own word, shown as it is. Only 'paid' and
  -- null count as paid. Without it unpaid orders look like orders whose songs are missing.
  o.payment_status,
  -- timestamptz, may be null. Without it an order's history has no line for the payment.
  o.paid_at,
  -- integer, may be null. Without it, or without a currency, no amount is shown.
  o.amount_cents,
  -- text, may be null: three letters, such as 'EUR'.
  o.currency,
  -- jsonb, an object or null: what the customer asked for, under the names that staff read. Of these the desk
  -- knows genre, mood, language and message. Without it an order's page shows no brief.
  to_jsonb(c) - '{id,user_id,created_at}'::text[] as brief
from public.orders o left join public.customizations c on c.id = o.customization_id;
