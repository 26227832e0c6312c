-- Being staff begins with an invitation that its owner accepts, a stream ends with its session, and an erased account
-- keeps nothing to sign in with.

-- Who has been asked to become staff, and as what. It gives no rights: those come when the owner of the address has proven
-- that it is theirs and has chosen a password.
create table public.staff_invitations (
  id uuid primary key default gen_random_uuid(),
  email text not null unique check (email = lower(email) and char_length(email) <= 254),
  full_name text not null,
  role public.staff_role not null,
  invited_at timestamptz not null default now(),
  expires_at timestamptz not null
);
alter table public.staff_invitations enable row level security;
revoke all on public.staff_invitations from anon, authenticated;
create policy "Service role can manage staff invitations" on public.staff_invitations
  for all to service_role using (true) with check (true);

-- Invites the owner of an address, or invites them again. Whoever is staff already stays what they are: the answer says
-- what that is. SECURITY DEFINER because the service role may not read auth.users in SQL.
create function public.invite_staff_member(
  p_email text, p_role public.staff_role, p_full_name text default null, p_actor uuid default null,
  p_request_id text default null
) returns jsonb
  language plpgsql
  security definer
  set search_path = ''
as $$
declare
  v_email text := lower(btrim(p_email));
  v_member public.staff_members;
  v_invitation public.staff_invitations;
begin
  if p_actor is not null then
    -- Held to the end: whose rights are being taken away invites nobody meanwhile.
    perform 1 from public.staff_members
    where user_id = p_actor and role = 'admin' and disabled_at is null for share;
    if not found then
      return jsonb_build_object('ok', false, 'code', 'admin_required');
    end if;
  end if;
  select s.* into v_member from public.staff_members s
  join auth.users u on u.id = s.user_id where lower(u.email) = v_email;
  if found then
    return jsonb_build_object('ok', false, 'code', 'already_staff', 'member', jsonb_build_object(
      'full_name', v_member.full_name, 'role', v_member.role, 'disabled', v_member.disabled_at is not null));
  end if;
  insert into public.staff_invitations as i (email, full_name, role, expires_at)
  values (v_email, coalesce(p_full_name, split_part(v_email, '@', 1)), p_role, now() + interval '1 hour')
  on conflict (email) do update
  set full_name = coalesce(p_full_name, i.full_name), role = excluded.role, invited_at = now(),
    expires_at = excluded.expires_at
  returning * into v_invitation;
  perform public.log_activity(p_actor, 'staff_invited', 'staff_invitation', v_invitation.id::text, null, null,
    jsonb_build_object('email', v_email, 'role', v_invitation.role, 'full_name', v_invitation.full_name), null,
    p_request_id);
  return jsonb_build_object('ok', true, 'invitation', jsonb_build_object('id', v_invitation.id,
    'email', v_invitation.email, 'full_name', v_invitation.full_name, 'role', v_invitation.role,
    'invited_at', v_invitation.invited_at, 'expires_at', v_invitation.expires_at));
end
$$;

-- Makes an account staff, as it was invited. To be called only once its owner has proven the address with a link, has
-- chosen a password with it, and all other sessions have ended. SECURITY DEFINER as above.
create function public.accept_staff_invitation(p_user_id uuid, p_request_id text default null) returns jsonb
  language plpgsql
  security definer
  set search_path = ''
as $$
declare
  v_invitation public.staff_invitations;
  v_member public.staff_members;
begin
  delete from public.staff_invitations i using auth.users u
  where u.id = p_user_id and i.email = lower(u.email) and u.email_confirmed_at is not null and i.expires_at > now()
  returning i.* into v_invitation;
  if not found then
    return jsonb_build_object('ok', false, 'code', 'no_invitation');
  end if;
  insert into public.staff_members (user_id, email, full_name, role)
  values (p_user_id, v_invitation.email, v_invitation.full_name, v_invitation.role)
  on conflict (user_id) do nothing
  returning * into v_member;
  if not found then
    return jsonb_build_object('ok', false, 'code', 'no_invitation');
  end if;
  perform public.log_activity(p_user_id, 'staff_changed', 'staff_member', p_user_id::text, null, null,
    jsonb_build_object('role', v_member.role, 'disabled', false, 'full_name', v_member.full_name), null, p_request_id);
  return jsonb_build_object('ok', true);
end
$$;

-- Takes an invitation back; its link then gives a password and no rights. SECURITY DEFINER because of the record of changes.
create function public.withdraw_staff_invitation(
  p_id uuid, p_actor uuid default null, p_request_id text default null
) returns jsonb
  language plpgsql
  security definer
  set search_path = ''
as $$
declare
  v_invitation public.staff_invitations;
begin
  if p_actor is not null then
    perform 1 from public.staff_members
    where user_id = p_actor and role = 'admin' and disabled_at is null for share;
    if not found then
      return jsonb_build_object('ok', false, 'code', 'admin_required');
    end if;
  end if;
  delete from public.staff_invitations where id = p_id returning * into v_invitation;
  if not found then
    return jsonb_build_object('ok', false, 'code', 'no_invitation');
  end if;
  perform public.log_activity(p_actor, 'staff_invitation_withdrawn', 'staff_invitation', p_id::text, null,
    jsonb_build_object('email', v_invitation.email, 'role', v_invitation.role, 'full_name', v_invitation.full_name),
    null, null, p_request_id);
  return jsonb_build_object('ok', true);
end
$$;

-- Which of these sessions have not ended. SECURITY DEFINER because the service role may not read auth.sessions in SQL.
create function public.live_sessions(p_sessions uuid[]) returns uuid[]
  language sql
  stable
  security definer
  set search_path = ''
as $$
  select coalesce(array_agg(s.id), '{}') from auth.sessions s
  where s.id = any (p_sessions) and (s.not_after is null or s.not_after > now());
$$;

-- Empties a customer's account. It stays as a row, since everything hangs on it; nothing is left to sign in with. Which
-- columns and tables there are differs from one version of Auth to another.
create or replace function public.erase_account(p_user_id uuid, p_email text) returns void
  language plpgsql
  set search_path = ''
as $$
declare
  v_table text;
  v_set text;
begin
  delete from public.staff_invitations i using auth.users u where u.id = p_user_id and i.email = lower(u.email);
  update auth.users set email = p_email, encrypted_password = null where id = p_user_id;
  select string_agg(format('%I = %s', column_name,
    -- Auth cannot read null where it has always had an empty text.
    case column_name when 'raw_user_meta_data' then '''{}''' when 'phone' then 'null' else '''''' end), ', ')
  into v_set from information_schema.columns
  where table_schema = 'auth' and table_name = 'users' and column_name in (
    'raw_user_meta_data', 'phone', 'phone_change', 'phone_change_token', 'email_change', 'email_change_token_new',
    'email_change_token_current', 'confirmation_token', 'recovery_token', 'reauthentication_token');
  if v_set is not null then
    execute 'update auth.users set ' || v_set || ' where id = $1' using p_user_id;
  end if;
  foreach v_table in array array[
    'identities', 'sessions', 'one_time_tokens', 'mfa_factors', 'flow_state', 'webauthn_credentials'
  ] loop
    if to_regclass('auth.' || v_table) is not null then
      execute format('delete from auth.%I where user_id = $1', v_table) using p_user_id;
    end if;
  end loop;
  -- Those of sessions went with them. Its user_id is a text in a hosted project.
  if to_regclass('auth.refresh_tokens') is not null then
    execute format('delete from auth.refresh_tokens where user_id = $1::%s',
      (select format_type(atttypid, atttypmod) from pg_catalog.pg_attribute
       where attrelid = to_regclass('auth.refresh_tokens') and attname = 'user_id')) using p_user_id::text;
  end if;
end
$$;

-- Those who were erased before.
update auth.users u set encrypted_password = null
from public.users c where c.id = u.id and c.erased_at is not null and u.encrypted_password is not null;

do $$
declare
  f text;
begin
  foreach f in array array[
    'invite_staff_member(text, public.staff_role, text, uuid, text)', 'accept_staff_invitation(uuid, text)',
    'withdraw_staff_invitation(uuid, uuid, text)', 'live_sessions(uuid[])'
  ] loop
    execute format('revoke execute on function public.%s from public, anon, authenticated', f);
    execute format('grant execute on function public.%s to service_role', f);
  end loop;
end
$$;
revoke execute on function public.erase_account(uuid, text) from public, anon, authenticated, service_role;
-- It makes any account staff, whoever has its password: for a database's owner who fills it, and not for the desk.
revoke execute on function public.add_staff_member(text, public.staff_role, text, uuid, text) from service_role;
