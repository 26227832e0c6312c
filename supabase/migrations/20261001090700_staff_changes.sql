-- Staff: when each was last here, and that nobody locks everybody out.

alter table public.staff_members add column last_seen_at timestamptz;

-- Notes that somebody is here, once a minute at most, so that nearly every request writes nothing.
create function public.touch_staff_member(p_user_id uuid) returns void
  language sql
  set search_path = ''
as $$
  update public.staff_members set last_seen_at = date_trunc('minute', now())
  where user_id = p_user_id and (last_seen_at is null or last_seen_at < date_trunc('minute', now()));
$$;

drop function public.set_staff_member(text, text, public.staff_role, boolean, uuid, text);

-- Makes the account with this address staff, or changes its role or name, or disables it. Nobody takes away their own
-- rights, and the last admin keeps theirs: the lock on all admins holds two such changes apart. SECURITY DEFINER because
-- the service role may not read auth.users in SQL.
create function public.set_staff_member(
  p_email text, p_full_name text default null, p_role public.staff_role default null,
  p_disabled boolean default null, p_actor uuid default null, p_request_id text default null
) returns jsonb
  language plpgsql
  security definer
  set search_path = ''
as $$
declare
  v_user_id uuid;
  v_before public.staff_members;
  v_after public.staff_members;
begin
  select id into v_user_id from auth.users where lower(email) = lower(btrim(p_email));
  if not found then
    return jsonb_build_object('ok', false, 'code', 'no_account');
  end if;
  perform 1 from public.staff_members where role = 'admin' or user_id = v_user_id order by user_id for update;
  if p_actor is not null and not exists (
    select 1 from public.staff_members where user_id = p_actor and role = 'admin' and disabled_at is null) then
    return jsonb_build_object('ok', false, 'code', 'admin_required');
  end if;
  select * into v_before from public.staff_members where user_id = v_user_id;
  if v_before.role = 'admin' and v_before.disabled_at is null and (p_disabled or p_role <> 'admin') then
    if v_user_id = p_actor then
      return jsonb_build_object('ok', false, 'code', 'oneself');
    end if;
    if not exists (select 1 from public.staff_members
        where role = 'admin' and disabled_at is null and user_id <> v_user_id) then
      return jsonb_build_object('ok', false, 'code', 'last_admin');
    end if;
  end if;
  insert into public.staff_members as s (user_id, email, full_name, role, disabled_at)
  values (v_user_id, lower(btrim(p_email)), coalesce(p_full_name, split_part(p_email, '@', 1)),
    coalesce(p_role, 'viewer'), case when p_disabled then now() end)
  on conflict (user_id) do update
  set full_name = coalesce(p_full_name, s.full_name), role = coalesce(p_role, s.role),
    disabled_at = case when p_disabled then coalesce(s.disabled_at, now())
                       when p_disabled is null then s.disabled_at end
  returning * into v_after;
  perform public.log_activity(p_actor, 'staff_changed', 'staff_member', v_user_id::text, null,
    case when v_before.user_id is not null then jsonb_build_object(
      'role', v_before.role, 'disabled', v_before.disabled_at is not null, 'full_name', v_before.full_name) end,
    jsonb_build_object('role', v_after.role, 'disabled', v_after.disabled_at is not null,
      'full_name', v_after.full_name), null, p_request_id);
  return jsonb_build_object('ok', true, 'user_id', v_user_id);
end
$$;

do $$
declare
  f text;
begin
  foreach f in array array[
    'touch_staff_member(uuid)', 'set_staff_member(text, text, public.staff_role, boolean, uuid, text)'
  ] loop
    execute format('revoke execute on function public.%s from public, anon, authenticated', f);
    execute format('grant execute on function public.%s to service_role', f);
  end loop;
end
$$;
