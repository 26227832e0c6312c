-- As before, and each failure that is open again has a line of its own, as when its retry is taken back on its own page:
-- its history, whoever has its page open, and whoever acts on an older version of it are told by whom and why.
create or replace function public.cancel_generation(
  p_order_id uuid, p_variant_numbers integer[], p_actor uuid, p_reason text, p_request_id text default null
) returns jsonb
  language plpgsql
  set search_path = ''
as $$
declare
  v_events text[];
  v_attempts text[];
  v_before jsonb;
  v_after jsonb;
  v_job public.failed_jobs;
begin
  if public.written_text(p_reason) is null then
    return jsonb_build_object('ok', false, 'code', 'reason_required');
  end if;
  select array_agg(distinct generation_event_id) into v_events from public.song_variants
  where order_id = p_order_id and variant_number = any (p_variant_numbers) and generation_event_id is not null;
  -- Failures before orders before variants, as everywhere.
  perform 1 from public.failed_jobs where id in (
    select failed_job_id from public.failed_job_attempts where event_id = any (v_events))
  order by id for update;
  perform 1 from public.orders where id = p_order_id for update;
  if not found then
    return jsonb_build_object('ok', false, 'code', 'not_found');
  end if;
  perform 1 from public.song_variants where order_id = p_order_id order by id for update;
  select array_agg(event_id) into v_attempts from public.failed_job_attempts
  where event_id = any (v_events) and outcome = 'pending';

  with ended as (
    insert into public.ended_generations (event_id, order_id, variant_number, how, ended_by)
    select generation_event_id, order_id, variant_number, 'cancelled', p_actor from public.song_variants
    where order_id = p_order_id and generation_event_id = any (v_events) and generation_status <> 'complete'
      and (variant_number = any (p_variant_numbers) or generation_event_id = any (v_attempts))
    on conflict do nothing
    returning event_id, variant_number
  ),
  was as (
    select v.id, v.generation_status, v.replaced, e.event_id, v.variant_number
    from ended e join public.song_variants v on v.order_id = p_order_id and v.variant_number = e.variant_number
  ),
  changed as (
    update public.song_variants v
    set generation_status = case
        when was.replaced ->> 'event_id' = was.event_id then (was.replaced ->> 'status')::public.generation_status
        when was.event_id = any (v_attempts) then 'failed'
        else 'pending' end,
      completed_at = case when was.replaced ->> 'event_id' = was.event_id
        then (was.replaced ->> 'completed_at')::timestamptz end,
      duration_ms = case when was.replaced ->> 'event_id' = was.event_id
        then (was.replaced ->> 'duration_ms')::integer end,
      generation_event_id = null, generation_requested_at = null, generation_requested_by = null,
      generation_alive_until = null
    from was where v.id = was.id
    returning v.variant_number, v.generation_status, was.generation_status as earlier
  )
  select jsonb_object_agg(variant_number, earlier), jsonb_object_agg(variant_number, generation_status)
  into v_before, v_after from changed;
  if v_after is null then
    return jsonb_build_object('ok', false, 'code', 'nothing_under_way');
  end if;

  -- A variant that there was not before it was asked for is gone again.
  with gone as (
    delete from public.song_variants v using public.ended_generations e
    where v.order_id = p_order_id and e.order_id = p_order_id and e.variant_number = v.variant_number
      and e.event_id = any (v_events) and e.event_id like 'generation:%' and v.generation_event_id is null
      and v.generation_status = 'pending' and v.replaced ->> 'event_id' is distinct from e.event_id
    returning v.variant_number
  )
  select v_after || coalesce(jsonb_object_agg(variant_number, 'removed'), '{}') into v_after from gone;

  update public.failed_job_attempts set outcome = 'cancelled', ended_at = now() where event_id = any (v_attempts);
  perform public.log_activity(p_actor, 'generation_cancelled', 'order', p_order_id::text, p_order_id,
    v_before, v_after || jsonb_build_object('event_ids', to_jsonb(v_events), 'variant_numbers',
      (select jsonb_agg(key::integer order by key) from jsonb_object_keys(v_after) as key)),
    p_reason, p_request_id);
  for v_job in
    update public.failed_jobs set state = 'open', version = version + 1
    where id in (select failed_job_id from public.failed_job_attempts where event_id = any (v_attempts))
      and state = 'retrying'
    returning *
  loop
    perform public.log_activity(p_actor, 'retry_cancelled', 'failed_job', v_job.id::text, v_job.order_id,
      jsonb_build_object('state', 'retrying'), jsonb_build_object('state', 'open', 'attempt', v_job.attempt),
      p_reason, p_request_id);
  end loop;
  return jsonb_build_object('ok', true, 'variants', v_after);
end
$$;
