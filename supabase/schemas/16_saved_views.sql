-- Saved views of the lists.

create table desk.saved_views (
  id uuid primary key default gen_random_uuid(),
  owner uuid not null references desk.staff_members (user_id) on delete cascade,
  name text not null check (char_length(btrim(name)) between 1 and 80),
  -- What follows the "?" in the list's address.
  query text not null check (char_length(query) <= 2000),
  shared boolean not null default false,
  created_at timestamptz not null default now(),
  list text not null default 'failed_jobs' check (list in ('failed_jobs', 'orders'))
);
create unique index idx_saved_views_owner_list_name on desk.saved_views (owner, list, lower(name));
create index idx_saved_views_list_shared on desk.saved_views (list, lower(name)) where shared;

-- Saves a view: at most 100 per person and list, no two of the same name.
create function desk.create_saved_view(p_actor uuid, p_name text, p_query text,
  p_shared boolean default false, p_request_id text default null,
  p_list text default 'failed_jobs') returns jsonb language plpgsql set search_path = '' as $$
declare v_view desk.saved_views;
begin
  -- One at a time per person, so that the limit holds.
  perform 1 from desk.staff_members where user_id = p_actor and disabled_at is null for update;
  if not found then return jsonb_build_object('ok', false, 'code', 'no_such_staff'); end if;
  if (select count(*) from desk.saved_views where owner = p_actor and list = p_list) >= 100
  then return jsonb_build_object('ok', false, 'code', 'too_many'); end if;
  insert into desk.saved_views (owner, list, name, query, shared)
  values (p_actor, p_list, btrim(p_name), p_query, coalesce(p_shared, false))
  on conflict (owner, list, lower(name)) do nothing returning * into v_view;
  if v_view.id is null then return jsonb_build_object('ok', false, 'code', 'name_taken'); end if;
  perform desk_private.log_activity(p_actor, 'view_saved', 'saved_view', v_view.id::text, null, null,
    jsonb_build_object('list', v_view.list, 'name', v_view.name, 'query', v_view.query,
      'shared', v_view.shared), null, p_request_id);
  return jsonb_build_object('ok', true, 'id', v_view.id);
end $$;

-- Locks a view that this person can see: their own or a shared one. Others do not exist for them.
create function desk_private.locked_saved_view(p_id uuid, p_actor uuid) returns desk.saved_views
  language sql set search_path = '' as $$
  select v.* from desk.saved_views v
  join desk.staff_members s on s.user_id = p_actor and s.disabled_at is null
  where v.id = p_id and (v.owner = p_actor or v.shared) for update of v; $$;

-- Renames, shares or unshares a view, or gives it another query; null leaves a value as it is. Of shared
-- views, only the owner and admins may do so.
create function desk.change_saved_view(p_id uuid, p_actor uuid, p_name text default null,
  p_query text default null, p_shared boolean default null, p_request_id text default null) returns jsonb
  language plpgsql set search_path = '' as $$
declare
  v_before desk.saved_views := desk_private.locked_saved_view(p_id, p_actor);
  v_after desk.saved_views;
begin
  if v_before.id is null then return jsonb_build_object('ok', false, 'code', 'not_found'); end if;
  if v_before.owner <> p_actor
    and (select role from desk.staff_members where user_id = p_actor) <> 'admin' then
    return jsonb_build_object('ok', false, 'code', 'not_yours');
  end if;
  begin
    update desk.saved_views set name = coalesce(btrim(p_name), name), query = coalesce(p_query, query),
      shared = coalesce(p_shared, shared)
    where id = p_id returning * into v_after;
  exception when unique_violation then
    return jsonb_build_object('ok', false, 'code', 'name_taken');
  end;
  if v_after is distinct from v_before then
    perform desk_private.log_activity(p_actor, 'view_changed', 'saved_view', p_id::text, null,
      jsonb_build_object('name', v_before.name, 'query', v_before.query, 'shared', v_before.shared),
      jsonb_build_object('name', v_after.name, 'query', v_after.query, 'shared', v_after.shared), null,
      p_request_id);
  end if;
  return jsonb_build_object('ok', true, 'id', p_id);
end $$;

create function desk.delete_saved_view(p_id uuid, p_actor uuid,
  p_request_id text default null) returns jsonb language plpgsql set search_path = '' as $$
declare v_view desk.saved_views := desk_private.locked_saved_view(p_id, p_actor);
begin
  if v_view.id is null then return jsonb_build_object('ok', false, 'code', 'not_found'); end if;
  if v_view.owner <> p_actor and (select role from desk.staff_members
    where user_id = p_actor) <> 'admin' then
    return jsonb_build_object('ok', false, 'code', 'not_yours');
  end if;
  delete from desk.saved_views where id = p_id;
  perform desk_private.log_activity(p_actor, 'view_deleted', 'saved_view', p_id::text, null,
    jsonb_build_object('name', v_view.name, 'query', v_view.query, 'shared', v_view.shared), null, null,
    p_request_id);
  return jsonb_build_object('ok', true, 'id', p_id);
end $$;
