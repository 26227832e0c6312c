-- How this shop's tables answer the desk: the one file that it changes.
create view desk.shop_customers with (security_invoker = true) as
select u.id, u.email, u.name as full_name, null::text as time_zone, u.created_at,
  left(lower(u.email), 500) collate "C" as email_key, left(lower(u.name), 500) collate "C" as name_key,
  left(lower(u.email || ' ' || coalesce(u.name, '')), 1000) as text_key
from public.users u;

create view desk.shop_orders with (security_invoker = true) as
select o.id, o.created_at, o.user_id as customer_id, c.for_name as recipient_name, c.event as occasion,
  o.deliver_on as needed_on, null::timestamptz as needed_at, null::text as time_zone,
  case when o.status in ('paid', 'delivered') then 'paid' when o.status = 'cart' then 'pending' else o.status
    end as payment_status,
  null::timestamptz as paid_at, o.total_cents as amount_cents, o.currency,
  c.style || jsonb_build_object('message', c.words) as brief, c.id as brief_id
from public.orders o left join public.customizations c on c.id = o.customization_id;

create index idx_users_email_key on public.users (left(lower(email), 500) collate "C");

create function desk_private.lock_shop_orders(p_order_ids uuid[]) returns void
  language plpgsql security definer set search_path = '' as $$
begin
  perform set_config('lock_timeout', '900ms', true);
  perform 1 from public.orders where id = any (p_order_ids) order by id for no key update;
end $$;

create function desk_private.lock_shop_customer(p_customer_id uuid) returns void
  language plpgsql security definer set search_path = '' as $$
begin
  perform set_config('lock_timeout', '900ms', true);
  perform 1 from public.users where id = p_customer_id for no key update;
end $$;

create function desk_private.erase_shop_customer(p_customer_id uuid, p_email text) returns void
  language plpgsql security definer set search_path = '' as $$
begin
  update public.customizations set for_name = null, event = null, words = null where user_id = p_customer_id;
  update public.users set email = p_email, name = null where id = p_customer_id;
end $$;

create function desk_private.shop_song_files(p_customer_id uuid) returns setof text
  language sql stable set search_path = '' as $$
  select storage_path from public.song_variants where user_id = p_customer_id; $$;

create function desk_private.on_shop_changed() returns trigger
  language plpgsql security definer set search_path = '' set lock_timeout = '100ms' as $$
declare v_ids uuid[];
begin
  v_ids := array(select id from changed);
  perform desk_private.follow_shop(tg_argv[0], v_ids);
  return null;
exception when others then
  perform desk_private.note_shop_change(tg_argv[0], v_ids, sqlerrm);
  return null;
end $$;
create trigger reprise_users_inserted after insert on public.users referencing new table as changed
  for each statement execute function desk_private.on_shop_changed('customer');
create trigger reprise_users_updated after update on public.users referencing new table as changed
  for each statement execute function desk_private.on_shop_changed('customer');
create trigger reprise_users_deleted after delete on public.users referencing old table as changed
  for each statement execute function desk_private.on_shop_changed('customer');
create trigger reprise_orders_inserted after insert on public.orders referencing new table as changed
  for each statement execute function desk_private.on_shop_changed('order');
create trigger reprise_orders_updated after update on public.orders referencing new table as changed
  for each statement execute function desk_private.on_shop_changed('order');
create trigger reprise_orders_deleted after delete on public.orders referencing old table as changed
  for each statement execute function desk_private.on_shop_changed('order');
create trigger reprise_customizations_updated after update on public.customizations
  referencing new table as changed
  for each statement execute function desk_private.on_shop_changed('brief');
