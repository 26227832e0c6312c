-- One flat row per order, which triggers keep up to date: the list of orders filters and sorts by
-- values of four tables, and no index spans four tables.

create type desk.order_status as enum ('empty', 'pending', 'generating', 'complete', 'failed');

-- What the shop does not say is null, as in the view shop_orders.
create table desk.order_summaries (
  order_id uuid primary key,
  -- The customer's id, also when there is no such customer.
  user_id uuid,
  -- In lower case. Texts are cut: they stand in indexes.
  customer_email text,
  customer_name text,
  recipient_name text,
  occasion text,
  -- 'infinity' when no day is known.
  needed_by date not null,
  payment_status text,
  amount_cents integer,
  currency text,
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

-- The rows of these orders as they should be. LIMIT 1 makes the planner look up orders and customers one by
-- one: for a batch, a join read all customers.
create function desk_private.order_summaries_now(p_order_ids uuid[]) returns setof desk.order_summaries
  language sql stable security definer set search_path = '' as $$
  select o.id, o.customer_id, left(lower(u.email), 500), left(u.full_name, 500), left(o.recipient_name, 500),
    left(o.occasion, 500), desk_private.needed_day(o.needed_on, o.needed_at, o.time_zone), o.payment_status,
    o.amount_cents, o.currency, (case
      when v.failed > 0 then 'failed'
      when v.generating > 0 then 'generating'
      when v.pending > 0 then 'pending'
      when v.total > 0 then 'complete'
      else 'empty'
    end)::desk.order_status, o.created_at,
    not exists (select 1 from desk.erased_customers e where e.customer_id = o.customer_id)
      and (v.failed + v.generating + v.pending > 0
        or v.total = 0 and coalesce(o.payment_status, 'paid') = 'paid'), v.played > 0
  from unnest(p_order_ids) wanted (id)
  cross join lateral (select * from desk.shop_orders where id = wanted.id limit 1) o
  left join lateral (
    select email, full_name from desk.shop_customers where id = o.customer_id limit 1) u on true
  cross join lateral (
    select count(*) as total, count(*) filter (where generation_status = 'failed') as failed,
      count(*) filter (where generation_status = 'generating') as generating,
      count(*) filter (where generation_status = 'pending') as pending, count(first_played_at) as played
    from public.song_variants where order_id = o.id
  ) v; $$;

-- Writes the rows of these orders.
create function desk_private.refresh_order_summaries(p_order_ids uuid[]) returns void
  language sql security definer set search_path = '' as $$
  insert into desk.order_summaries as s select * from desk_private.order_summaries_now(p_order_ids)
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
  language plpgsql security definer set search_path = '' set lock_timeout = '100ms' as $$
declare v_ids uuid[];
begin
  if tg_op = 'INSERT' then v_ids := array(select order_id from changed);
  elsif tg_op = 'DELETE' then v_ids := array(select order_id from removed);
  else
    v_ids := array(
      select n.order_id from changed n join removed o on o.id = n.id
      where n.generation_status is distinct from o.generation_status or n.order_id <> o.order_id
        or (n.first_played_at is null) <> (o.first_played_at is null)
      union select o.order_id from changed n join removed o on o.id = n.id where n.order_id <> o.order_id);
  end if;
  if desk_private.can_be_followed(v_ids)
  then perform desk_private.refresh_order_summaries_in_order(v_ids);
  else perform desk_private.note_shop_change('order', v_ids); end if;
  return null;
exception when others then
  perform desk_private.note_shop_change('order', v_ids, sqlerrm);
  return null;
end $$;
create trigger song_variants_inserted after insert on public.song_variants referencing new table as changed
  for each statement execute function desk_private.on_song_variants_changed();
create trigger song_variants_updated after update on public.song_variants
  referencing new table as changed old table as removed
  for each statement execute function desk_private.on_song_variants_changed();
create trigger song_variants_deleted after delete on public.song_variants referencing old table as removed
  for each statement execute function desk_private.on_song_variants_changed();
