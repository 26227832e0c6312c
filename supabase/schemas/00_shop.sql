-- How the shop's tables answer the desk. A shop whose tables or columns are others changes this file, runs
-- `npm run schema`, and changes nothing else: no other file names a table of the shop's.
--
-- The contract is written beside each column: its type, whether it may be null, and what the desk loses
-- without it. A column that a shop does not have is `null::its type`. The desk reads these views row by row
-- and by id, so keep them plain: joins by primary key, without grouping or sorting, so that Postgres uses the
-- indexes of the tables below. Views run with the rights of whoever reads them.
--
-- Nothing here may refuse a write of the shop, or make it wait: see 04_shop_changes.sql.

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
  u.created_at,
  -- text, may be null: the address as a search compares it. Without it a customer is not found by address.
  -- Without an index on it, or on one of the next two, a search reads all customers.
  left(lower(u.email), 500) collate "C" as email_key,
  -- text, may be null: the name. Without it a customer is not found by name.
  left(lower(u.full_name), 500) collate "C" as name_key,
  -- text, may be null: both. Without it a customer is not found by a part of either.
  left(lower(coalesce(u.email, '') || ' ' || coalesce(u.full_name, '')), 1000) as text_key
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
  to_jsonb(c) - '{id,user_id,created_at}'::text[] as brief,
  -- uuid, may be null: the row that holds the brief, if it can change on its own. Without it such a change is
  -- seen when the order itself changes.
  c.id as brief_id
from public.orders o left join public.customizations c on c.id = o.customization_id;

-- Customers are found while typing: from the beginning of an address or name, in byte order; and anywhere
-- inside. The keys are cut, since an index that a value does not fit into would refuse the shop's row.
create index idx_users_email on public.users (left(lower(email), 500) collate "C");
create index idx_users_full_name on public.users (left(lower(full_name), 500) collate "C");
create index idx_users_text on public.users
  using gin (left(lower(coalesce(email, '') || ' ' || coalesce(full_name, '')), 1000)
    extensions.gin_trgm_ops);

-- Locks orders until the end of the transaction, in the order of their ids, so that the desk does one thing
-- at a time with each. A write of the shop to one of them waits for that. From here on the transaction waits
-- less than a second for any lock: after a second PostgreSQL ends one of two transactions that wait for each
-- other, and that must not be the shop's. The server asks again.
create function desk_private.lock_shop_orders(p_order_ids uuid[]) returns void
  language plpgsql security definer set search_path = '' as $$
begin
  perform set_config('lock_timeout', '900ms', true);
  perform 1 from public.orders where id = any (p_order_ids) order by id for no key update;
end $$;

-- Locks a customer as well.
create function desk_private.lock_shop_customer(p_customer_id uuid) returns void
  language plpgsql security definer set search_path = '' as $$
begin
  perform set_config('lock_timeout', '900ms', true);
  perform 1 from public.users where id = p_customer_id for no key update;
end $$;

-- Takes a customer's personal data out of the shop's tables. The rows stay, since others reference them.
create function desk_private.erase_shop_customer(p_customer_id uuid, p_email text) returns void
  language plpgsql security definer set search_path = '' as $$
begin
  update public.songs set audio_url = null where user_id = p_customer_id;
  update public.customizations set recipient_name = '[erased]', occasion = '[erased]', message = null
  where user_id = p_customer_id;
  update public.users set email = p_email, full_name = null where id = p_customer_id;
end $$;

-- Where the shop's own files of a customer's songs are, as addresses of Storage or paths in its bucket. They
-- are removed with the customer.
create function desk_private.shop_song_files(p_customer_id uuid) returns setof text
  language sql stable security definer set search_path = '' as $$
  select audio_url from public.songs where user_id = p_customer_id; $$;

-- The triggers: which rows have changed in what the views show of them. They never fail: what cannot be
-- followed at once is noted.
create function desk_private.on_shop_orders_changed() returns trigger
  language plpgsql security definer set search_path = '' set lock_timeout = '100ms' as $$
declare v_ids uuid[];
begin
  if tg_op = 'UPDATE' then
    v_ids := array(
      select coalesce(n.id, o.id) from changed n full join former o on o.id = n.id
      where (n.user_id, n.customization_id, n.occasion_date, n.payment_status, n.amount_cents, n.currency,
          n.created_at)
        is distinct from (o.user_id, o.customization_id, o.occasion_date, o.payment_status, o.amount_cents,
          o.currency, o.created_at));
  elsif tg_op = 'TRUNCATE' then v_ids := array(select order_id from desk.order_summaries);
  else v_ids := array(select id from changed); end if;
  perform desk_private.follow_shop('order', v_ids);
  return null;
exception when others then
  perform desk_private.note_shop_change('order', v_ids, sqlerrm);
  return null;
end $$;
create trigger reprise_orders_inserted after insert on public.orders referencing new table as changed
  for each statement execute function desk_private.on_shop_orders_changed();
create trigger reprise_orders_updated after update on public.orders
  referencing new table as changed old table as former
  for each statement execute function desk_private.on_shop_orders_changed();
create trigger reprise_orders_deleted after delete on public.orders referencing old table as changed
  for each statement execute function desk_private.on_shop_orders_changed();
create trigger reprise_orders_truncated after truncate on public.orders
  for each statement execute function desk_private.on_shop_orders_changed();

create function desk_private.on_shop_customers_changed() returns trigger
  language plpgsql security definer set search_path = '' set lock_timeout = '100ms' as $$
declare v_ids uuid[];
begin
  if tg_op = 'UPDATE' then
    v_ids := array(
      select coalesce(n.id, o.id) from changed n full join former o on o.id = n.id
      where (n.email, n.full_name) is distinct from (o.email, o.full_name));
  elsif tg_op = 'TRUNCATE' then
    v_ids := array(
      select user_id from desk.order_summaries union select customer_id from public.failed_jobs);
  else v_ids := array(select id from changed); end if;
  perform desk_private.follow_shop('customer', v_ids);
  return null;
exception when others then
  perform desk_private.note_shop_change('customer', v_ids, sqlerrm);
  return null;
end $$;
create trigger reprise_users_inserted after insert on public.users referencing new table as changed
  for each statement execute function desk_private.on_shop_customers_changed();
create trigger reprise_users_updated after update on public.users
  referencing new table as changed old table as former
  for each statement execute function desk_private.on_shop_customers_changed();
create trigger reprise_users_deleted after delete on public.users referencing old table as changed
  for each statement execute function desk_private.on_shop_customers_changed();
create trigger reprise_users_truncated after truncate on public.users
  for each statement execute function desk_private.on_shop_customers_changed();

create function desk_private.on_shop_briefs_changed() returns trigger
  language plpgsql security definer set search_path = '' set lock_timeout = '100ms' as $$
declare v_ids uuid[];
begin
  v_ids := array(
    select coalesce(n.id, o.id) from changed n full join former o on o.id = n.id
    where (n.recipient_name, n.occasion) is distinct from (o.recipient_name, o.occasion));
  perform desk_private.follow_shop('brief', v_ids);
  return null;
exception when others then
  perform desk_private.note_shop_change('brief', v_ids, sqlerrm);
  return null;
end $$;
create trigger reprise_customizations_updated after update on public.customizations
  referencing new table as changed old table as former
  for each statement execute function desk_private.on_shop_briefs_changed();
