-- The shop's data. :users, :orders and :failures are its size; three quarters of the failures are open.

insert into public.users (id, email, name, created_at)
select ('00000000-0000-4000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, format('customer-%s@example.com', n),
  case when n % 7 > 0 then format('Customer %s', n) end, now() - n * interval '1 minute'
from generate_series(1, :users) n;

insert into public.customizations (id, user_id, for_name, event, style, words)
select ('00000000-0000-4000-9000-' || lpad(to_hex(n), 12, '0'))::uuid,
  ('00000000-0000-4000-8000-' || lpad(to_hex(1 + n % :users), 12, '0'))::uuid,
  case when n % 11 > 0 then format('Recipient %s', n) end,
  case when n % 5 > 0 then (array['birthday', 'wedding', 'funeral', 'thank you'])[1 + n % 4] end,
  jsonb_build_object('genre', 'folk'), format('Words of order %s', n)
from generate_series(1, :orders) n where n % 4 > 0;

insert into public.orders (id, user_id, customization_id, status, total_cents, currency, deliver_on, created_at)
select ('00000000-0000-4000-a000-' || lpad(to_hex(n), 12, '0'))::uuid,
  case when n % 13 > 0 then ('00000000-0000-4000-8000-' || lpad(to_hex(1 + n % :users), 12, '0'))::uuid end,
  case when n % 4 > 0 then ('00000000-0000-4000-9000-' || lpad(to_hex(n), 12, '0'))::uuid end,
  (array['cart', 'paid', 'paid', 'delivered', 'refunded'])[1 + n % 5],
  case when n % 6 > 0 then 4900 end, case when n % 3 > 0 then 'EUR' end,
  case when n % 8 > 0 then current_date + (n % 30) - 5 end, now() - n * interval '1 minute'
from generate_series(1, :orders) n;

insert into public.song_variants (order_id, user_id, variant_number, storage_path, duration_ms, generation_status,
  completed_at)
select o.id, o.user_id, v, format('%s/%s.mp3', o.id, v), case when o.status = 'delivered' then 61000 end,
  case o.status when 'delivered' then 'complete' when 'paid' then 'failed' else 'pending' end::public.generation_status,
  case when o.status = 'delivered' then o.created_at end
from public.orders o cross join generate_series(1, 3) v where o.user_id is not null;

insert into public.failed_jobs (job_type, event_data, error_message, error_stack, retry_count, failed_at,
  resolved_at, notes)
select (array['song', 'email', 'fulfilment'])[1 + n % 3],
  -- As each of the shop's functions kept it: the whole event, under the name of its own shape.
  jsonb_build_object('id', format('01SHOP%s', lpad(n::text, 20, '0')), 'ts', 1700000000000 + n, 'user', jsonb_build_object('plan', 'basic'))
    || case n % 3
      when 0 then jsonb_build_object('name', 'song/generate', 'v', '2024-06-01', 'data', jsonb_build_object(
        'order', jsonb_build_object('id', o.id, 'number', n), 'variant', 1 + n % 3))
      when 1 then jsonb_build_object('name', 'email/send.requested', 'data', jsonb_build_object(
        'to', format('customer-%s@example.com', 1 + n % :users), 'template', 'song-ready', 'orderId', o.id))
      else jsonb_build_object('name', 'order/paid', 'data', jsonb_build_object('order', o.id, 'userId', o.user_id))
    end,
  (array['Song service answered 503', 'SMTP: 421 too many connections', 'CRM: request timed out'])[1 + n % 3],
  format('Error: at job %s', n), 3, now() - n * interval '90 seconds',
  case when n % 4 = 0 then now() end, case when n % 4 = 0 then 'Sent by hand' end
from generate_series(1, :failures) n
join lateral (
  select id, user_id from public.orders
  where id = ('00000000-0000-4000-a000-' || lpad(to_hex(1 + n % :orders), 12, '0'))::uuid) o on true;
