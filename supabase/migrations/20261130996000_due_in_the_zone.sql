-- What is due stays in sight though it is put aside, also in the counts of the states and in the backlog: by the day in the
-- reader's zone, as everywhere else.

drop function public.failed_jobs_page(jsonb, text, integer, boolean, jsonb, text, integer, integer);
drop function public.count_failed_jobs(integer);
drop function public.overview_backlog(integer);

create function public.count_failed_jobs(p_at_most integer, p_zone text default null)
  returns table (state public.failed_job_state, jobs integer)
  language sql stable
  set search_path = ''
as $$
  select s.state, (
    select count(*)::integer
    from (
      -- The order says which index to walk; without it the planner may take one that it has to jump about in.
      select 1 from public.failed_jobs j where j.state = s.state order by j.last_failed_at limit p_at_most
    ) counted)
  from unnest('{retrying, resolved, recovered}'::public.failed_job_state[]) as s (state)
  union all
  select 'open', (
    select count(*)::integer
    from (
      select 1 from public.failed_jobs j
      where j.state = 'open'
        and (j.snoozed_until is null or j.snoozed_until <= now() or j.needed_by <= (select public.today_in(p_zone)))
      order by j.last_failed_at limit p_at_most
    ) counted);
$$;

create function public.overview_backlog(p_at_most integer, p_zone text default null)
  returns table (from_hours integer, to_hours integer, failures integer)
  language sql stable
  set search_path = ''
as $$
  select age.from_hours, age.to_hours, (
    select count(*)::integer from (
      select 1 from public.failed_jobs j
      where j.state = 'open'
        and (j.snoozed_until is null or j.snoozed_until <= now() or j.needed_by <= (select public.today_in(p_zone)))
        and j.last_failed_at <= case
          when age.from_hours = 0 then 'infinity' else now() - make_interval(hours => age.from_hours) end
        and j.last_failed_at >= case when age.to_hours is null then '-infinity'
          else now() - make_interval(hours => age.to_hours) + interval '1 microsecond' end
      order by j.last_failed_at limit p_at_most) counted)
  from (values (0, 1), (1, 24), (24, 72), (72, 168), (168, null::integer)) age (from_hours, to_hours);
$$;

-- As before, with the counts in the filter's zone.
create function public.failed_jobs_page(
  p_filter jsonb, p_sort text, p_limit integer, p_backwards boolean default false, p_at jsonb default null,
  p_from text default null, p_count_up_to integer default null, p_text_limit integer default 500
) returns jsonb
  language sql stable
  set search_path = ''
as $$
  select jsonb_build_object(
    'rows', public.list_failed_jobs(p_filter, p_sort, p_limit, p_backwards, p_at, p_from, p_text_limit),
    'counts', case when p_count_up_to is not null then (
      select jsonb_object_agg(state, jobs) from public.count_failed_jobs(p_count_up_to, p_filter ->> 'zone')) end);
$$;

do $$
declare
  f text;
begin
  foreach f in array array[
    'count_failed_jobs(integer, text)', 'overview_backlog(integer, text)',
    'failed_jobs_page(jsonb, text, integer, boolean, jsonb, text, integer, integer)'
  ] loop
    execute format('revoke execute on function public.%s from public, anon, authenticated', f);
    execute format('grant execute on function public.%s to service_role', f);
  end loop;
end
$$;
