-- One index for each order in which a list can be asked for, with and without its filter, so that every page is read
-- where it lies and nothing is sorted (docs/decisions/0010-lists-at-a-million-rows.md). An index is read in both
-- directions; the id at its end gives every row one place.

create index idx_order_summaries_status_needed_by on public.order_summaries (status, needed_by, order_id);

-- A whole address is looked for as it is: see app/lib/orders/list-orders.server.ts.
create index idx_order_summaries_email on public.order_summaries (customer_email, created_at desc, order_id desc);

create index idx_failed_jobs_last_failed_at on public.failed_jobs (last_failed_at, id);
create index idx_failed_jobs_state_last_failed_at on public.failed_jobs (state, last_failed_at, id);
create index idx_failed_jobs_needed_by on public.failed_jobs (needed_by, failed_at, id);
-- What is open is what is searched most, and never much; a search in it does not read what was closed long ago.
create index idx_failed_jobs_open_search_text on public.failed_jobs using gin (search_text extensions.gin_trgm_ops)
  where state = 'open';

-- How many failures there are in each state, counted no further than p_at_most, so that it takes no longer when there
-- is more history. Counters kept by a trigger would make every change of state wait for every other.
create function public.count_failed_jobs(p_at_most integer)
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
  from unnest(enum_range(null::public.failed_job_state)) as s (state);
$$;

revoke execute on function public.count_failed_jobs(integer) from public, anon, authenticated;
grant execute on function public.count_failed_jobs(integer) to service_role;
