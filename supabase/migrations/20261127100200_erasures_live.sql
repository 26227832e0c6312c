-- As before, and an erasure names the customer's orders and failures: pages of them that are open elsewhere showed the
-- names until they were loaded anew.
create or replace function public.live_changes(p_since text default null, p_staff uuid[] default '{}', p_at_most integer default 500)
  returns jsonb
  language sql stable
  set search_path = ''
as $$
  with since as (
    select split_part(p_since, '/', 2)::pg_snapshot as seen,
      -- After so long a page is better read anew than caught up.
      p_since is null or to_timestamp(split_part(p_since, '/', 1)::bigint) < now() - interval '15 minutes' as lost
  ),
  news as (
    select a.action, a.subject_type, a.subject_id, a.order_id
    from public.activity a cross join since s
    where not s.lost and a.xact >= pg_snapshot_xmin(s.seen) and not pg_visible_in_snapshot(a.xact, s.seen)
      -- Of a database that was restored elsewhere the transactions' numbers mean nothing; its lines are old.
      and a.at > now() - interval '1 hour'
    limit p_at_most + 1
  ),
  -- Their names are gone from everything of theirs, which has no lines of its own.
  erased as (
    select n.subject_id::uuid as customer_id from news n where n.action = 'customer_erased'
  )
  select jsonb_build_object(
    'position', extract(epoch from now())::bigint || '/' || pg_current_snapshot(),
    -- More than can be named, or nobody knows what: everything may have changed.
    'all', (select lost from since) or (select count(*) from news) > p_at_most,
    'new_failures', coalesce((
      select jsonb_agg(distinct subject_id) from news
      where subject_type = 'failed_job' and action in ('failed', 'failed_again')), '[]'),
    'changed_failures', coalesce((
      select jsonb_agg(distinct id) from (
        select subject_id as id from news where subject_type = 'failed_job'
        union all select j.id::text from erased e join public.failed_jobs j on j.customer_id = e.customer_id) failures), '[]'),
    'changed_orders', coalesce((
      select jsonb_agg(distinct id) from (
        select order_id as id from news where order_id is not null
        union all select o.id from erased e join public.orders o on o.user_id = e.customer_id) orders), '[]'),
    'state', jsonb_build_object(
      'bulk', coalesce((
        select jsonb_agg(b order by b.created_at, b.id) from (
          select o.id, o.kind, o.state, o.total, o.done_count, o.skipped_count, o.created_at
          from public.bulk_operations o where o.state in ('running', 'paused') order by o.created_at limit 20) b), '[]'),
      'outbox', public.outbox_depth(1000),
      'present', coalesce((
        select jsonb_agg(jsonb_build_object('failed_job_id', p.failed_job_id, 'user_id', p.user_id, 'name', p.full_name)
          order by p.failed_job_id, p.full_name, p.user_id)
        from (
          select f.failed_job_id, f.user_id, s.full_name
          from public.failed_job_presence f join public.staff_members s on s.user_id = f.user_id
          where f.seen_at > now() - public.presence_counts_for() and s.disabled_at is null
          order by f.seen_at desc limit 200) p), '[]')),
    'active', coalesce((
      select jsonb_agg(s.user_id) from public.staff_members s
      where s.user_id = any (p_staff) and s.disabled_at is null), '[]'));
$$;
