-- Everything that happened to an order, as one list: the record of changes, and what happened without one, such as the
-- order itself, or songs and failures from before there was a record.

alter table public.song_variants
  -- When somebody first listened to it; null when nobody has, or before this was kept.
  add column first_played_at timestamptz;

-- One page, the newest first, of at most p_limit rows, beyond a row that was seen (its time and key); without one, from
-- the newest on. Each part gives no more than a page has, from an index.
create function public.order_timeline(
  p_order_id uuid, p_limit integer default 200, p_before timestamptz default null, p_before_key text default null
) returns table (
  key text, at timestamptz, actor_name text, action text, subject_type text, subject_id text,
  before jsonb, after jsonb, note text
)
  language sql stable
  set search_path = ''
as $$
  with recorded as (
    select lpad(a.id::text, 20, '0') as key, a.at, a.actor_name, a.action, a.subject_type, a.subject_id, a.before, a.after,
      a.note
    from public.activity a
    where a.order_id = p_order_id
      and (p_before is null or (a.at, lpad(a.id::text, 20, '0') collate "C") < (p_before, p_before_key collate "C"))
    order by a.id desc
    -- Transactions that overlap may have their ids and their moments crosswise, so a few more are looked at.
    limit p_limit + 100
  ),
  others as (
    select '!0:created' as key, o.created_at as at, 'order_created' as action, 'order' as subject_type,
      o.id::text as subject_id, jsonb_build_object('amount_cents', o.amount_cents, 'currency', o.currency) as after
    from public.orders o where o.id = p_order_id
    union all
    select '!1:paid', o.paid_at, 'order_paid', 'order', o.id::text,
      jsonb_build_object('amount_cents', o.amount_cents, 'currency', o.currency)
    from public.orders o where o.id = p_order_id and o.paid_at is not null
    union all
    -- Songs that were made before there was a record.
    select '1:' || v.id, v.completed_at, 'variant_completed', 'variant', v.id::text,
      jsonb_build_object('variant_number', v.variant_number, 'status', 'complete')
    from public.song_variants v
    where v.order_id = p_order_id and v.completed_at is not null and not exists (
      select 1 from public.activity a
      where a.subject_type = 'variant' and a.subject_id = v.id::text and a.action = 'variant_completed'
        and a.at >= v.completed_at - interval '1 second')
    union all
    select '2:' || v.id, v.first_played_at, 'first_played', 'variant', v.id::text,
      jsonb_build_object('variant_number', v.variant_number)
    from public.song_variants v where v.order_id = p_order_id and v.first_played_at is not null
    union all
    select '3:' || j.id, j.failed_at, 'failed', 'failed_job', j.id::text,
      jsonb_build_object('variants', to_jsonb(public.event_variant_numbers(j.event_data)))
    from public.failed_jobs j
    where j.order_id = p_order_id and not exists (
      select 1 from public.activity a
      where a.subject_type = 'failed_job' and a.subject_id = j.id::text and a.action = 'failed')
    union all
    select '4:' || t.id, t.started_at, 'attempt_started', 'failed_job', t.failed_job_id::text,
      jsonb_build_object('attempt', t.attempt, 'run_id', t.run_id)
    from public.failed_jobs j join public.failed_job_attempts t on t.failed_job_id = j.id
    where j.order_id = p_order_id and t.started_at is not null
  ),
  everything as (
    select r.key, r.at, r.actor_name, r.action, r.subject_type, r.subject_id, r.before, r.after, r.note from recorded r
    union all
    select o.key, o.at, 'Reprise', o.action, o.subject_type, o.subject_id, null, o.after, null from others o
  )
  select e.* from everything e
  where p_before is null or (e.at, e.key collate "C") < (p_before, p_before_key collate "C")
  order by e.at desc, e.key collate "C" desc
  limit p_limit;
$$;

-- How often runs for each variant of an order were given up: the failures that name it, and their further attempts.
create function public.order_failures(p_order_id uuid) returns table (variant_number integer, failures integer)
  language sql stable
  set search_path = ''
as $$
  select n, sum(1 + (select count(*) from public.failed_job_attempts t
    where t.failed_job_id = j.id and t.outcome = 'failed'))::integer
  from public.failed_jobs j, unnest(public.event_variant_numbers(j.event_data)) as n
  where j.order_id = p_order_id
  group by n;
$$;

do $$
declare
  f text;
begin
  foreach f in array array['order_timeline(uuid, integer, timestamptz, text)', 'order_failures(uuid)'] loop
    execute format('revoke execute on function public.%s from public, anon, authenticated', f);
    execute format('grant execute on function public.%s to service_role', f);
  end loop;
end
$$;
