-- The payload is read as text, so that its numbers stay as they are. This only records who saw it: an answer that carried
-- the payload, too, would be parsed for nothing, however large and deep it is.
create or replace function public.reveal_failed_job(p_failed_job_id uuid, p_actor uuid, p_request_id text default null)
  returns jsonb
  language plpgsql
  set search_path = ''
as $$
declare
  v_order uuid;
begin
  select order_id into v_order from public.failed_jobs where id = p_failed_job_id;
  if not found then
    return jsonb_build_object('ok', false, 'code', 'not_found');
  end if;
  perform public.log_activity(p_actor, 'payload_revealed', 'failed_job', p_failed_job_id::text, v_order,
    null, null, null, p_request_id);
  return jsonb_build_object('ok', true);
end
$$;
