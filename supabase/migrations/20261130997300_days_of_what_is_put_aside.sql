-- As before; of what would be put aside it says how many are needed on each day, so that it can be asked about first.
create or replace function public.preview_bulk(p_kind public.bulk_kind, p_selection jsonb) returns jsonb
  language sql stable
  set search_path = ''
  -- What is selected is worked on in memory.
  set work_mem = '64MB'
as $$
  with selected as materialized (
    select j.id, j.state, j.order_id, j.customer_id, j.needed_by,
      case
        when p_kind <> 'retry' or j.state <> 'open' then null
        when j.event_data -> 'data' ->> 'order_id' = j.order_id::text and pg_column_size(j.event_data) < 8192
          then (j.event_data - '{id,ts}'::text[]) #- '{data,order_id}'
        else j.event_data
      end as shape
    from public.selected_failed_job_ids(p_selection) as s (id)
    join public.failed_jobs j on j.id = s.id
  ),
  shapes as materialized (
    select d.shape, public.event_refusal(e.event) is null as sendable, public.event_variant_numbers(e.event) as numbers
    from (select distinct shape from selected where shape is not null) d
    -- An id in the place of the one that was taken out. jsonb_set leaves alone what has no "data" to put it in.
    cross join lateral (
      select case when d.shape -> 'data' ? 'order_id' then d.shape
        else jsonb_set(d.shape, '{data,order_id}', '"00000000-0000-0000-0000-000000000000"') end as event) e
  ),
  jobs as (
    select v.missing,
      case
        when p_kind = 'retry' and (select u.erased_at from public.users u where u.id = j.customer_id) is not null then 'erased'
        when j.state = 'resolved' then 'already_resolved'
        when j.state = 'recovered' then 'already_recovered'
        when j.state = 'retrying' and p_kind <> 'assign' then 'already_retrying'
        when p_kind = 'retry' and not s.sendable then 'not_retryable'
        when p_kind = 'retry' and v.busy > 0 then 'already_generating'
      end as code
    from selected j
    left join shapes s on s.shape = j.shape
    left join lateral (
      select count(*) filter (where w.generation_status <> 'complete' or w.new_version_failed_at is not null) as missing,
        count(*) filter (where w.generation_status = 'generating' or w.generation_event_id is not null) as busy
      from public.song_variants w
      where w.order_id = j.order_id and w.variant_number = any (s.numbers)
    ) v on true
  ),
  counted as (
    select code, count(*) as jobs, sum(missing) as variants, count(*) filter (where missing = 0) as complete
    from jobs group by code
  )
  select jsonb_build_object(
    'total', coalesce(sum(jobs), 0),
    'eligible', coalesce(sum(jobs) filter (where code is null), 0),
    'variants', coalesce(sum(variants) filter (where code is null), 0),
    'already_complete', coalesce(sum(complete) filter (where code is null and p_kind = 'retry'), 0),
    'skipped', coalesce(jsonb_object_agg(code, jobs) filter (where code is not null), '{}'),
    'needed_by', case when p_kind <> 'snooze' then '{}' else coalesce((
      select jsonb_object_agg(d.needed_by, d.jobs) from (
        select needed_by, count(*) as jobs from selected
        where state = 'open' and isfinite(needed_by) group by needed_by) d), '{}') end)
  from counted;
$$;
