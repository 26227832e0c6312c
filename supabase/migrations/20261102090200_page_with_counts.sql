-- A page of failures with how many there are in each state, in one request: each request to the API costs more than both.

-- As list_failed_jobs(); the counts go no further than p_count_up_to, and are left out without it.
create function public.failed_jobs_page(
  p_filter jsonb, p_sort text, p_limit integer, p_backwards boolean default false, p_at jsonb default null,
  p_from text default null, p_count_up_to integer default null
) returns jsonb
  language sql stable
  set search_path = ''
as $$
  select jsonb_build_object(
    'rows', public.list_failed_jobs(p_filter, p_sort, p_limit, p_backwards, p_at, p_from),
    'counts', case when p_count_up_to is not null then (
      select jsonb_object_agg(state, jobs) from public.count_failed_jobs(p_count_up_to)) end);
$$;

revoke execute on function public.failed_jobs_page(jsonb, text, integer, boolean, jsonb, text, integer)
  from public, anon, authenticated;
grant execute on function public.failed_jobs_page(jsonb, text, integer, boolean, jsonb, text, integer) to service_role;
