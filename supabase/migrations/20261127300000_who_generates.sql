-- As before, and a retry that is refused since its variant is being made says for whom and since when, as generating it
-- again by hand does.
create or replace function public.retry_failed_job(
  p_failed_job_id uuid, p_actor uuid, p_note text default null, p_expected_version integer default null,
  p_request_id text default null, p_data jsonb default null, p_changes jsonb default null,
  p_due_at timestamptz default null
) returns jsonb
  language plpgsql
  set search_path = ''
as $$
declare
  v_job public.failed_jobs;
  v_busy public.song_variants;
  v_refusal jsonb;
  v_event jsonb;
  v_attempt integer;
  v_event_id text;
  v_due_at timestamptz := greatest(coalesce(p_due_at, now()), now());
begin
  select * into v_job from public.failed_jobs where id = p_failed_job_id for update;
  if not found then
    return jsonb_build_object('ok', false, 'code', 'not_found');
  end if;
  if public.customer_is_erased(v_job.customer_id) then
    return jsonb_build_object('ok', false, 'code', 'erased', 'job', public.failed_job_state(v_job));
  end if;
  v_refusal := public.change_refusal(v_job, '{open}', p_expected_version);
  if v_refusal is not null then
    return v_refusal;
  end if;
  v_event := case
    when p_data is null then v_job.event_data
    else jsonb_build_object('name', v_job.event_data -> 'name', 'data', p_data)
  end;
  if public.event_refusal(v_event) is not null then
    return jsonb_build_object('ok', false, 'code', 'not_retryable', 'job', public.failed_job_state(v_job));
  end if;

  perform 1 from public.song_variants
  where order_id = public.event_uuid(v_event, 'order_id')
    and variant_number = any (public.event_variant_numbers(v_event))
  order by id for update;
  select * into v_busy from public.song_variants
  where order_id = public.event_uuid(v_event, 'order_id')
    and variant_number = any (public.event_variant_numbers(v_event))
    and (generation_status = 'generating' or generation_event_id is not null)
  order by variant_number limit 1;
  if found then
    return jsonb_build_object('ok', false, 'code', 'already_generating', 'job', public.failed_job_state(v_job),
      'variant_number', v_busy.variant_number, 'requested_at', v_busy.generation_requested_at,
      'requested_by', (select full_name from public.staff_members where user_id = v_busy.generation_requested_by));
  end if;

  select w.event_id, w.attempt into v_event_id, v_attempt
  from public.write_retries(array[v_job.id], array[v_job.attempt + 1], array[v_event], p_actor, p_note, p_request_id, v_due_at, p_changes) w;
  return jsonb_build_object('ok', true, 'event_id', v_event_id, 'attempt', v_attempt, 'due_at', v_due_at);
end
$$;
