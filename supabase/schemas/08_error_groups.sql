-- Error groups: failures with the same fingerprint are one problem. What happened is counted by the hour as
-- it happens, so that a chart of the last days does not read the history; what is open is counted.

create table desk.error_groups (
  fingerprint text primary key,
  error_type text not null,
  -- The message without what varies.
  title text not null,
  first_seen timestamptz not null,
  last_seen timestamptz not null
);

create table desk.error_group_hours (
  fingerprint text not null references desk.error_groups (fingerprint) on delete cascade,
  hour timestamptz not null,
  failures integer not null,
  primary key (fingerprint, hour)
);
create index idx_error_group_hours_hour on desk.error_group_hours (hour, fingerprint) include (failures);

-- Counts a failure when it is recorded and when it fails again. Holds the hour's row until its transaction
-- ends; a transaction records one failure, so that two cannot deadlock.
create function desk_private.count_failure() returns trigger
  language plpgsql security definer set search_path = '' as $$
begin
  insert into desk.error_groups as g (fingerprint, error_type, title, first_seen, last_seen)
  values (new.fingerprint, new.error_type, coalesce(new.error_title, left(new.error_message, 500)),
    new.last_failed_at, new.last_failed_at)
  on conflict (fingerprint) do update
  set first_seen = least(g.first_seen, excluded.first_seen),
    last_seen = greatest(g.last_seen, excluded.last_seen);
  insert into desk.error_group_hours as h (fingerprint, hour, failures)
  values (new.fingerprint, date_trunc('hour', new.last_failed_at), 1)
  on conflict (fingerprint, hour) do update set failures = h.failures + 1;
  return null;
end $$;
create trigger failed_jobs_counted after insert on public.failed_jobs
  for each row when (new.fingerprint is not null) execute function desk_private.count_failure();
-- Failed again, or got its first fingerprint.
create trigger failed_jobs_counted_again after update of last_failed_at, fingerprint on public.failed_jobs
  for each row
  when (new.fingerprint is not null and (old.fingerprint is null
    or new.last_failed_at is distinct from old.last_failed_at and new.version is distinct from old.version))
  execute function desk_private.count_failure();

-- Counts a failure in another group or hour when it was given one without having failed again.
create function desk_private.move_failure() returns trigger
  language plpgsql security definer set search_path = '' as $$
begin
  update desk.error_group_hours h set failures = h.failures - 1
  where h.fingerprint = old.fingerprint and h.hour = date_trunc('hour', old.last_failed_at);
  delete from desk.error_group_hours h
  where h.fingerprint = old.fingerprint and h.hour = date_trunc('hour', old.last_failed_at)
    and h.failures <= 0;
  if new.fingerprint is not null then
    insert into desk.error_groups as g (fingerprint, error_type, title, first_seen, last_seen)
    values (new.fingerprint, new.error_type, coalesce(new.error_title, left(new.error_message, 500)),
      new.last_failed_at, new.last_failed_at)
    on conflict (fingerprint) do update
    set first_seen = least(g.first_seen, excluded.first_seen),
      last_seen = greatest(g.last_seen, excluded.last_seen);
    insert into desk.error_group_hours as h (fingerprint, hour, failures)
    values (new.fingerprint, date_trunc('hour', new.last_failed_at), 1)
    on conflict (fingerprint, hour) do update set failures = h.failures + 1;
  end if;
  return null;
end $$;
create trigger failed_jobs_moved after update of last_failed_at, fingerprint on public.failed_jobs
  for each row
  when (old.fingerprint is not null and new.version = old.version
    and (new.fingerprint is distinct from old.fingerprint
      or new.last_failed_at is distinct from old.last_failed_at))
  execute function desk_private.move_failure();

-- Takes deleted failures out of the hours: the last failure of each, and earlier ones that the record has. An
-- hour never has fewer than the failures left in it. Locks hours in the order of every other function.
create function desk_private.on_failed_jobs_deleted() returns trigger
  language plpgsql security definer set search_path = '' as $$
begin
  if tg_op = 'TRUNCATE' then
    delete from desk.error_groups where true;
    return null;
  end if;
  with happened as (
    select r.fingerprint, date_trunc('hour', r.last_failed_at) as hour from removed r
      where r.fingerprint is not null
    union all select r.fingerprint, date_trunc('hour', earlier.at) from removed r
    cross join lateral (
      select a.at from desk.activity a
      where a.subject_type = 'failed_job' and a.subject_id = r.id::text
        and a.action in ('failed', 'failed_again')
      order by a.id desc offset 1) earlier
    where r.fingerprint is not null and r.attempt > 0
  ), gone as (
    select fingerprint, hour, count(*)::integer as failures from happened group by 1, 2
  ), locked as materialized (
    select h.fingerprint, h.hour, g.failures
    from desk.error_group_hours h join gone g on g.fingerprint = h.fingerprint and g.hour = h.hour
    order by h.fingerprint, h.hour for update of h
  )
  update desk.error_group_hours h set failures = greatest(h.failures - l.failures, (
    select count(*) from public.failed_jobs j
    where j.last_failed_at >= h.hour and j.last_failed_at < h.hour + interval '1 hour'
      and j.fingerprint = h.fingerprint))
  from locked l where h.fingerprint = l.fingerprint and h.hour = l.hour;
  delete from desk.error_group_hours h using (select distinct fingerprint from removed) r
  where h.fingerprint = r.fingerprint and h.failures <= 0;
  return null;
end $$;
create trigger failed_jobs_deleted after delete on public.failed_jobs referencing old table as removed
  for each statement execute function desk_private.on_failed_jobs_deleted();
create trigger failed_jobs_truncated after truncate on public.failed_jobs
  for each statement execute function desk_private.on_failed_jobs_deleted();

-- Sets the kind of failures: [{"id", "kind"}].
create function desk.set_failure_kinds(p_rows jsonb, p_version integer) returns integer
  language sql set search_path = '' as $$
  with given as (
    select (r ->> 'id')::uuid as id, r ->> 'kind' as kind from jsonb_array_elements(p_rows) r
  ), locked as (
    -- In the order in which bulk operations lock them, so that the two cannot deadlock.
    select j.id from public.failed_jobs j join given g on g.id = j.id order by j.id for update of j
  ), done as (
    update public.failed_jobs j set kind = g.kind, kind_version = p_version
    from given g join locked l on l.id = g.id where j.id = g.id returning 1
  )
  select count(*)::integer from done; $$;

-- Gives failures a fingerprint, their first or one by a newer rule: [{"id", "fingerprint", "error_type",
-- "title"}]. After a change of rules, rebuild_error_groups() counts again. Locks failures before groups.
create function desk.set_fingerprints(p_rows jsonb) returns integer
  language plpgsql set search_path = '' as $$
declare v_done integer;
begin
  perform 1 from public.failed_jobs
  where id in (select (r ->> 'id')::uuid from jsonb_array_elements(p_rows) r) order by id for update;
  insert into desk.error_groups as g (fingerprint, error_type, title, first_seen, last_seen)
  select r ->> 'fingerprint', min(r ->> 'error_type'), min(r ->> 'title'), min(j.last_failed_at),
    max(j.last_failed_at)
  from jsonb_array_elements(p_rows) r join public.failed_jobs j on j.id = (r ->> 'id')::uuid
  group by 1 order by 1
  -- Changes nothing, but locks a group that exists.
  on conflict (fingerprint) do update set title = g.title;
  update public.failed_jobs j set fingerprint = r ->> 'fingerprint', error_title = r ->> 'title'
  from jsonb_array_elements(p_rows) r where j.id = (r ->> 'id')::uuid;
  get diagnostics v_done = row_count;
  return v_done;
end $$;

-- Counts the hours again, from the failures, and deletes groups without any. The lock keeps count_failure()
-- out meanwhile: it locks single groups, in the order of its failures.
create function desk.rebuild_error_groups() returns void language sql set search_path = '' as $$
  lock table desk.error_groups in exclusive mode;
  delete from desk.error_group_hours where true;
  insert into desk.error_group_hours (fingerprint, hour, failures)
  select fingerprint, date_trunc('hour', last_failed_at), count(*)
  from public.failed_jobs where fingerprint is not null
    and fingerprint in (select fingerprint from desk.error_groups)
  group by 1, 2;
  delete from desk.error_groups g
  where not exists (select 1 from desk.error_group_hours h where h.fingerprint = g.fingerprint);
  update desk.error_groups g set first_seen = s.first_seen, last_seen = s.last_seen
  from (select fingerprint, min(last_failed_at) as first_seen, max(last_failed_at) as last_seen
    from public.failed_jobs where fingerprint is not null group by 1) s
  where s.fingerprint = g.fingerprint; $$;

-- The beginning of the query of list_error_groups(): each group's failures and customers. Open failures are
-- counted in one index, their customers in another: reading them once and keeping them would take twice as
-- long. Other failures are read once.
create function desk_private.error_group_counts(p_filter jsonb, p_plain boolean) returns text
  language sql stable set search_path = '' as $$
  select case when p_plain then format($q$counted as materialized (
      select fingerprint, count(*) as jobs, count(*) filter (where %1$s) as matching,
        min(kind collate "C") as kind, (array_agg(id) filter (where %1$s))[1] as sample_id
      from public.failed_jobs j where j.state = 'open' and j.fingerprint is not null group by 1
    ), waiting as (
      select fingerprint, count(*) as customers
      from (select distinct fingerprint, customer_id from public.failed_jobs
        where state = 'open' and fingerprint is not null and customer_id is not null) one group by 1
    )$q$, desk_private.failed_job_where(p_filter - 'state'))
  else format($q$found as materialized (
      select j.fingerprint, j.customer_id, j.kind, j.id
      from public.failed_jobs j where j.fingerprint is not null and %s%s
    ), counted as materialized (
      select fingerprint, count(*) as jobs, count(*) as matching, min(kind collate "C") as kind,
        (array_agg(id))[1] as sample_id
      from found group by 1
    ), waiting as (
      select fingerprint, count(*) as customers
      from (select distinct fingerprint, customer_id from found where customer_id is not null) one group by 1
    )$q$, desk_private.failed_job_where(p_filter), case when p_filter ->> 'state' = 'open' then ''
      else ' and (j.state = ''open'' or j.last_failed_at >= $1)' end) end; $$;

-- Error groups, those with the most matching failures first. Without a filter, or with the desk's default
-- (open and not snoozed): the groups seen in the last p_days or with such failures; what happened is read
-- from the hourly counters, what is open from its index. With another filter: the failures that match, those
-- that are not open only if they failed in the last days. The days of the charts are days in the filter's
-- zone; failures dated in the future are on none of them.
create function desk.list_error_groups(p_days integer default 7, p_filter jsonb default null) returns jsonb
  language plpgsql stable set search_path = '' as $$
declare
  v_days integer := least(greatest(p_days, 1), 90);
  v_zone text := desk_private.known_zone(p_filter ->> 'zone');
  v_today date := (now() at time zone v_zone)::date;
  v_since timestamptz := (v_today - v_days + 1)::timestamp at time zone v_zone;
  v_filter jsonb := coalesce(p_filter, '{"state": "open", "snoozed": "hidden"}');
  v_plain boolean := v_filter - 'zone' = '{"state": "open", "snoozed": "hidden"}';
  v_groups jsonb;
begin
  execute 'with ' || desk_private.error_group_counts(v_filter, v_plain) || ',
    days as materialized (
      select d.fingerprint, d.ago, sum(d.n)::integer as n from ('
      || case when v_plain then $q$
        select h.fingerprint, d.ago, h.failures
        from (select hour, $2 - (hour at time zone $4)::date as ago
          from (select distinct hour from desk.error_group_hours where hour >= $1 and hour <= now()) one) d
        join desk.error_group_hours h on h.hour = d.hour$q$
      else $q$
        select j.fingerprint, $2 - (j.last_failed_at at time zone $4)::date, 1 from public.failed_jobs j
        where j.fingerprint is not null and j.last_failed_at >= $1 and j.last_failed_at <= now()
          and $q$ || desk_private.failed_job_where(v_filter) end || '
      ) d (fingerprint, ago, n) group by 1, 2
    ), others as (
      select fingerprint, count(*) as jobs from public.failed_jobs where '
      || case when v_plain then $q$state = 'retrying'$q$ else $q$state in ('open', 'retrying')$q$ end
        || ' group by 1
    ), charts as (
      select f.fingerprint, sum(d.n) as failures, array_agg(coalesce(d.n, 0) order by s.ago desc) as per_day
      from (select fingerprint from days union select fingerprint from counted) f
      cross join generate_series(0, $3 - 1) s(ago)
      left join days d on d.fingerprint = f.fingerprint and d.ago = s.ago group by 1
    )
    select coalesce(jsonb_agg(jsonb_build_object(
      ''fingerprint'', g.fingerprint, ''error_type'', g.error_type, ''title'', g.title,
      ''kind'', coalesce(m.kind, k.kind, ''unknown''), ''first_seen'', g.first_seen,
      ''last_seen'', g.last_seen, ''matching'', coalesce(m.matching, 0),
      ''failures'', coalesce(c.failures, 0),
      ''open'', coalesce(o.jobs, 0)' || case when v_plain then ' + coalesce(m.jobs, 0)' else '' end || ',
      ''customers'', coalesce(w.customers, 0), ''per_day'', c.per_day, ''sample_id'', m.sample_id)
      order by coalesce(m.matching, 0) desc, coalesce(c.failures, 0) desc, g.fingerprint), ''[]'')
    from charts c join desk.error_groups g on g.fingerprint = c.fingerprint
    left join counted m on m.fingerprint = c.fingerprint
    left join waiting w on w.fingerprint = c.fingerprint
    left join others o on o.fingerprint = c.fingerprint
    left join lateral (
      select j.kind from public.failed_jobs j where m.kind is null and j.fingerprint = c.fingerprint
        limit 1) k on true'
  into v_groups using v_since, v_today, v_days, v_zone;
  return v_groups;
end $$;
