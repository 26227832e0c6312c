-- The figures of the overview. Each is one function that reads no more than it is told to, so that it takes as long
-- with a million rows as with a thousand (docs/decisions/0021-figures-of-the-overview.md).

-- The last songs that were finished, with how long they took: read from the index alone. While it is built, variants
-- can be read, and changed not.
create index idx_song_variants_completed_at on public.song_variants (completed_at) include (created_at)
  where completed_at is not null;

-- How many failures are open, by how long ago they failed, each counted no further than p_at_most.
create function public.overview_backlog(p_at_most integer)
  returns table (from_hours integer, to_hours integer, failures integer)
  language sql stable
  set search_path = ''
as $$
  select age.from_hours, age.to_hours, (
    select count(*)::integer from (
      select 1 from public.failed_jobs j
      where j.state = 'open'
        and j.last_failed_at <= now() - make_interval(hours => age.from_hours)
        and j.last_failed_at > case
          when age.to_hours is null then '-infinity' else now() - make_interval(hours => age.to_hours) end
      order by j.last_failed_at limit p_at_most) counted)
  from (values (0, 1), (1, 24), (24, 72), (72, 168), (168, null::integer)) age (from_hours, to_hours);
$$;

-- How many open failures are needed before the reader's day, and on it, each counted no further than p_at_most.
create function public.overview_due(p_today date, p_at_most integer) returns jsonb
  language sql stable
  set search_path = ''
as $$
  select jsonb_build_object(
    'overdue', (select count(*) from (
      select 1 from public.failed_jobs j where j.state = 'open' and j.needed_by < p_today
      order by j.needed_by, j.failed_at, j.id limit p_at_most) counted),
    'today', (select count(*) from (
      select 1 from public.failed_jobs j where j.state = 'open' and j.needed_by = p_today
      order by j.failed_at, j.id limit p_at_most) counted));
$$;

-- Failures over time, from the hours that are counted as they happen: p_buckets stretches of p_hours each, up to now
-- and in the reader's time zone; the p_groups most frequent groups by name, and the others together.
create function public.overview_failures(p_buckets integer, p_hours integer, p_zone text, p_groups integer) returns jsonb
  language sql stable
  set search_path = ''
as $$
  with span as (
    select l.last - make_interval(hours => p_hours * (p_buckets - 1)) as first, l.last
    from (select date_bin(make_interval(hours => p_hours), now() at time zone p_zone, timestamp '2000-01-01') as last) l
  ),
  buckets as (
    select (b at time zone p_zone) as starts, row_number() over (order by b) as n
    from span, generate_series(first, last, make_interval(hours => p_hours)) b
  ),
  -- Each hour is put into its bucket once, and not again for each group: working with time zones is what takes long.
  -- Where a zone is off by half an hour, an hour belongs to two buckets: it goes where its middle lies, and the present
  -- one into the last.
  hours as materialized (
    select d.hour, least(p_buckets, 1 + floor(extract(epoch from
      (d.hour at time zone p_zone) + interval '30 minutes' - s.first) / 3600 / p_hours)::bigint) as n
    from span s, (
      select distinct h.hour from public.error_group_hours h, span
      where h.hour >= (span.first at time zone p_zone) - interval '1 hour') d
  ),
  counted as (
    select h.fingerprint, hours.n, sum(h.failures)::integer as failures
    from hours join public.error_group_hours h on h.hour = hours.hour
    where hours.n between 1 and p_buckets
    group by 1, 2
  ),
  ranked as (
    select fingerprint, sum(failures)::integer as failures,
      row_number() over (order by sum(failures) desc, fingerprint) as rank
    from counted group by 1
  )
  select jsonb_build_object(
    'buckets', (select jsonb_agg(starts order by n) from buckets),
    'groups', coalesce((
      select jsonb_agg(jsonb_build_object('fingerprint', g.fingerprint, 'error_type', g.error_type, 'title', g.title,
        'failures', r.failures, 'counts', (
          select jsonb_agg(coalesce(c.failures, 0) order by b.n)
          from buckets b left join counted c on c.n = b.n and c.fingerprint = g.fingerprint)) order by r.rank)
      from ranked r join public.error_groups g on g.fingerprint = r.fingerprint where r.rank <= p_groups), '[]'),
    'others', (
      select jsonb_agg(coalesce(c.failures, 0) order by b.n)
      from buckets b left join (
        select c.n, sum(c.failures)::integer as failures
        from counted c join ranked r on r.fingerprint = c.fingerprint and r.rank > p_groups group by 1) c on c.n = b.n),
    'other_groups', (select count(*) from ranked where rank > p_groups));
$$;

-- The last songs that were finished in p_hours, no more than p_at_most of them: how many, since when, how long they
-- took from being asked for to being finished (milliseconds: half of them, 95 of 100), and how many failures there
-- have been since then.
create function public.overview_songs(p_hours integer, p_at_most integer) returns jsonb
  language sql stable
  set search_path = ''
as $$
  with finished as (
    select v.completed_at, extract(epoch from v.completed_at - v.created_at) * 1000 as took
    from public.song_variants v
    where v.completed_at > now() - make_interval(hours => p_hours)
    order by v.completed_at desc limit p_at_most
  ),
  summed as (
    select count(*) as songs, percentile_cont(array[0.5, 0.95]) within group (order by greatest(took, 0)) as took,
      case when count(*) < p_at_most then now() - make_interval(hours => p_hours) else min(completed_at) end as since
    from finished
  )
  select jsonb_build_object(
    'songs', s.songs, 'since', s.since, 'p50_ms', round(s.took[1]), 'p95_ms', round(s.took[2]),
    'failures', (select count(*) from (
      select 1 from public.failed_jobs j where j.last_failed_at > s.since
      order by j.last_failed_at limit p_at_most) counted))
  from summed s;
$$;

do $$
declare
  f text;
begin
  foreach f in array array[
    'overview_backlog(integer)', 'overview_due(date, integer)',
    'overview_failures(integer, integer, text, integer)', 'overview_songs(integer, integer)'
  ] loop
    execute format('revoke execute on function public.%s from public, anon, authenticated', f);
    execute format('grant execute on function public.%s to service_role', f);
  end loop;
end
$$;
