-- Phase 1 lets failed_at be null, and a row comparison with a null is null: pages by urgency lost such failures. They are
-- sorted by what the list shows, which is never null. Only writers wait while these are built; the old ones go afterwards.

create index idx_failed_jobs_state_urgency on public.failed_jobs
  (state, needed_by, coalesce(failed_at, last_failed_at), id);
create index idx_failed_jobs_by_urgency on public.failed_jobs (needed_by, coalesce(failed_at, last_failed_at), id);
-- Both columns are carried along: an index of an expression answers by itself only when it has what goes into it.
create index idx_failed_jobs_open_urgency on public.failed_jobs (needed_by, coalesce(failed_at, last_failed_at), id)
  include (kind, job_type, assignee, snoozed_until, fingerprint, customer_id, failed_at, last_failed_at) where state = 'open';

-- A day without end has no distance to another: its difference is an error, and an error in an index refuses the order.
drop index public.idx_order_summaries_lead;
create index idx_order_summaries_lead on public.order_summaries ((needed_by - (created_at at time zone 'UTC')::date))
  where needed_by > '-infinity' and needed_by < 'infinity' and isfinite(created_at);

create or replace function public.order_lead() returns jsonb
  language sql stable
  set search_path = ''
as $$
  select jsonb_build_object(
    'shortest', min(needed_by - (created_at at time zone 'UTC')::date),
    'longest', max(needed_by - (created_at at time zone 'UTC')::date))
  from public.order_summaries
  where needed_by > '-infinity' and needed_by < 'infinity' and isfinite(created_at);
$$;
