-- Saved views of the list of orders, too: a view says of which list it is, and names and the limit count within one list.

alter table public.saved_views
  add column list text not null default 'failed_jobs' check (list in ('failed_jobs', 'orders'));
create unique index idx_saved_views_owner_list_name on public.saved_views (owner, list, lower(name));
drop index public.idx_saved_views_owner_name;
create index idx_saved_views_list_shared on public.saved_views (list, lower(name)) where shared;
drop index public.idx_saved_views_shared;

drop function public.create_saved_view(uuid, text, text, boolean, text);

-- Saves a view for whoever asks: 100 of each list for each person, and no two of one name. The list has a default, so that
-- servers from before this migration go on saving views of failed jobs while they are replaced.
create function public.create_saved_view(
  p_actor uuid, p_name text, p_query text, p_shared boolean default false, p_request_id text default null,
  p_list text default 'failed_jobs'
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
  if (select count(*) from public.saved_views where owner = p_actor and list = p_list) >= 100 then
    return jsonb_build_object('ok', false, 'code', 'too_many');
  end if;
  insert into public.saved_views (owner, list, name, query, shared)
  values (p_actor, p_list, btrim(p_name), p_query, coalesce(p_shared, false))
  on conflict (owner, list, lower(name)) do nothing returning * into v_view;
  if v_view.id is null then
    return jsonb_build_object('ok', false, 'code', 'name_taken');
  end if;
  perform public.log_activity(p_actor, 'view_saved', 'saved_view', v_view.id::text, null, null,
    jsonb_build_object('list', v_view.list, 'name', v_view.name, 'query', v_view.query, 'shared', v_view.shared),
    null, p_request_id);
  return jsonb_build_object('ok', true, 'id', v_view.id);
end
$$;
revoke execute on function public.create_saved_view(uuid, text, text, boolean, text, text)
  from public, anon, authenticated;
grant execute on function public.create_saved_view(uuid, text, text, boolean, text, text) to service_role;
