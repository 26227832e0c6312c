-- Live updates: what changed, and who is looking at what (docs/decisions/0023-live.md).

-- Who is looking at which failure. Unlogged: after a crash everyone says so again within seconds.
create unlogged table desk.failed_job_presence (
  failed_job_id uuid not null references public.failed_jobs (id) on delete cascade,
  user_id uuid not null references desk.staff_members (user_id) on delete cascade,
  seen_at timestamptz not null default now(),
  primary key (failed_job_id, user_id)
);
create index idx_failed_job_presence_user_id on desk.failed_job_presence (user_id);
create index idx_failed_job_presence_seen_at on desk.failed_job_presence (seen_at);

-- How long presence counts: two heartbeats of 15 s may be lost.
create function desk_private.presence_counts_for() returns interval
  language sql immutable set search_path = '' as $$
  select interval '40 seconds'; $$;

-- Someone is looking at a failure, or has left it. Answers who else is there.
create function desk.mark_presence(p_failed_job_id uuid, p_user uuid, p_here boolean) returns jsonb
  language plpgsql set search_path = '' as $$
begin
  -- Sweeps stale presence, a little at a time and without waiting.
  delete from desk.failed_job_presence where (failed_job_id, user_id) in (
    select failed_job_id, user_id from desk.failed_job_presence
    where seen_at < now() - interval '10 minutes' limit 100 for update skip locked);
  if p_here then
    insert into desk.failed_job_presence as p (failed_job_id, user_id)
    select j.id, p_user from public.failed_jobs j where j.id = p_failed_job_id
    on conflict (failed_job_id, user_id) do update set seen_at = now();
    if not found then return jsonb_build_object('ok', false, 'code', 'not_found'); end if;
  else
    delete from desk.failed_job_presence where failed_job_id = p_failed_job_id and user_id = p_user;
  end if;
  return jsonb_build_object('ok', true, 'others', coalesce((
    select jsonb_agg(jsonb_build_object('user_id', s.user_id, 'name', s.full_name)
      order by s.full_name, s.user_id)
    from desk.failed_job_presence p join desk.staff_members s on s.user_id = p.user_id
    where p.failed_job_id = p_failed_job_id and p.user_id <> p_user and s.disabled_at is null
      and p.seen_at > now() - desk_private.presence_counts_for()), '[]'));
end $$;

-- The current state, whatever has changed. Bounded, since everyone who listens gets it.
create function desk_private.live_state() returns jsonb language sql stable set search_path = '' as $$
  select jsonb_build_object('bulk', coalesce((
      select jsonb_agg(b order by b.created_at, b.id) from (
        select o.id, o.kind, o.state, o.total, o.done_count, o.skipped_count, o.created_at
        from desk.bulk_operations o where o.state in ('running', 'paused') order by o.created_at
          limit 20) b), '[]'),
    'outbox', desk.outbox_depth(1000), 'present', coalesce((
      select jsonb_agg(jsonb_build_object('failed_job_id', p.failed_job_id, 'user_id', p.user_id,
        'name', p.full_name) order by p.failed_job_id, p.full_name, p.user_id)
      from (
        select f.failed_job_id, f.user_id, s.full_name
        from desk.failed_job_presence f join desk.staff_members s on s.user_id = f.user_id
        where f.seen_at > now() - desk_private.presence_counts_for() and s.disabled_at is null
        order by f.seen_at desc limit 200) p), '[]')); $$;

-- What has changed since a position, and the current state. One statement, so that all of it is of one
-- moment, the position it returns: the time, and the snapshot, which knows of each transaction whether its
-- lines were seen. p_staff are listening; "active" says who of them may go on. An erasure names all of the
-- customer's orders and failures, since open pages show the name. Sending a retry's event, or beginning its
-- run, leaves no activity: the event's xact says so. "kinds" names the kinds of everything that changed.
create function desk.live_changes(p_since text default null, p_staff uuid[] default '{}',
  p_at_most integer default 500) returns jsonb language sql stable set search_path = '' as $$
  with since as (
    select split_part(p_since, '/', 2)::pg_snapshot as seen,
      -- After that long, a page is better loaded again than caught up.
      p_since is null or to_timestamp(split_part(p_since, '/',
        1)::bigint) < now() - interval '15 minutes' as lost
  ), news as (
    select a.action, a.subject_type, a.subject_id, a.order_id from desk.activity a cross join since s
    where not s.lost and a.xact >= pg_snapshot_xmin(s.seen) and not pg_visible_in_snapshot(a.xact, s.seen)
      -- In a database restored elsewhere, numbers of transactions mean nothing; its lines are old.
      and a.at > now() - interval '1 hour'
    limit p_at_most + 1
  ), moves as (
    select o.event_id from desk.outbox_events o cross join since s
    where not s.lost and o.xact >= pg_snapshot_xmin(s.seen) and not pg_visible_in_snapshot(o.xact, s.seen)
      -- In a database restored elsewhere, old events may have numbers that are yet to come.
      and o.xact < pg_snapshot_xmax(pg_current_snapshot())
    limit p_at_most + 1
  ), moved as (
    select j.id, j.order_id from moves m join desk.failed_job_attempts a on a.event_id = m.event_id
    join public.failed_jobs j on j.id = a.failed_job_id
  ),
  -- Their names disappear from everything of theirs, which has no lines of its own.
  erased as (select n.subject_id::uuid as customer_id from news n where n.action = 'customer_erased')
  select jsonb_build_object('position', extract(epoch from now())::bigint || '/' || pg_current_snapshot(),
    -- More than can be named, or not known: everything may have changed.
    'all', (select lost from since) or (select count(*) from news) > p_at_most
      or (select count(*) from moves) > p_at_most,
    'kinds', coalesce((select jsonb_agg(distinct kind) from (
      select subject_type as kind from news union all select 'outbox' from moves) kinds), '[]'),
    'new_failures', coalesce((
      select jsonb_agg(distinct subject_id) from news
      where subject_type = 'failed_job' and action in ('failed', 'failed_again')), '[]'),
    'changed_failures', coalesce((
      select jsonb_agg(distinct id) from (
        select subject_id as id from news where subject_type = 'failed_job'
        union all select id::text from moved
        union all select j.id::text from erased e
          join public.failed_jobs j on j.customer_id = e.customer_id) failures), '[]'),
    'changed_orders', coalesce((
      select jsonb_agg(distinct id) from (
        select order_id as id from news where order_id is not null
        union all select order_id from moved where order_id is not null
        union all select s.order_id from erased e
          join desk.order_summaries s on s.user_id = e.customer_id) orders), '[]'),
    'state', desk_private.live_state(),
    'active', coalesce((
      select jsonb_agg(s.user_id) from desk.staff_members s
      where s.user_id = any (p_staff) and s.disabled_at is null), '[]')); $$;
