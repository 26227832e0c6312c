-- Staff: who may use the desk, and who is invited. SECURITY DEFINER where SQL reads the auth schema.

create type desk.staff_role as enum ('viewer', 'agent', 'admin');

-- Being staff is a row here, never a claim that a user can set. Address and name are copies for display: Auth
-- keeps addresses unique, and a copy may be out of date.
create table desk.staff_members (
  user_id uuid primary key references auth.users (id) on delete cascade,
  email text not null,
  full_name text not null,
  role desk.staff_role not null,
  disabled_at timestamptz,
  created_at timestamptz not null default now(),
  last_seen_at timestamptz
);
comment on table desk.staff_members is 'Who may use the desk, and as what';

-- Who is invited, as what. Grants nothing until the owner of the address proves it and chooses a password.
create table desk.staff_invitations (
  id uuid primary key default gen_random_uuid(),
  email text not null unique check (email = lower(email) and char_length(email) <= 254),
  full_name text not null,
  role desk.staff_role not null,
  invited_at timestamptz not null default now(),
  expires_at timestamptz not null
);

-- Everyone who is or was staff, by address. Brings the copies of the addresses up to date.
create function desk.list_staff() returns table (user_id uuid, email text, full_name text,
  role desk.staff_role, disabled_at timestamptz, last_seen_at timestamptz)
  language sql security definer set search_path = '' as $$
  update desk.staff_members s set email = lower(u.email)
  from auth.users u where u.id = s.user_id and s.email <> lower(u.email);
  select s.user_id, s.email, s.full_name, s.role, s.disabled_at, s.last_seen_at
  from desk.staff_members s order by s.email; $$;

-- Notes that a member is here, at most once a minute, so that almost no request writes.
create function desk.touch_staff_member(p_user_id uuid) returns void language sql set search_path = '' as $$
  update desk.staff_members set last_seen_at = date_trunc('minute', now())
  where user_id = p_user_id and (last_seen_at is null or last_seen_at < date_trunc('minute', now())); $$;

-- Which of these sessions have not ended.
create function desk.live_sessions(p_sessions uuid[]) returns uuid[]
  language sql stable security definer set search_path = '' as $$
  select coalesce(array_agg(s.id), '{}') from auth.sessions s
  where s.id = any (p_sessions) and (s.not_after is null or s.not_after > now()); $$;

-- Makes the account with this address staff. An existing member keeps their role; the answer says which.
create function desk_private.add_staff_member(p_email text, p_role desk.staff_role,
  p_full_name text default null, p_actor uuid default null, p_request_id text default null) returns jsonb
  language plpgsql security definer set search_path = '' as $$
declare v_user_id uuid; v_email text; v_member desk.staff_members;
begin
  select id, lower(email) into v_user_id, v_email from auth.users where lower(email) = lower(btrim(p_email));
  if not found then return jsonb_build_object('ok', false, 'code', 'no_account'); end if;
  if p_actor is not null then
    -- Held until the end, so that an admin who is being disabled cannot add anyone meanwhile.
    perform 1 from desk.staff_members
    where user_id = p_actor and role = 'admin' and disabled_at is null for share;
    if not found then return jsonb_build_object('ok', false, 'code', 'admin_required'); end if;
  end if;
  insert into desk.staff_members (user_id, email, full_name, role)
  values (v_user_id, v_email, coalesce(p_full_name, split_part(v_email, '@', 1)), p_role)
  on conflict (user_id) do nothing returning * into v_member;
  if not found then
    select * into v_member from desk.staff_members where user_id = v_user_id;
    return jsonb_build_object('ok', false, 'code', 'already_staff', 'member', jsonb_build_object(
      'full_name', v_member.full_name, 'role', v_member.role, 'disabled', v_member.disabled_at is not null));
  end if;
  perform desk_private.log_activity(p_actor, 'staff_changed', 'staff_member', v_user_id::text, null, null,
    jsonb_build_object('role', v_member.role, 'disabled', false, 'full_name', v_member.full_name), null,
    p_request_id);
  return jsonb_build_object('ok', true, 'user_id', v_user_id);
end $$;

-- Changes a member's role or name, disables or enables them; null leaves a value as it is. You cannot take
-- away your own rights, and the last admin stays one: the lock on all admins serialises such changes.
create function desk.change_staff_member(p_user_id uuid, p_full_name text default null,
  p_role desk.staff_role default null, p_disabled boolean default null, p_actor uuid default null,
  p_request_id text default null) returns jsonb language plpgsql security definer set search_path = '' as $$
declare v_before desk.staff_members; v_after desk.staff_members;
begin
  perform 1 from desk.staff_members where role = 'admin' or user_id = p_user_id order by user_id for update;
  if p_actor is not null and not exists (
    select 1 from desk.staff_members where user_id = p_actor and role = 'admin'
      and disabled_at is null) then
    return jsonb_build_object('ok', false, 'code', 'admin_required');
  end if;
  select * into v_before from desk.staff_members where user_id = p_user_id;
  if not found then return jsonb_build_object('ok', false, 'code', 'not_found'); end if;
  if v_before.role = 'admin' and v_before.disabled_at is null and (p_disabled or p_role <> 'admin') then
    if p_user_id = p_actor then return jsonb_build_object('ok', false, 'code', 'oneself'); end if;
    if not exists (select 1 from desk.staff_members
        where role = 'admin' and disabled_at is null and user_id <> p_user_id) then
      return jsonb_build_object('ok', false, 'code', 'last_admin');
    end if;
  end if;
  update desk.staff_members s
  set email = coalesce(lower(u.email), s.email), full_name = coalesce(p_full_name, s.full_name),
    role = coalesce(p_role, s.role),
    disabled_at = case when p_disabled then coalesce(s.disabled_at, now())
      when p_disabled is null then s.disabled_at end
  from auth.users u where s.user_id = p_user_id and u.id = s.user_id returning s.* into v_after;
  perform desk_private.log_activity(p_actor, 'staff_changed', 'staff_member', p_user_id::text, null,
    jsonb_build_object('role', v_before.role, 'disabled', v_before.disabled_at is not null,
      'full_name', v_before.full_name),
    jsonb_build_object('role', v_after.role, 'disabled', v_after.disabled_at is not null,
      'full_name', v_after.full_name), null, p_request_id);
  return jsonb_build_object('ok', true);
end $$;

-- Invites the owner of an address, once or again. An existing member keeps their role; the answer says which.
create function desk.invite_staff_member(p_email text, p_role desk.staff_role,
  p_full_name text default null, p_actor uuid default null, p_request_id text default null) returns jsonb
  language plpgsql security definer set search_path = '' as $$
declare
  v_email text := lower(btrim(p_email));
  v_member desk.staff_members; v_invitation desk.staff_invitations;
begin
  if p_actor is not null then
    -- Held until the end, so that an admin who is being disabled cannot invite anyone meanwhile.
    perform 1 from desk.staff_members
    where user_id = p_actor and role = 'admin' and disabled_at is null for share;
    if not found then return jsonb_build_object('ok', false, 'code', 'admin_required'); end if;
  end if;
  select s.* into v_member from desk.staff_members s
  join auth.users u on u.id = s.user_id where lower(u.email) = v_email;
  if found then
    return jsonb_build_object('ok', false, 'code', 'already_staff', 'member', jsonb_build_object(
      'full_name', v_member.full_name, 'role', v_member.role, 'disabled', v_member.disabled_at is not null));
  end if;
  insert into desk.staff_invitations as i (email, full_name, role, expires_at)
  values (v_email, coalesce(p_full_name, split_part(v_email, '@', 1)), p_role, now() + interval '1 hour')
  on conflict (email) do update
  set full_name = coalesce(p_full_name, i.full_name), role = excluded.role, invited_at = now(),
    expires_at = excluded.expires_at
  returning * into v_invitation;
  perform desk_private.log_activity(p_actor, 'staff_invited', 'staff_invitation', v_invitation.id::text,
    null, null, jsonb_build_object('email', v_email, 'role', v_invitation.role, 'full_name',
    v_invitation.full_name), null, p_request_id);
  return jsonb_build_object('ok', true, 'invitation', jsonb_build_object('id', v_invitation.id,
    'email', v_invitation.email, 'full_name', v_invitation.full_name, 'role', v_invitation.role,
    'invited_at', v_invitation.invited_at, 'expires_at', v_invitation.expires_at));
end $$;

-- Makes an account staff, as invited. Call it only once the owner has proven the address with a link and
-- chosen a password, and all other sessions have ended.
create function desk.accept_staff_invitation(p_user_id uuid, p_request_id text default null) returns jsonb
  language plpgsql security definer set search_path = '' as $$
declare v_invitation desk.staff_invitations; v_member desk.staff_members;
begin
  delete from desk.staff_invitations i using auth.users u
  where u.id = p_user_id and i.email = lower(u.email) and u.email_confirmed_at is not null
    and i.expires_at > now()
  returning i.* into v_invitation;
  if not found then return jsonb_build_object('ok', false, 'code', 'no_invitation'); end if;
  insert into desk.staff_members (user_id, email, full_name, role)
  values (p_user_id, v_invitation.email, v_invitation.full_name, v_invitation.role)
  on conflict (user_id) do nothing returning * into v_member;
  if not found then return jsonb_build_object('ok', false, 'code', 'no_invitation'); end if;
  perform desk_private.log_activity(p_user_id, 'staff_changed', 'staff_member', p_user_id::text, null, null,
    jsonb_build_object('role', v_member.role, 'disabled', false, 'full_name', v_member.full_name), null,
    p_request_id);
  return jsonb_build_object('ok', true);
end $$;

-- Withdraws an invitation: its link then sets a password and grants nothing.
create function desk.withdraw_staff_invitation(p_id uuid, p_actor uuid default null,
  p_request_id text default null) returns jsonb language plpgsql security definer set search_path = '' as $$
declare v_invitation desk.staff_invitations;
begin
  if p_actor is not null then
    perform 1 from desk.staff_members
    where user_id = p_actor and role = 'admin' and disabled_at is null for share;
    if not found then return jsonb_build_object('ok', false, 'code', 'admin_required'); end if;
  end if;
  delete from desk.staff_invitations where id = p_id returning * into v_invitation;
  if not found then return jsonb_build_object('ok', false, 'code', 'no_invitation'); end if;
  perform desk_private.log_activity(p_actor, 'staff_invitation_withdrawn', 'staff_invitation', p_id::text,
    null, jsonb_build_object('email', v_invitation.email, 'role', v_invitation.role,
      'full_name', v_invitation.full_name), null, null, p_request_id);
  return jsonb_build_object('ok', true);
end $$;
