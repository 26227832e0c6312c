-- How that shop's tables answer the desk: the whole difference.
create view desk.shop_customers with (security_invoker = true) as
select u.id, u.email, u.name as full_name, null::text as time_zone, null::timestamptz as created_at,
  left(lower(u.email), 500) collate "C" as email_key, left(lower(u.name), 500) collate "C" as name_key,
  lower(coalesce(u.email, '') || ' ' || coalesce(u.name, '')) as text_key
from public.users u;

create view desk.shop_orders with (security_invoker = true) as
select o.id, o.created_at, o.user_id as customer_id, c.dedicated_to as recipient_name, c.event as occasion,
  o.occasion_date as needed_on, null::timestamptz as needed_at, null::text as time_zone,
  case when o.status in ('paid', 'shipped') then 'paid' else o.status end as payment_status,
  null::timestamptz as paid_at, (o.total * 100)::integer as amount_cents, o.currency,
  jsonb_build_object('message', c.lyrics) as brief, c.id as brief_id
from public.orders o left join public.customizations c on c.id = o.customization_id;

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
  update public.customizations c set dedicated_to = '[erased]', event = null, lyrics = null
  from public.orders o where o.customization_id = c.id and o.user_id = p_customer_id;
  update public.users set email = p_email, name = null where id = p_customer_id;
end $$;

create function desk_private.shop_song_files(p_customer_id uuid) returns setof text
  language sql stable set search_path = '' as $$
  select null::text where false and p_customer_id is not null; $$;

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
do $$
declare v_table text; v_kind text; v_event text;
begin
  for v_table, v_kind in values ('users', 'customer'), ('orders', 'order'), ('customizations', 'brief') loop
    for v_event in values ('insert'), ('update'), ('delete') loop
      execute format('create trigger reprise_%s after %s on public.%I referencing %s table as changed'
        || ' for each statement execute function desk_private.on_shop_changed(%L)',
        v_event, v_event, v_table, case v_event when 'delete' then 'old' else 'new' end, v_kind);
    end loop;
  end loop;
end $$;
