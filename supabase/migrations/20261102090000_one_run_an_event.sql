-- An event becomes one run. Inngest drops an id that it has seen, for 24 hours: what was accepted and never marked as
-- sent, because every server was away for that long, would run again. So each run claims its event before it does
-- anything, and a second one finds the event taken.

alter table public.outbox_events
  -- The run that the event became.
  add column run_id text;

drop function public.record_attempt_started(text, text);

-- A run is about to work on an event; said again by each try of its first step. Answers whether it may: false when
-- another run has the event, or when the attempt that the event belongs to has ended without this run. The start of an
-- attempt is noted. Events that the desk has not sent are anybody's.
create function public.begin_run(p_event_id text, p_run_id text) returns boolean
  language plpgsql
  set search_path = ''
as $$
begin
  update public.outbox_events set run_id = p_run_id where event_id = p_event_id and run_id is null;
  update public.failed_job_attempts
  set run_id = p_run_id, started_at = now()
  where event_id = p_event_id and run_id is null and outcome = 'pending';
  return not exists (
      select 1 from public.outbox_events where event_id = p_event_id and run_id is distinct from p_run_id)
    and not exists (
      select 1 from public.failed_job_attempts where event_id = p_event_id and run_id is distinct from p_run_id);
end
$$;

revoke execute on function public.begin_run(text, text) from public, anon, authenticated;
grant execute on function public.begin_run(text, text) to service_role;
