-- Error groups: failures that are one problem, by fingerprint. What happened is counted by the hour as it happens, so
-- that a chart of the last days does not read the history; what is open is counted from the open failures, which are
-- few.

create table public.error_groups (
  fingerprint text primary key,
  error_type text not null,
  -- The message without what varies: what the group is called.
  title text not null,
  first_seen timestamptz not null,
  last_seen timestamptz not null
);

create table public.error_group_hours (
  fingerprint text not null references public.error_groups (fingerprint) on delete cascade,
  hour timestamptz not null,
  failures integer not null,
  primary key (fingerprint, hour)
);
create index idx_error_group_hours_hour on public.error_group_hours (hour, fingerprint) include (failures);
create index idx_failed_jobs_fingerprint on public.failed_jobs (fingerprint, state);
create index idx_failed_jobs_not_closed on public.failed_jobs (state, fingerprint, customer_id)
  where state in ('open', 'retrying');

alter table public.error_groups enable row level security;
alter table public.error_group_hours enable row level security;
revoke all on public.error_groups, public.error_group_hours from anon, authenticated;
grant all on public.error_groups, public.error_group_hours to service_role;
create policy "Service role can manage error groups" on public.error_groups
  for all to service_role using (true) with check (true);
create policy "Service role can manage error group hours" on public.error_group_hours
  for all to service_role using (true) with check (true);

-- Counts a failure when it is recorded, and when it fails again. It holds the hour's row until its transaction ends,
-- and a transaction records one failure, so that nobody waits crosswise.
create function public.count_failure() returns trigger
  language plpgsql
  security definer
  set search_path = ''
as $$
begin
  insert into public.error_groups as g (fingerprint, error_type, title, first_seen, last_seen)
  values (new.fingerprint, new.error_type, coalesce(new.error_title, left(new.error_message, 500)),
    new.last_failed_at, new.last_failed_at)
  on conflict (fingerprint) do update
  set first_seen = least(g.first_seen, excluded.first_seen), last_seen = greatest(g.last_seen, excluded.last_seen);
  insert into public.error_group_hours as h (fingerprint, hour, failures)
  values (new.fingerprint, date_trunc('hour', new.last_failed_at), 1)
  on conflict (fingerprint, hour) do update set failures = h.failures + 1;
  return null;
end
$$;

create trigger failed_jobs_counted after insert on public.failed_jobs
  for each row when (new.fingerprint is not null) execute function public.count_failure();
-- Failed again, or recorded before there were fingerprints and given its first one.
create trigger failed_jobs_counted_again after update of last_failed_at, fingerprint on public.failed_jobs
  for each row
  when (new.fingerprint is not null
    and (new.last_failed_at is distinct from old.last_failed_at or old.fingerprint is null))
  execute function public.count_failure();

-- The groups that were seen in the last days, the most frequent first: how often, how many of them are not closed,
-- how many customers wait, and failures a day, the oldest day first.
create function public.list_error_groups(p_days integer default 7) returns table (
  fingerprint text, error_type text, title text, first_seen timestamptz, last_seen timestamptz,
  failures bigint, open bigint, customers bigint, per_day integer[]
)
  language sql stable
  set search_path = ''
as $$
  with days as (
    select h.fingerprint, (extract(epoch from date_trunc('day', now()) - date_trunc('day', h.hour)) / 86400)::integer as ago,
      sum(h.failures)::integer as n
    from public.error_group_hours h
    where h.hour >= date_trunc('day', now()) - make_interval(days => least(greatest(p_days, 1), 90) - 1)
    group by 1, 2
  ),
  waiting as (
    select j.fingerprint, count(*) as open, count(distinct j.customer_id) as customers
    from public.failed_jobs j where j.state in ('open', 'retrying') and j.fingerprint is not null
    group by 1
  )
  select g.fingerprint, g.error_type, g.title, g.first_seen, g.last_seen,
    sum(d.n)::bigint, coalesce(max(w.open), 0), coalesce(max(w.customers), 0),
    (select array_agg(coalesce(x.n, 0) order by s.ago desc)
      from generate_series(0, least(greatest(p_days, 1), 90) - 1) s(ago)
      left join days x on x.fingerprint = g.fingerprint and x.ago = s.ago)
  from days d
  join public.error_groups g on g.fingerprint = d.fingerprint
  left join waiting w on w.fingerprint = g.fingerprint
  group by g.fingerprint
  order by coalesce(max(w.open), 0) desc, sum(d.n) desc, g.fingerprint;
$$;

-- Gives failures a fingerprint, their first or one by a newer rule: [{"id", "fingerprint", "error_type", "title"}].
-- After a change of the rule rebuild_error_groups counts all of it anew.
create function public.set_fingerprints(p_rows jsonb) returns integer
  language sql
  set search_path = ''
as $$
  with given as (
    select (r ->> 'id')::uuid as id, r ->> 'fingerprint' as fingerprint, r ->> 'error_type' as error_type,
      r ->> 'title' as title
    from jsonb_array_elements(p_rows) r
  ),
  groups as (
    insert into public.error_groups (fingerprint, error_type, title, first_seen, last_seen)
    select g.fingerprint, min(g.error_type), min(g.title), min(j.last_failed_at), max(j.last_failed_at)
    from given g join public.failed_jobs j on j.id = g.id group by 1
    on conflict (fingerprint) do nothing
  ),
  done as (
    update public.failed_jobs j set fingerprint = g.fingerprint, error_title = g.title from given g where j.id = g.id returning 1
  )
  select count(*)::integer from done;
$$;

-- Counts the hours anew from the failures themselves, and forgets groups that have none left.
create function public.rebuild_error_groups() returns void
  language sql
  set search_path = ''
as $$
  delete from public.error_group_hours where true;
  insert into public.error_group_hours (fingerprint, hour, failures)
  select fingerprint, date_trunc('hour', last_failed_at), count(*)
  from public.failed_jobs where fingerprint is not null
    and fingerprint in (select fingerprint from public.error_groups)
  group by 1, 2;
  delete from public.error_groups g
  where not exists (select 1 from public.error_group_hours h where h.fingerprint = g.fingerprint);
  update public.error_groups g set first_seen = s.first_seen, last_seen = s.last_seen
  from (select fingerprint, min(last_failed_at) as first_seen, max(last_failed_at) as last_seen
    from public.failed_jobs where fingerprint is not null group by 1) s
  where s.fingerprint = g.fingerprint;
$$;

do $$
declare
  f text;
begin
  foreach f in array array[
    'count_failure()', 'list_error_groups(integer)', 'set_fingerprints(jsonb)',
    'rebuild_error_groups()'
  ] loop
    execute format('revoke execute on function public.%s from public, anon, authenticated', f);
    execute format('grant execute on function public.%s to service_role', f);
  end loop;
end
$$;
