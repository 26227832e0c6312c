-- As before, but the days of the charts are days in the filter's zone, each hour is put into its day once, and what is said
-- to have failed in the future is on none of them.
create or replace function public.list_error_groups(p_days integer default 7, p_filter jsonb default null) returns jsonb
  language plpgsql stable
  set search_path = ''
as $$
declare
  v_days integer := least(greatest(p_days, 1), 90);
  v_zone text := public.known_zone(p_filter ->> 'zone');
  v_today date := (now() at time zone v_zone)::date;
  v_since timestamptz := (v_today - v_days + 1)::timestamp at time zone v_zone;
  v_filter jsonb := coalesce(p_filter, '{"state": "open", "snoozed": "hidden"}');
  v_plain boolean := v_filter - 'zone' = '{"state": "open", "snoozed": "hidden"}';
  v_where text := public.failed_job_where(v_filter);
  v_shown text := public.failed_job_where(v_filter - 'state');
  v_groups jsonb;
begin
  -- The open ones are counted where they lie in an index, and who waits where they lie by group and customer: reading
  -- them once and keeping them would take twice as long. Others are read once.
  execute 'with ' || case when v_plain then $q$counted as materialized (
      select fingerprint, count(*) as jobs, count(*) filter (where $q$ || v_shown || $q$) as matching,
        min(kind collate "C") as kind, (array_agg(id) filter (where $q$ || v_shown || $q$))[1] as sample_id
      from public.failed_jobs j where j.state = 'open' and j.fingerprint is not null group by 1
    ),
    waiting as (
      select fingerprint, count(*) as customers
      from (select distinct fingerprint, customer_id from public.failed_jobs
        where state = 'open' and fingerprint is not null and customer_id is not null) one group by 1
    ),$q$
  else $q$found as materialized (
      select j.fingerprint, j.customer_id, j.kind, j.id
      from public.failed_jobs j where j.fingerprint is not null and $q$ || v_where
      || case when v_filter ->> 'state' = 'open' then ''
        else $q$ and (j.state = 'open' or j.last_failed_at >= $1)$q$ end || $q$
    ),
    counted as materialized (
      select fingerprint, count(*) as jobs, count(*) as matching, min(kind collate "C") as kind,
        (array_agg(id))[1] as sample_id
      from found group by 1
    ),
    waiting as (
      select fingerprint, count(*) as customers
      from (select distinct fingerprint, customer_id from found where customer_id is not null) one group by 1
    ),$q$ end || '
    days as materialized (
      select d.fingerprint, d.ago, sum(d.n)::integer as n from ('
      || case when v_plain then $q$
        select h.fingerprint, d.ago, h.failures
        from (select hour, $2 - (hour at time zone $4)::date as ago
          from (select distinct hour from public.error_group_hours where hour >= $1 and hour <= now()) one) d
        join public.error_group_hours h on h.hour = d.hour$q$
      else $q$
        select j.fingerprint, $2 - (j.last_failed_at at time zone $4)::date, 1
        from public.failed_jobs j
        where j.fingerprint is not null and j.last_failed_at >= $1 and j.last_failed_at <= now() and $q$ || v_where end || '
      ) d (fingerprint, ago, n) group by 1, 2
    ),
    others as (
      select fingerprint, count(*) as jobs from public.failed_jobs where '
      || case when v_plain then $q$state = 'retrying'$q$ else $q$state in ('open', 'retrying')$q$ end || ' group by 1
    ),
    charts as (
      select f.fingerprint, sum(d.n) as failures, array_agg(coalesce(d.n, 0) order by s.ago desc) as per_day
      from (select fingerprint from days union select fingerprint from counted) f
      cross join generate_series(0, $3 - 1) s(ago)
      left join days d on d.fingerprint = f.fingerprint and d.ago = s.ago
      group by 1
    )
    select coalesce(jsonb_agg(jsonb_build_object(
      ''fingerprint'', g.fingerprint, ''error_type'', g.error_type, ''title'', g.title,
      ''kind'', coalesce(m.kind, k.kind, ''unknown''), ''first_seen'', g.first_seen, ''last_seen'', g.last_seen,
      ''matching'', coalesce(m.matching, 0), ''failures'', coalesce(c.failures, 0),
      ''open'', coalesce(o.jobs, 0)' || case when v_plain then ' + coalesce(m.jobs, 0)' else '' end || ',
      ''customers'', coalesce(w.customers, 0), ''per_day'', c.per_day, ''sample_id'', m.sample_id)
      order by coalesce(m.matching, 0) desc, coalesce(c.failures, 0) desc, g.fingerprint), ''[]'')
    from charts c
    join public.error_groups g on g.fingerprint = c.fingerprint
    left join counted m on m.fingerprint = c.fingerprint
    left join waiting w on w.fingerprint = c.fingerprint
    left join others o on o.fingerprint = c.fingerprint
    left join lateral (
      select j.kind from public.failed_jobs j where m.kind is null and j.fingerprint = c.fingerprint limit 1) k on true'
  into v_groups using v_since, v_today, v_days, v_zone;
  return v_groups;
end
$$;
