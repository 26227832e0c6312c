-- What the list of orders filters by, beside the status: what is not finished, and what nobody has listened to.

alter table public.order_summaries
  -- Something is still to be made: pending, generating or failed. Few orders at any time.
  add column unfinished boolean not null default false,
  -- Somebody has listened to one of its songs.
  add column played boolean not null default false;

create or replace function public.refresh_order_summaries(p_order_ids uuid[]) returns void
  language sql
  security definer
  set search_path = ''
as $$
  insert into public.order_summaries as s (
    order_id, user_id, customer_email, customer_name, recipient_name, occasion, needed_by,
    payment_status, amount_cents, currency, status, variant_count, complete_count, failed_count, created_at,
    unfinished, played)
  select o.id, o.user_id, lower(u.email), u.full_name, c.recipient_name, c.occasion,
    coalesce(o.occasion_date, 'infinity'),
    o.payment_status, o.amount_cents, o.currency,
    (case
      when v.failed > 0 then 'failed'
      when v.generating > 0 then 'generating'
      when v.pending > 0 then 'pending'
      when v.total > 0 then 'complete'
      else 'empty'
    end)::public.order_status,
    v.total, v.complete, v.failed, o.created_at, v.failed + v.generating + v.pending > 0, v.played > 0
  from public.orders o
  join public.users u on u.id = o.user_id
  join public.customizations c on c.id = o.customization_id
  cross join lateral (
    select count(*) as total,
      count(*) filter (where generation_status = 'complete') as complete,
      count(*) filter (where generation_status = 'failed') as failed,
      count(*) filter (where generation_status = 'generating') as generating,
      count(*) filter (where generation_status = 'pending') as pending,
      count(first_played_at) as played
    from public.song_variants where order_id = o.id
  ) v
  where o.id = any (p_order_ids)
  on conflict (order_id) do update set
    user_id = excluded.user_id, customer_email = excluded.customer_email, customer_name = excluded.customer_name,
    recipient_name = excluded.recipient_name, occasion = excluded.occasion,
    needed_by = excluded.needed_by, payment_status = excluded.payment_status,
    amount_cents = excluded.amount_cents, currency = excluded.currency, status = excluded.status,
    variant_count = excluded.variant_count, complete_count = excluded.complete_count,
    failed_count = excluded.failed_count, created_at = excluded.created_at,
    unfinished = excluded.unfinished, played = excluded.played;
$$;

create or replace function public.on_song_variants_changed() returns trigger
  language plpgsql
  security definer
  set search_path = ''
as $$
begin
  if tg_op = 'INSERT' then
    perform public.refresh_order_summaries_in_order(array(select order_id from changed));
  elsif tg_op = 'DELETE' then
    perform public.refresh_order_summaries_in_order(array(select order_id from removed));
  else
    perform public.refresh_order_summaries_in_order(array(
      select n.order_id from changed n join removed o on o.id = n.id
      where n.generation_status is distinct from o.generation_status or n.order_id <> o.order_id
        or (n.first_played_at is null) <> (o.first_played_at is null)
      union
      select o.order_id from changed n join removed o on o.id = n.id where n.order_id <> o.order_id));
  end if;
  return null;
end
$$;

-- Notes who took a copy of what: the file holds personal data.
create function public.record_order_export(p_actor uuid, p_filter jsonb, p_request_id text default null) returns void
  language sql
  set search_path = ''
as $$
  select public.log_activity(p_actor, 'orders_exported', 'orders', 'export', null, null, p_filter, null, p_request_id);
$$;
revoke execute on function public.record_order_export(uuid, jsonb, text) from public, anon, authenticated;
grant execute on function public.record_order_export(uuid, jsonb, text) to service_role;
