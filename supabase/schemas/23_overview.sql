-- The figures of the overview. Each reads a bounded number of rows, so that it takes as long with a million
-- rows as with a thousand (docs/decisions/0021-figures-of-the-overview.md).

-- How many failures are open, and due or not snoozed, by age, each counted up to p_at_most. Includes any time
-- of failure, even before all others or in the future.
create function desk.overview_backlog(p_at_most integer,
  p_zone text default null) returns table (from_hours integer, to_hours integer, failures integer)
  language sql stable set search_path = '' as $$
  select age.from_hours, age.to_hours, (
    select count(*)::integer from (
      select 1 from public.failed_jobs j
      where j.state = 'open'
        and (j.snoozed_until is null or j.snoozed_until <= now()
          or j.needed_by <= (select desk_private.today_in(p_zone)))
        and j.last_failed_at <= case
          when age.from_hours = 0 then 'infinity' else now() - make_interval(hours => age.from_hours) end
        and j.last_failed_at >= case when age.to_hours is null then '-infinity'
          else now() - make_interval(hours => age.to_hours) + interval '1 microsecond' end
      order by j.last_failed_at limit p_at_most) counted)
  from (values (0, 1), (1, 24), (24, 72), (72, 168), (168, null::integer)) age (from_hours, to_hours); $$;

-- How many open failures are due before today in a zone, and today, each counted up to p_at_most; and the
-- first p_shown of them, followed by those being retried. p_today stands in for today.
create function desk.overview_due(p_zone text, p_at_most integer, p_shown integer,
  p_today date default null) returns jsonb language sql stable set search_path = '' as $$
  select jsonb_build_object('overdue', (select count(*) from (
      select 1 from public.failed_jobs j where j.state = 'open' and j.needed_by < d.today
      order by j.needed_by, coalesce(j.failed_at, j.last_failed_at), j.id limit p_at_most) counted),
    'today', (select count(*) from (
      select 1 from public.failed_jobs j where j.state = 'open' and j.needed_by = d.today
      order by coalesce(j.failed_at, j.last_failed_at), j.id limit p_at_most) counted), 'ids', array(
      select id from (
        (select 1 as turn, j.id, j.needed_by, coalesce(j.failed_at, j.last_failed_at) as failed_at
          from public.failed_jobs j where j.state = 'open' and j.needed_by <= d.today
          order by j.needed_by, coalesce(j.failed_at, j.last_failed_at), j.id limit p_shown)
        union all
        (select 2, j.id, j.needed_by, coalesce(j.failed_at, j.last_failed_at)
          from public.failed_jobs j where j.state = 'retrying' and j.needed_by <= d.today
          order by j.needed_by, coalesce(j.failed_at, j.last_failed_at), j.id limit p_shown)) due
      order by turn, needed_by, failed_at, id limit p_shown))
  from (select coalesce(p_today, desk_private.today_in(p_zone)) as today) d; $$;

-- Failures over time, from the hourly counters: p_buckets spans of p_hours each, up to now, in the reader's
-- zone; the p_groups most frequent groups by name, and the others together.
create function desk.overview_failures(p_buckets integer, p_hours integer, p_zone text,
  p_groups integer) returns jsonb language sql stable set search_path = '' as $$
  with span as (
    select l.last - make_interval(hours => p_hours * (p_buckets - 1)) as first, l.last, l.zone
    from (select date_bin(make_interval(hours => p_hours), now() at time zone z.name,
      timestamp '2000-01-01') as last, z.name as zone
        from (select desk_private.known_zone(p_zone) as name) z) l
  ), buckets as (
    select (b at time zone zone) as starts, row_number() over (order by b) as n
    from span, generate_series(first, last, make_interval(hours => p_hours)) b
  ),
  -- Each hour is put into its bucket once, not for each group: time zones are what takes long. Where a zone
  -- is off by half an hour, an hour belongs to two buckets: its middle decides; this one is in the last.
  hours as materialized (
    select d.hour, least(p_buckets, 1 + floor(extract(epoch from
      (d.hour at time zone s.zone) + interval '30 minutes' - s.first) / 3600 / p_hours)::bigint) as n
    from span s, (
      select distinct h.hour from desk.error_group_hours h, span
      where h.hour >= (span.first at time zone span.zone) - interval '1 hour' and h.hour <= now()) d
  ), counted as (
    select h.fingerprint, hours.n, sum(h.failures)::integer as failures
    from hours join desk.error_group_hours h on h.hour = hours.hour
    where hours.n between 1 and p_buckets group by 1, 2
  ), ranked as (
    select fingerprint, sum(failures)::integer as failures,
      row_number() over (order by sum(failures) desc, fingerprint) as rank
    from counted group by 1
  )
  select jsonb_build_object('buckets', (select jsonb_agg(starts order by n) from buckets),
    'groups', coalesce((
      select jsonb_agg(jsonb_build_object('fingerprint', g.fingerprint, 'error_type', g.error_type,
        'title', g.title, 'failures', r.failures, 'counts', (
          select jsonb_agg(coalesce(c.failures, 0) order by b.n)
          from buckets b left join counted c on c.n = b.n and c.fingerprint = g.fingerprint)) order by r.rank)
      from ranked r join desk.error_groups g on g.fingerprint = r.fingerprint where r.rank <= p_groups),
        '[]'),
    'others', (
      select jsonb_agg(coalesce(c.failures, 0) order by b.n)
      from buckets b left join (
        select c.n, sum(c.failures)::integer as failures
        from counted c join ranked r on r.fingerprint = c.fingerprint and r.rank > p_groups group by 1) c
          on c.n = b.n),
    'other_groups', (select count(*) from ranked where rank > p_groups)); $$;

-- The last songs finished within p_hours, at most p_at_most: how many, since when, how long they took from
-- request to completion (milliseconds, median and 95th percentile), and how many failures there were since.
-- Without songs that end in the future or begin before all time.
create function desk.overview_songs(p_hours integer, p_at_most integer) returns jsonb
  language sql stable set search_path = '' as $$
  with finished as (
    select v.completed_at, extract(epoch from v.completed_at - v.created_at) * 1000 as took
    from public.song_variants v
    where v.completed_at > now() - make_interval(hours => p_hours) and v.completed_at <= now()
      and isfinite(v.created_at)
    order by v.completed_at desc limit p_at_most
  ), summed as (
    select count(*) as songs, percentile_cont(array[0.5, 0.95]) within group (order by greatest(took,
      0)) as took, case when count(*) < p_at_most then now() - make_interval(hours => p_hours)
        else min(completed_at) end as since
    from finished
  )
  select jsonb_build_object(
    'songs', s.songs, 'since', s.since, 'p50_ms', round(s.took[1]), 'p95_ms', round(s.took[2]),
    'failures', (select count(*) from (
      select 1 from public.failed_jobs j where j.last_failed_at > s.since
      order by j.last_failed_at limit p_at_most) counted))
  from summed s; $$;
