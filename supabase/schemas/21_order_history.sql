-- What happened to an order: the record of changes, and events that have no line in it.

-- One page, newest first, of at most p_limit rows before a given row (its time and key). Each part gives no
-- more than a page, from an index. Texts are cut.
create function desk.order_timeline(p_order_id uuid, p_limit integer default 200,
  p_before timestamptz default null, p_before_key text default null) returns table (key text, at timestamptz,
  actor_name text, action text, subject_type text, subject_id text, before jsonb, after jsonb, note text)
  language sql stable set search_path = '' as $$
  with recorded as (
    select lpad(a.id::text, 20, '0') as key, a.at, a.actor_name, a.action, a.subject_type, a.subject_id,
      a.before, a.after, desk_private.beginning_of(a.note, 5000) as note
    from desk.activity a
    where a.order_id = p_order_id
      and (p_before is null or (a.at, lpad(a.id::text, 20, '0') collate "C") < (p_before,
        p_before_key collate "C"))
    order by a.id desc
    -- Overlapping transactions may have ids and times crosswise, so a few more are read.
    limit p_limit + 100
  ), others as (
    select '!0:created' as key, o.created_at as at, 'Reprise' as actor_name, 'order_created' as action,
      'order' as subject_type, o.id::text as subject_id,
      jsonb_build_object('amount_cents', o.amount_cents, 'currency', o.currency) as after, null as note
    from desk.shop_orders o where o.id = p_order_id
    union all select '!1:paid', o.paid_at, 'Reprise', 'order_paid', 'order', o.id::text,
      jsonb_build_object('amount_cents', o.amount_cents, 'currency', o.currency), null
    from desk.shop_orders o where o.id = p_order_id and o.paid_at is not null
    union all
    -- Songs without a line in the record.
    select '1:' || v.id, v.completed_at, 'Reprise', 'variant_completed', 'variant', v.id::text,
      jsonb_build_object('variant_number', v.variant_number, 'status', 'complete'), null
    from public.song_variants v
    where v.order_id = p_order_id and v.completed_at is not null and not exists (
      select 1 from desk.activity a
      where a.subject_type = 'variant' and a.subject_id = v.id::text and a.action = 'variant_completed'
        and a.at >= v.completed_at - interval '1 second')
    union all select '2:' || v.id, v.first_played_at, 'Reprise', 'first_played', 'variant', v.id::text,
      jsonb_build_object('variant_number', v.variant_number), null
    from public.song_variants v
    where v.order_id = p_order_id and v.first_played_at is not null and not exists (
      select 1 from desk.activity a
      where a.subject_type = 'variant' and a.subject_id = v.id::text and a.action = 'first_played')
    union all select '3:' || j.id, coalesce(j.failed_at, j.last_failed_at), 'Reprise', 'failed', 'failed_job',
      j.id::text, jsonb_build_object('variants', desk_private.event_songs(j.event_data)), null
    from public.failed_jobs j
    where j.order_id = p_order_id and not exists (
      select 1 from desk.activity a
      where a.subject_type = 'failed_job' and a.subject_id = j.id::text and a.action = 'failed')
    union all select '4:' || t.id, t.started_at, 'Reprise', 'attempt_started', 'failed_job',
      t.failed_job_id::text, jsonb_build_object('attempt', t.attempt, 'run_id', t.run_id), null
    from public.failed_jobs j join desk.failed_job_attempts t on t.failed_job_id = j.id
    where j.order_id = p_order_id and t.started_at is not null
    union all select '5:' || a.id, a.at, a.actor_name, a.action, a.subject_type, a.subject_id, null, a.note
    from desk.shop_orders o join desk.activity a on a.subject_type = 'customer'
      and a.subject_id = o.customer_id::text
    where o.id = p_order_id and a.action = 'customer_erased'
  ), everything as (
    select r.key, r.at, r.actor_name, r.action, r.subject_type, r.subject_id, r.before, r.after, r.note
      from recorded r
    union all select o.key, o.at, o.actor_name, o.action, o.subject_type, o.subject_id, null, o.after, o.note
      from others o
  )
  select e.* from everything e
  where p_before is null or (e.at, e.key collate "C") < (p_before, p_before_key collate "C")
  order by e.at desc, e.key collate "C" desc limit p_limit; $$;

-- How often runs for each variant of an order were given up, and when its next try is, if scheduled for
-- later. The record knows which variants of an event failed; without a line there, all that the event names.
create function desk_private.order_failures(p_order_id uuid) returns table (variant_number integer,
  failures integer, retry_at timestamptz) language sql stable set search_path = '' as $$
  with failed as (
    select j.id::text as job, 0 as attempt, j.event_data as event from public.failed_jobs j
      where j.order_id = p_order_id
    union all select j.id::text, t.attempt, t.event
    from public.failed_jobs j join desk.failed_job_attempts t on t.failed_job_id = j.id
    where j.order_id = p_order_id and t.outcome = 'failed'
  ), recorded as (
    select a.subject_id as job, coalesce((a.after ->> 'attempt')::integer, 0) as attempt,
      a.after -> 'variants' as variants
    from desk.activity a
    where a.order_id = p_order_id and a.subject_type = 'failed_job' and a.action in ('failed', 'failed_again')
      and a.after ? 'variants'
  ), counted as (
    select n, count(*)::integer as failures from failed f left join recorded r using (job, attempt)
    cross join lateral unnest(case when r.variants is null then desk_private.event_songs(f.event)
      else array(select value::integer from jsonb_array_elements_text(r.variants) value) end) as n
    group by n
  )
  select v.variant_number, coalesce(c.failures, 0), (select t.scheduled_for from desk.failed_job_attempts t
      where t.event_id = v.generation_event_id and t.outcome = 'pending' and t.scheduled_for > now())
  from public.song_variants v left join counted c on c.n = v.variant_number
  where v.order_id = p_order_id; $$;

-- An order and its songs as its page shows them, in one answer: a request of its own for each part would be
-- most of the time that the page takes. Null when there is none.
create function desk.read_order(p_order_id uuid) returns jsonb language sql stable set search_path = '' as $$
  select to_jsonb(s) || jsonb_build_object('paid_at', o.paid_at, 'erased_at', e.erased_at,
    'customization', o.brief, 'variants', (
      select coalesce(jsonb_agg(to_jsonb(v) || jsonb_build_object(
        'under_way', desk_private.generation_under_way(v),
        'generation_lost', desk_private.generation_is_lost(v),
        'generation_requested_by', m.full_name, 'failures', f.failures, 'retry_at', f.retry_at,
        'share_link', desk_private.share_link_state(v), 'plays', to_jsonb(l),
        -- Of the song before it was made again they say nothing about this one.
        'peaks', (select peaks from desk.song_peaks p
          where p.variant_id = v.id and p.storage_path = v.storage_path),
        'former_songs', (select coalesce(jsonb_agg(jsonb_build_object('id', d.id,
            'replaced_at', d.replaced_at, 'completed_at', d.completed_at, 'duration_ms', d.duration_ms,
            'kept_until', d.due_at) order by d.replaced_at desc), '[]')
          from desk.discarded_files d where d.variant_id = v.id and d.id is not null and d.due_at > now()
            and d.replaced_at is not null and e.erased_at is null)) order by v.variant_number), '[]')
      from public.song_variants v join desk_private.order_failures(s.order_id) f using (variant_number)
      left join desk.staff_members m on m.user_id = v.generation_requested_by
      left join desk.song_plays l on l.variant_id = v.id
      where v.order_id = s.order_id))
  from desk.order_summaries s left join desk.shop_orders o on o.id = s.order_id
  left join desk.erased_customers e on e.customer_id = s.user_id
  where s.order_id = p_order_id; $$;
