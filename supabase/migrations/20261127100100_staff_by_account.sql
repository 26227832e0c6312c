-- Members are changed by their account, which stays theirs when they change its address, and adding changes nobody who is
-- staff already. The member's address is a copy: looked up by it, whoever had another one by now was not found.

-- That no two accounts have the same address is Auth's to see. Of the copies one may be out of date, and be somebody
-- else's by now.
alter table public.staff_members drop constraint staff_members_email_key;

-- Everybody who is or was staff, by address; the copies of the addresses are brought up to date. SECURITY DEFINER because
-- the service role may not read auth.users in SQL.
create function public.list_staff() returns table (
  user_id uuid, email text, full_name text, role public.staff_role, disabled_at timestamptz, last_seen_at timestamptz
)
  language sql
  security definer
  set search_path = ''
as $$
  update public.staff_members s set email = lower(u.email)
  from auth.users u where u.id = s.user_id and s.email <> lower(u.email);
  select s.user_id, s.email, s.full_name, s.role, s.disabled_at, s.last_seen_at
  from public.staff_members s order by s.email;
$$;

drop function public.set_staff_member(text, text, public.staff_role, boolean, uuid, text);

-- Makes the account with this address staff. Who is staff already stays what they are: the answer says what that is.
-- SECURITY DEFINER as above.
create function public.add_staff_member(
  p_email text, p_role public.staff_role, p_full_name text default null, p_actor uuid default null,
  p_request_id text default null
) returns jsonb
  language plpgsql
  security definer
  set search_path = ''
as $$
declare
  v_user_id uuid;
  v_email text;
  v_member public.staff_members;
begin
  select id, lower(email) into v_user_id, v_email from auth.users where lower(email) = lower(btrim(p_email));
  if not found then
    return jsonb_build_object('ok', false, 'code', 'no_account');
  end if;
  if p_actor is not null then
    -- Held to the end: whose rights are being taken away adds nobody meanwhile.
    perform 1 from public.staff_members
    where user_id = p_actor and role = 'admin' and disabled_at is null for share;
    if not found then
      return jsonb_build_object('ok', false, 'code', 'admin_required');
    end if;
  end if;
  insert into public.staff_members (user_id, email, full_name, role)
  values (v_user_id, v_email, coalesce(p_full_name, split_part(v_email, '@', 1)), p_role)
  on conflict (user_id) do nothing
  returning * into v_member;
  if not found then
    select * into v_member from public.staff_members where user_id = v_user_id;
    return jsonb_build_object('ok', false, 'code', 'already_staff', 'member', jsonb_build_object(
      'full_name', v_member.full_name, 'role', v_member.role, 'disabled', v_member.disabled_at is not null));
  end if;
  perform public.log_activity(p_actor, 'staff_changed', 'staff_member', v_user_id::text, null, null,
    jsonb_build_object('role', v_member.role, 'disabled', false, 'full_name', v_member.full_name), null, p_request_id);
  return jsonb_build_object('ok', true, 'user_id', v_user_id);
end
$$;

-- Changes a member's role or name, or disables or enables them; what is null stays. Nobody takes away their own rights,
-- and the last admin keeps theirs: the lock on all admins holds two such changes apart. SECURITY DEFINER as above.
create function public.change_staff_member(
  p_user_id uuid, p_full_name text default null, p_role public.staff_role default null,
  p_disabled boolean default null, p_actor uuid default null, p_request_id text default null
) returns jsonb
  language plpgsql
  security definer
  set search_path = ''
as $$
declare
  v_before public.staff_members;
  v_after public.staff_members;
begin
  perform 1 from public.staff_members where role = 'admin' or user_id = p_user_id order by user_id for update;
  if p_actor is not null and not exists (
    select 1 from public.staff_members where user_id = p_actor and role = 'admin' and disabled_at is null) then
    return jsonb_build_object('ok', false, 'code', 'admin_required');
  end if;
  select * into v_before from public.staff_members where user_id = p_user_id;
  if not found then
    return jsonb_build_object('ok', false, 'code', 'not_found');
  end if;
  if v_before.role = 'admin' and v_before.disabled_at is null and (p_disabled or p_role <> 'admin') then
    if p_user_id = p_actor then
      return jsonb_build_object('ok', false, 'code', 'oneself');
    end if;
    if not exists (select 1 from public.staff_members
        where role = 'admin' and disabled_at is null and user_id <> p_user_id) then
      return jsonb_build_object('ok', false, 'code', 'last_admin');
    end if;
  end if;
  update public.staff_members s
  set email = coalesce(lower(u.email), s.email), full_name = coalesce(p_full_name, s.full_name),
    role = coalesce(p_role, s.role),
    disabled_at = case when p_disabled then coalesce(s.disabled_at, now())
                       when p_disabled is null then s.disabled_at end
  from auth.users u where s.user_id = p_user_id and u.id = s.user_id
  returning s.* into v_after;
  perform public.log_activity(p_actor, 'staff_changed', 'staff_member', p_user_id::text, null,
    jsonb_build_object('role', v_before.role, 'disabled', v_before.disabled_at is not null,
      'full_name', v_before.full_name),
    jsonb_build_object('role', v_after.role, 'disabled', v_after.disabled_at is not null,
      'full_name', v_after.full_name), null, p_request_id);
  return jsonb_build_object('ok', true);
end
$$;

do $$
declare
  f text;
begin
  foreach f in array array[
    'list_staff()', 'add_staff_member(text, public.staff_role, text, uuid, text)',
    'change_staff_member(uuid, text, public.staff_role, boolean, uuid, text)'
  ] loop
    execute format('revoke execute on function public.%s from public, anon, authenticated', f);
    execute format('grant execute on function public.%s to service_role', f);
  end loop;
end
$$;
