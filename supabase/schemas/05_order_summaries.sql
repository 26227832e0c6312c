-- One flat row per order, and the triggers that keep it up to date: the list of orders filters and sorts by
-- values of four tables, and no index spans four tables.

create type desk.order_status as enum ('empty', 'pending', 'generating', 'complete', 'failed');

alter table public.customizations
  -- Passed to the song provider unchanged.
  add column provider_options jsonb not null default '{}';

create table desk.order_summaries (
  order_id uuid primary key references public.orders (id) on delete cascade,
  user_id uuid not null,
  customer_email text not null,
  customer_name text,
  recipient_name text not null,
  occasion text not null,
  -- orders.occasion_date; 'infinity' when there is none.
  needed_by date not null,
  payment_status text not null,
  amount_cents integer not null,
  currency text not null,
  status desk.order_status not null,
  created_at timestamptz not null,
  -- Something is still to be made: pending, generating, failed, or paid and not begun. Few at any time.
  unfinished boolean not null default false,
  -- One of its songs was played.
  played boolean not null default false
);
comment on table desk.order_summaries is 'One flat row an order for the list, kept by triggers';
create index idx_order_summaries_customer_email on desk.order_summaries
  using gin (customer_email extensions.gin_trgm_ops);
create index idx_order_summaries_user_id on desk.order_summaries (user_id);
-- A whole address is looked up as it is, see app/lib/orders/list-orders.server.ts.
create index idx_order_summaries_email
  on desk.order_summaries (customer_email, created_at desc, order_id desc);
-- One for each filter and order of the list (docs/decisions/0010-lists-at-a-million-rows.md).
create index idx_order_summaries_unfinished on desk.order_summaries (needed_by, order_id)
  where unfinished is true;
create index idx_order_summaries_unfinished_created_at on desk.order_summaries (created_at, order_id)
  where unfinished is true;
create index idx_order_summaries_unplayed on desk.order_summaries (status, created_at, order_id)
  where played is false;
create index idx_order_summaries_unplayed_needed_by on desk.order_summaries (status, needed_by, order_id)
  where played is false;
-- Both ends of the range at once, for order_lead().
create index idx_order_summaries_lead
  on desk.order_summaries ((needed_by - (created_at at time zone 'UTC')::date))
  where needed_by > '-infinity' and needed_by < 'infinity' and isfinite(created_at);
-- Each order of the list carries the other day along, so that the index answers a filter by it.
create index idx_order_summaries_made on desk.order_summaries (created_at, order_id, needed_by);
create index idx_order_summaries_needed on desk.order_summaries (needed_by, order_id, created_at);
create index idx_order_summaries_status_made
  on desk.order_summaries (status, created_at, order_id, needed_by);
create index idx_order_summaries_status_needed
  on desk.order_summaries (status, needed_by, order_id, created_at);
-- In lower case and byte order, as idx_users_full_name.
create index idx_order_summaries_recipient on desk.order_summaries (lower(recipient_name) collate "C");

-- Writes the rows of these orders from orders, users, customizations and song_variants. LIMIT 1 makes the
-- planner look up customers and briefs one by one: for a batch, a join read all customers.
create function desk_private.refresh_order_summaries(p_order_ids uuid[]) returns void
  language sql security definer set search_path = '' as $$
  insert into desk.order_summaries as s (
    order_id, user_id, customer_email, customer_name, recipient_name, occasion, needed_by, payment_status,
    amount_cents, currency, status, created_at, unfinished, played)
  select o.id, o.user_id, lower(u.email), u.full_name, c.recipient_name, c.occasion,
    coalesce(o.occasion_date, 'infinity'), o.payment_status, o.amount_cents, o.currency, (case
      when v.failed > 0 then 'failed'
      when v.generating > 0 then 'generating'
      when v.pending > 0 then 'pending'
      when v.total > 0 then 'complete'
      else 'empty'
    end)::desk.order_status, o.created_at,
    u.erased_at is null and (v.failed + v.generating + v.pending > 0 or v.total = 0
      and o.payment_status = 'paid'), v.played > 0
  from public.orders o
  cross join lateral (select email, full_name, erased_at from public.users where id = o.user_id limit 1) u
  cross join lateral (select recipient_name, occasion from public.customizations where id = o.customization_id
    limit 1) c
  cross join lateral (
    select count(*) as total, count(*) filter (where generation_status = 'failed') as failed,
      count(*) filter (where generation_status = 'generating') as generating,
      count(*) filter (where generation_status = 'pending') as pending, count(first_played_at) as played
    from public.song_variants where order_id = o.id
  ) v
  where o.id = any (p_order_ids)
  on conflict (order_id) do update set
    user_id = excluded.user_id, customer_email = excluded.customer_email,
    customer_name = excluded.customer_name, recipient_name = excluded.recipient_name,
    occasion = excluded.occasion, needed_by = excluded.needed_by, payment_status = excluded.payment_status,
    amount_cents = excluded.amount_cents, currency = excluded.currency, status = excluded.status,
    created_at = excluded.created_at, unfinished = excluded.unfinished, played = excluded.played; $$;

-- Refreshes rows in the order of their ids, so that two statements cannot deadlock. The second writer waits
-- for the first to commit; without the lock, the later of two concurrent refreshes could count variants as
-- they were before the earlier one.
create function desk_private.refresh_order_summaries_in_order(p_order_ids uuid[]) returns void
  language plpgsql security definer set search_path = '' as $$
declare v_ids uuid[];
begin
  select array_agg(id order by id) into v_ids
  from (select distinct unnest(p_order_ids) as id) ids where id is not null;
  if v_ids is null then return; end if;
  perform 1 from desk.order_summaries where order_id = any (v_ids) order by order_id for update;
  perform desk_private.refresh_order_summaries(v_ids);
end $$;

-- Statement-level triggers: one refresh for a whole import, or for an order with five variants.
create function desk_private.on_song_variants_changed() returns trigger
  language plpgsql security definer set search_path = '' as $$
begin
  if tg_op = 'INSERT' then
    perform desk_private.refresh_order_summaries_in_order(array(select order_id from changed));
  elsif tg_op = 'DELETE' then
    perform desk_private.refresh_order_summaries_in_order(array(select order_id from removed));
  else
    perform desk_private.refresh_order_summaries_in_order(array(
      select n.order_id from changed n join removed o on o.id = n.id
      where n.generation_status is distinct from o.generation_status or n.order_id <> o.order_id
        or (n.first_played_at is null) <> (o.first_played_at is null)
      union select o.order_id from changed n join removed o on o.id = n.id where n.order_id <> o.order_id));
  end if;
  return null;
end $$;
create trigger song_variants_inserted after insert on public.song_variants referencing new table as changed
  for each statement execute function desk_private.on_song_variants_changed();
create trigger song_variants_updated after update on public.song_variants
  referencing new table as changed old table as removed
  for each statement execute function desk_private.on_song_variants_changed();
create trigger song_variants_deleted after delete on public.song_variants referencing old table as removed
  for each statement execute function desk_private.on_song_variants_changed();

create function desk_private.on_orders_changed() returns trigger
  language plpgsql security definer set search_path = '' as $$
declare v_users uuid[]; v_customizations uuid[];
begin
  if tg_op = 'INSERT' then
    select array_agg(user_id), array_agg(customization_id) into v_users, v_customizations from changed;
  else
    select array_agg(n.user_id), array_agg(n.customization_id) into v_users, v_customizations
    from changed n join removed o on o.id = n.id
    where n.user_id <> o.user_id or n.customization_id <> o.customization_id;
    -- Failures before summaries, the order in which the state functions lock them.
    perform 1 from public.failed_jobs where order_id in (
      select n.id from changed n join removed o on o.id = n.id
        where n.occasion_date is distinct from o.occasion_date)
    order by id for update;
    update public.failed_jobs j set needed_by = coalesce(n.occasion_date, 'infinity')
    from changed n join removed o on o.id = n.id
    where j.order_id = n.id and n.occasion_date is distinct from o.occasion_date;
  end if;
  -- A rename that is not committed yet does not see this order: wait for it, or make it wait.
  perform 1 from public.users where id = any (v_users) order by id for share;
  perform 1 from public.customizations where id = any (v_customizations) order by id for share;
  perform desk_private.refresh_order_summaries_in_order(array(select id from changed));
  return null;
end $$;
create trigger orders_inserted after insert on public.orders referencing new table as changed
  for each statement execute function desk_private.on_orders_changed();
create trigger orders_updated after update on public.orders
  referencing new table as changed old table as removed
  for each statement execute function desk_private.on_orders_changed();

create function desk_private.on_users_changed() returns trigger
  language plpgsql security definer set search_path = '' as $$
begin
  -- Touched, so that the text that a search reads has the new address and name. Failures before summaries,
  -- the order in which the state functions lock them.
  perform 1 from public.failed_jobs where customer_id in (select id from changed) order by id for update;
  update public.failed_jobs j set customer_id = j.customer_id from changed u where j.customer_id = u.id;
  perform desk_private.refresh_order_summaries_in_order(array(
    select o.id from public.orders o join changed u on u.id = o.user_id));
  return null;
end $$;
create trigger users_updated after update on public.users referencing new table as changed
  for each statement execute function desk_private.on_users_changed();

create function desk_private.on_customizations_changed() returns trigger
  language plpgsql security definer set search_path = '' as $$
begin
  perform desk_private.refresh_order_summaries_in_order(array(
    select o.id from public.orders o join changed c on c.id = o.customization_id));
  return null;
end $$;
create trigger customizations_updated after update on public.customizations referencing new table as changed
  for each statement execute function desk_private.on_customizations_changed();
