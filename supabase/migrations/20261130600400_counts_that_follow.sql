-- What is counted by the hour follows the failures that are deleted, or put right by hand.

-- Takes what is deleted out of the hours: the last failure of each, and those before it that the record knows. An hour
-- never has fewer than the failures that are left in it. In the order in which every function locks hours.
create function public.on_failed_jobs_deleted() returns trigger
  language plpgsql
  security definer
  set search_path = ''
as $$
begin
  if tg_op = 'TRUNCATE' then
    delete from public.error_groups where true;
    return null;
  end if;
  with happened as (
    select r.fingerprint, date_trunc('hour', r.last_failed_at) as hour from removed r where r.fingerprint is not null
    union all
    select r.fingerprint, date_trunc('hour', earlier.at)
    from removed r
    cross join lateral (
      select a.at from public.activity a
      where a.subject_type = 'failed_job' and a.subject_id = r.id::text and a.action in ('failed', 'failed_again')
      order by a.id desc offset 1) earlier
    where r.fingerprint is not null and r.attempt > 0
  ),
  gone as (
    select fingerprint, hour, count(*)::integer as failures from happened group by 1, 2
  ),
  locked as materialized (
    select h.fingerprint, h.hour, g.failures
    from public.error_group_hours h join gone g on g.fingerprint = h.fingerprint and g.hour = h.hour
    order by h.fingerprint, h.hour for update of h
  )
  update public.error_group_hours h
  set failures = greatest(h.failures - l.failures, (
    select count(*) from public.failed_jobs j
    where j.last_failed_at >= h.hour and j.last_failed_at < h.hour + interval '1 hour' and j.fingerprint = h.fingerprint))
  from locked l where h.fingerprint = l.fingerprint and h.hour = l.hour;
  delete from public.error_group_hours h using (select distinct fingerprint from removed) r
  where h.fingerprint = r.fingerprint and h.failures <= 0;
  return null;
end
$$;

create trigger failed_jobs_deleted after delete on public.failed_jobs
  referencing old table as removed
  for each statement execute function public.on_failed_jobs_deleted();
create trigger failed_jobs_truncated after truncate on public.failed_jobs
  for each statement execute function public.on_failed_jobs_deleted();

-- A failure that is given another group, or another moment, without having failed again: it is counted there in place of
-- where it was.
create function public.move_failure() returns trigger
  language plpgsql
  security definer
  set search_path = ''
as $$
begin
  update public.error_group_hours h set failures = h.failures - 1
  where h.fingerprint = old.fingerprint and h.hour = date_trunc('hour', old.last_failed_at);
  delete from public.error_group_hours h
  where h.fingerprint = old.fingerprint and h.hour = date_trunc('hour', old.last_failed_at) and h.failures <= 0;
  if new.fingerprint is not null then
    insert into public.error_groups as g (fingerprint, error_type, title, first_seen, last_seen)
    values (new.fingerprint, new.error_type, coalesce(new.error_title, left(new.error_message, 500)),
      new.last_failed_at, new.last_failed_at)
    on conflict (fingerprint) do update
    set first_seen = least(g.first_seen, excluded.first_seen), last_seen = greatest(g.last_seen, excluded.last_seen);
    insert into public.error_group_hours as h (fingerprint, hour, failures)
    values (new.fingerprint, date_trunc('hour', new.last_failed_at), 1)
    on conflict (fingerprint, hour) do update set failures = h.failures + 1;
  end if;
  return null;
end
$$;

-- Every change of state counts the version up, and nothing else does.
drop trigger failed_jobs_counted_again on public.failed_jobs;
create trigger failed_jobs_counted_again after update of last_failed_at, fingerprint on public.failed_jobs
  for each row
  when (new.fingerprint is not null and (old.fingerprint is null
    or new.last_failed_at is distinct from old.last_failed_at and new.version is distinct from old.version))
  execute function public.count_failure();
create trigger failed_jobs_moved after update of last_failed_at, fingerprint on public.failed_jobs
  for each row
  when (old.fingerprint is not null and new.version = old.version
    and (new.fingerprint is distinct from old.fingerprint or new.last_failed_at is distinct from old.last_failed_at))
  execute function public.move_failure();

revoke execute on function public.on_failed_jobs_deleted(), public.move_failure() from public, anon, authenticated;
