-- An order that is paid for and has no variant yet is not complete either: its event never came, and somebody waits all the
-- same. And nobody waits any more for the songs of a customer whose data was erased.

-- As before, but for what is unfinished.
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
    v.total, v.complete, v.failed, o.created_at,
    u.erased_at is null and (v.failed + v.generating + v.pending > 0 or v.total = 0 and o.payment_status = 'paid'),
    v.played > 0
  from public.orders o
  cross join lateral (select email, full_name, erased_at from public.users where id = o.user_id limit 1) u
  cross join lateral (select recipient_name, occasion from public.customizations where id = o.customization_id limit 1) c
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

update public.order_summaries set unfinished = true where status = 'empty' and payment_status = 'paid' and not unfinished;
update public.order_summaries set unfinished = false
where unfinished and user_id in (select id from public.users where erased_at is not null);
