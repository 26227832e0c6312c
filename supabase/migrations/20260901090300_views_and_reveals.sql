-- Saved views of the list; and a record of who saw or took away what is masked otherwise.

create table public.saved_views (
  id uuid primary key default gen_random_uuid(),
  owner uuid not null references public.staff_members (user_id) on delete cascade,
  name text not null check (char_length(btrim(name)) between 1 and 80),
  -- What stands after the "?" of the list's address.
  query text not null check (char_length(query) <= 2000),
  shared boolean not null default false,
  created_at timestamptz not null default now()
);
create unique index idx_saved_views_owner_name on public.saved_views (owner, lower(name));
create index idx_saved_views_shared on public.saved_views (lower(name)) where shared;

alter table public.saved_views enable row level security;
revoke all on public.saved_views from anon, authenticated;
grant all on public.saved_views to service_role;
create policy "Service role can manage saved views" on public.saved_views
  for all to service_role using (true) with check (true);

-- Saves a view for whoever asks: 100 for each person, and no two of one name.
create function public.create_saved_view(
  p_actor uuid, p_name text, p_query text, p_shared boolean default false, p_request_id text default null
) returns jsonb
  language plpgsql
  set search_path = ''
as $$
declare
  v_view public.saved_views;
begin
  -- One at a time for each person, so that the limit holds.
  perform 1 from public.staff_members where user_id = p_actor and disabled_at is null for update;
  if not found then
    return jsonb_build_object('ok', false, 'code', 'no_such_staff');
  end if;
  if (select count(*) from public.saved_views where owner = p_actor) >= 100 then
    return jsonb_build_object('ok', false, 'code', 'too_many');
  end if;
  insert into public.saved_views (owner, name, query, shared)
  values (p_actor, btrim(p_name), p_query, coalesce(p_shared, false))
  on conflict (owner, lower(name)) do nothing returning * into v_view;
  if v_view.id is null then
    return jsonb_build_object('ok', false, 'code', 'name_taken');
  end if;
  perform public.log_activity(p_actor, 'view_saved', 'saved_view', v_view.id::text, null, null,
    jsonb_build_object('name', v_view.name, 'query', v_view.query, 'shared', v_view.shared), null, p_request_id);
  return jsonb_build_object('ok', true, 'id', v_view.id);
end
$$;

-- The view, locked, when this person may change it: the owner, and of shared ones an admin. Others' own views are as if
-- they were not there.
create function public.locked_saved_view(p_id uuid, p_actor uuid) returns public.saved_views
  language sql
  set search_path = ''
as $$
  select v.* from public.saved_views v
  join public.staff_members s on s.user_id = p_actor and s.disabled_at is null
  where v.id = p_id and (v.owner = p_actor or v.shared)
  for update of v;
$$;

-- Renames a view, shares it or takes it back, or sets it to another query; what is null stays as it is.
create function public.change_saved_view(
  p_id uuid, p_actor uuid, p_name text default null, p_query text default null, p_shared boolean default null,
  p_request_id text default null
) returns jsonb
  language plpgsql
  set search_path = ''
as $$
declare
  v_before public.saved_views := public.locked_saved_view(p_id, p_actor);
  v_after public.saved_views;
begin
  if v_before.id is null then
    return jsonb_build_object('ok', false, 'code', 'not_found');
  end if;
  if v_before.owner <> p_actor
    and (select role from public.staff_members where user_id = p_actor) <> 'admin' then
    return jsonb_build_object('ok', false, 'code', 'not_yours');
  end if;
  begin
    update public.saved_views
    set name = coalesce(btrim(p_name), name), query = coalesce(p_query, query), shared = coalesce(p_shared, shared)
    where id = p_id returning * into v_after;
  exception when unique_violation then
    return jsonb_build_object('ok', false, 'code', 'name_taken');
  end;
  if v_after is distinct from v_before then
    perform public.log_activity(p_actor, 'view_changed', 'saved_view', p_id::text, null,
      jsonb_build_object('name', v_before.name, 'query', v_before.query, 'shared', v_before.shared),
      jsonb_build_object('name', v_after.name, 'query', v_after.query, 'shared', v_after.shared), null, p_request_id);
  end if;
  return jsonb_build_object('ok', true, 'id', p_id);
end
$$;

create function public.delete_saved_view(p_id uuid, p_actor uuid, p_request_id text default null) returns jsonb
  language plpgsql
  set search_path = ''
as $$
declare
  v_view public.saved_views := public.locked_saved_view(p_id, p_actor);
begin
  if v_view.id is null then
    return jsonb_build_object('ok', false, 'code', 'not_found');
  end if;
  if v_view.owner <> p_actor and (select role from public.staff_members where user_id = p_actor) <> 'admin' then
    return jsonb_build_object('ok', false, 'code', 'not_yours');
  end if;
  delete from public.saved_views where id = p_id;
  perform public.log_activity(p_actor, 'view_deleted', 'saved_view', p_id::text, null,
    jsonb_build_object('name', v_view.name, 'query', v_view.query, 'shared', v_view.shared), null, null, p_request_id);
  return jsonb_build_object('ok', true, 'id', p_id);
end
$$;

-- Gives the whole payload of a failure and of its attempts, and records who saw it.
create function public.reveal_failed_job(p_failed_job_id uuid, p_actor uuid, p_request_id text default null) returns jsonb
  language plpgsql
  set search_path = ''
as $$
declare
  v_job public.failed_jobs;
begin
  select * into v_job from public.failed_jobs where id = p_failed_job_id;
  if not found then
    return jsonb_build_object('ok', false, 'code', 'not_found');
  end if;
  perform public.log_activity(p_actor, 'payload_revealed', 'failed_job', v_job.id::text, v_job.order_id,
    null, null, null, p_request_id);
  return jsonb_build_object('ok', true, 'event_data', v_job.event_data, 'attempts', coalesce((
    select jsonb_agg(jsonb_build_object('attempt', a.attempt, 'event', a.event) order by a.attempt desc)
    from public.failed_job_attempts a where a.failed_job_id = v_job.id), '[]'));
end
$$;

-- Records that somebody took the failures of a filter away as a file: it holds customers' addresses.
create function public.record_export(p_actor uuid, p_filter jsonb, p_request_id text default null) returns void
  language sql
  set search_path = ''
as $$
  select public.log_activity(p_actor, 'exported', 'failed_jobs', 'csv', null, null, p_filter, null, p_request_id);
$$;

do $$
declare
  f text;
begin
  foreach f in array array[
    'create_saved_view(uuid, text, text, boolean, text)', 'locked_saved_view(uuid, uuid)',
    'change_saved_view(uuid, uuid, text, text, boolean, text)', 'delete_saved_view(uuid, uuid, text)',
    'reveal_failed_job(uuid, uuid, text)', 'record_export(uuid, jsonb, text)'
  ] loop
    execute format('revoke execute on function public.%s from public, anon, authenticated', f);
    execute format('grant execute on function public.%s to service_role', f);
  end loop;
end
$$;
