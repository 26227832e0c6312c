-- Written by `npm run schema` from supabase/schemas: change those files, not this one.

set check_function_bodies = off;

-- 00_desk.sql

-- The desk's schemas, and what service_role may do in them.

create schema if not exists extensions;
create extension if not exists pg_trgm with schema extensions;

-- Everything of the desk is for service_role alone. The API exposes desk, and knows nothing of desk_private.
create schema if not exists desk;
create schema desk_private;

-- What `npm run migrate` has applied, and how long it took; the row without a step is the whole file. It
-- makes this table before anything else.
create table if not exists desk.migration_steps (
  migration text not null,
  step text not null,
  checksum text not null,
  started_at timestamptz not null default now(),
  finished_at timestamptz,
  duration_ms integer,
  -- How far it has come with rows that were there already.
  position text,
  primary key (migration, step)
);

grant usage on schema desk, desk_private to service_role;
alter default privileges in schema desk grant all on tables to service_role;
alter default privileges in schema desk grant all on sequences to service_role;
alter default privileges in schema desk, desk_private grant execute on functions to service_role;

-- 00_shop.sql

-- How the shop's tables answer the desk. A shop whose tables or columns are others changes this file, runs
-- `npm run schema`, and changes nothing else: no other file names a table of the shop's.
--
-- The contract is written beside each column: its type, whether it may be null, and what the desk loses
-- without it. A column that a shop does not have is `null::its type`. The desk reads these views row by row
-- and by id, so keep them plain: joins by primary key, without grouping or sorting, so that Postgres uses the
-- indexes of the tables below. Views run with the rights of whoever reads them.
--
-- Nothing here may refuse a write of the shop, or make it wait: see 04_shop_changes.sql.

create view desk.shop_customers with (security_invoker = true) as
select
  -- uuid, never null; unique.
  u.id,
  -- text, may be null. Without it a customer is not found by address, and cannot be written to.
  u.email,
  -- text, may be null. Without it a customer is not found by name; lists show the address alone.
  u.full_name,
  -- text, such as 'Europe/Berlin', may be null. Without it the zone of the reader decides what day it is.
  null::text as time_zone,
  -- timestamptz, may be null. Without it a customer's page does not say since when they are one.
  u.created_at,
  -- text, may be null: the address as a search compares it. Without it a customer is not found by address.
  -- Without an index on it, or on one of the next two, a search reads all customers.
  left(lower(u.email), 500) collate "C" as email_key,
  -- text, may be null: the name. Without it a customer is not found by name.
  left(lower(u.full_name), 500) collate "C" as name_key,
  -- text, may be null: both. Without it a customer is not found by a part of either.
  left(lower(coalesce(u.email, '') || ' ' || coalesce(u.full_name, '')), 1000) as text_key
from public.users u;

create view desk.shop_orders with (security_invoker = true) as
select
  -- uuid, never null; unique. What failures, songs and links are found by.
  o.id,
  -- timestamptz, never null. The order of the list.
  o.created_at,
  -- uuid of a shop_customers row, may be null or name a customer that is not there. Without it the order
  -- stands without a customer: it is not found by address, and its songs cannot be made.
  o.user_id as customer_id,
  -- text, may be null: whom the order is for. Without it lists and share pages leave the name out.
  c.recipient_name,
  -- text, may be null: birthday, wedding. Without it lists and share pages leave the occasion out.
  c.occasion,
  -- date, may be null: the day on which the customer needs it. Without it nothing is ever due, and failures
  -- are sorted by age alone.
  o.occasion_date as needed_on,
  -- timestamptz, may be null: the moment, where the shop knows it. Without it the whole day counts.
  null::timestamptz as needed_at,
  -- text, may be null: the time zone in which the day is meant. Without it, the reader's.
  null::text as time_zone,
  -- text, may be null: 'paid', 'pending', 'refunded', or the shop's own word, shown as it is. Only 'paid' and
  -- null count as paid. Without it unpaid orders look like orders whose songs are missing.
  o.payment_status,
  -- timestamptz, may be null. Without it an order's history has no line for the payment.
  o.paid_at,
  -- integer, may be null. Without it, or without a currency, no amount is shown.
  o.amount_cents,
  -- text, may be null: three letters, such as 'EUR'.
  o.currency,
  -- jsonb, an object or null: what the customer asked for, under the names that staff read. Of these the desk
  -- knows genre, mood, language and message. Without it an order's page shows no brief.
  to_jsonb(c) - '{id,user_id,created_at}'::text[] as brief,
  -- uuid, may be null: the row that holds the brief, if it can change on its own. Without it such a change is
  -- seen when the order itself changes.
  c.id as brief_id
from public.orders o left join public.customizations c on c.id = o.customization_id;

-- Customers are found while typing: from the beginning of an address or name, in byte order; and anywhere
-- inside. The keys are cut, since an index that a value does not fit into would refuse the shop's row.
create index idx_users_email on public.users (left(lower(email), 500) collate "C");
create index idx_users_full_name on public.users (left(lower(full_name), 500) collate "C");
create index idx_users_text on public.users
  using gin (left(lower(coalesce(email, '') || ' ' || coalesce(full_name, '')), 1000)
    extensions.gin_trgm_ops);

-- Locks orders until the end of the transaction, in the order of their ids, so that the desk does one thing
-- at a time with each. A write of the shop to one of them waits for that. From here on the transaction waits
-- less than a second for any lock: after a second PostgreSQL ends one of two transactions that wait for each
-- other, and that must not be the shop's. The server asks again.
create function desk_private.lock_shop_orders(p_order_ids uuid[]) returns void
  language plpgsql security definer set search_path = '' as $$
begin
  perform set_config('lock_timeout', '900ms', true);
  perform 1 from public.orders where id = any (p_order_ids) order by id for no key update;
end $$;

-- Locks a customer as well.
create function desk_private.lock_shop_customer(p_customer_id uuid) returns void
  language plpgsql security definer set search_path = '' as $$
begin
  perform set_config('lock_timeout', '900ms', true);
  perform 1 from public.users where id = p_customer_id for no key update;
end $$;

-- Takes a customer's personal data out of the shop's tables. The rows stay, since others reference them.
create function desk_private.erase_shop_customer(p_customer_id uuid, p_email text) returns void
  language plpgsql security definer set search_path = '' as $$
begin
  update public.songs set audio_url = null where user_id = p_customer_id;
  update public.customizations set recipient_name = '[erased]', occasion = '[erased]', message = null
  where user_id = p_customer_id;
  update public.users set email = p_email, full_name = null where id = p_customer_id;
end $$;

-- Where the shop's own files of a customer's songs are, as addresses of Storage or paths in its bucket. They
-- are removed with the customer.
create function desk_private.shop_song_files(p_customer_id uuid) returns setof text
  language sql stable security definer set search_path = '' as $$
  select audio_url from public.songs where user_id = p_customer_id; $$;

-- The triggers: which rows have changed in what the views show of them. They never fail: what cannot be
-- followed at once is noted.
create function desk_private.on_shop_orders_changed() returns trigger
  language plpgsql security definer set search_path = '' set lock_timeout = '100ms' as $$
declare v_ids uuid[];
begin
  if tg_op = 'UPDATE' then
    v_ids := array(
      select coalesce(n.id, o.id) from changed n full join former o on o.id = n.id
      where (n.user_id, n.customization_id, n.occasion_date, n.payment_status, n.amount_cents, n.currency,
          n.created_at)
        is distinct from (o.user_id, o.customization_id, o.occasion_date, o.payment_status, o.amount_cents,
          o.currency, o.created_at));
  elsif tg_op = 'TRUNCATE' then v_ids := array(select order_id from desk.order_summaries);
  else v_ids := array(select id from changed); end if;
  perform desk_private.follow_shop('order', v_ids);
  return null;
exception when others then
  perform desk_private.note_shop_change('order', v_ids, sqlerrm);
  return null;
end $$;
create trigger reprise_orders_inserted after insert on public.orders referencing new table as changed
  for each statement execute function desk_private.on_shop_orders_changed();
create trigger reprise_orders_updated after update on public.orders
  referencing new table as changed old table as former
  for each statement execute function desk_private.on_shop_orders_changed();
create trigger reprise_orders_deleted after delete on public.orders referencing old table as changed
  for each statement execute function desk_private.on_shop_orders_changed();
create trigger reprise_orders_truncated after truncate on public.orders
  for each statement execute function desk_private.on_shop_orders_changed();

create function desk_private.on_shop_customers_changed() returns trigger
  language plpgsql security definer set search_path = '' set lock_timeout = '100ms' as $$
declare v_ids uuid[];
begin
  if tg_op = 'UPDATE' then
    v_ids := array(
      select coalesce(n.id, o.id) from changed n full join former o on o.id = n.id
      where (n.email, n.full_name) is distinct from (o.email, o.full_name));
  elsif tg_op = 'TRUNCATE' then
    v_ids := array(
      select user_id from desk.order_summaries union select customer_id from public.failed_jobs);
  else v_ids := array(select id from changed); end if;
  perform desk_private.follow_shop('customer', v_ids);
  return null;
exception when others then
  perform desk_private.note_shop_change('customer', v_ids, sqlerrm);
  return null;
end $$;
create trigger reprise_users_inserted after insert on public.users referencing new table as changed
  for each statement execute function desk_private.on_shop_customers_changed();
create trigger reprise_users_updated after update on public.users
  referencing new table as changed old table as former
  for each statement execute function desk_private.on_shop_customers_changed();
create trigger reprise_users_deleted after delete on public.users referencing old table as changed
  for each statement execute function desk_private.on_shop_customers_changed();
create trigger reprise_users_truncated after truncate on public.users
  for each statement execute function desk_private.on_shop_customers_changed();

create function desk_private.on_shop_briefs_changed() returns trigger
  language plpgsql security definer set search_path = '' set lock_timeout = '100ms' as $$
declare v_ids uuid[];
begin
  v_ids := array(
    select coalesce(n.id, o.id) from changed n full join former o on o.id = n.id
    where (n.recipient_name, n.occasion) is distinct from (o.recipient_name, o.occasion));
  perform desk_private.follow_shop('brief', v_ids);
  return null;
exception when others then
  perform desk_private.note_shop_change('brief', v_ids, sqlerrm);
  return null;
end $$;
create trigger reprise_customizations_updated after update on public.customizations
  referencing new table as changed old table as former
  for each statement execute function desk_private.on_shop_briefs_changed();

-- 02_values.sql

-- Small functions that the others are built on: texts, patterns, events and days.
-- Those that lists call for each row name no object and have no search_path, so that they are inlined.

-- A text without the white space around it, trimmed as trim() does it in the browser; null when nothing is
-- left. btrim() alone strips only spaces.
create function desk_private.written_text(p_text text) returns text
  language sql immutable set search_path = '' as $$
  select nullif(btrim(p_text,
    E'\t\n\u000b\f\r \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a'
    || E'\u2028\u2029\u202f\u205f\u3000\ufeff'), ''); $$;

-- The beginning of a text, cut by code point, with an ellipsis where it was cut. Reads only the beginning.
create function desk_private.beginning_of(p_text text, p_limit integer) returns text
  language sql immutable as $$
  select case when char_length(left(p_text, p_limit + 1)) > p_limit then left(p_text, p_limit - 1) || '…'
    else p_text end; $$;

-- A LIKE pattern for "contains". What a person types is never a wildcard.
create function desk_private.contains_pattern(p_text text) returns text
  language sql immutable set search_path = '' as $$
  select '%' || replace(replace(replace(p_text, '\', '\\'), '%', '\%'), '_', '\_') || '%'; $$;

-- A pattern for ~* that finds whole words: "Al" is not in "signal". Also finds them in JSON, where an escaped
-- line break before a word ends in a letter. Skips words of one letter; null when none are left.
create function desk_private.words_pattern(p_words text[]) returns text
  language sql immutable set search_path = '' as $$
  select '(?:(?<!\w)|(?<=\\(?:[bfnrt]|u[0-9a-f]{4})))(?:'
    || string_agg(distinct regexp_replace(form, '([][\\.^$*+?(){}|])', '\\\1', 'g'), '|') || ')(?!\w)'
  from (select btrim(w) from unnest(p_words) w) words (word)
  cross join lateral (values (word), (regexp_replace(to_jsonb(word)::text, '^"(.*)"$', '\1'))) forms (form)
  where char_length(word) > 1; $$;

-- The texts and numbers in an event's data, in lower case, as far as they are worth an index. Leaves out the
-- order's id, which a search finds anyway.
create function desk_private.payload_text(p_event jsonb) returns text
  language sql immutable set search_path = '' as $$
  select coalesce(left(lower(string_agg(value, ' ')), 1000), '')
  from (
    select v #>> '{}' as value from jsonb_path_query(p_event, 'strict $.data.**', '{}', true) v
    where jsonb_typeof(v) in ('string', 'number')
      and v #>> '{}' is distinct from (p_event -> 'data' ->> 'order_id')
    limit 200
  ) leaves; $$;

-- How much of a job type is shown and filtered by: a longer one does not fit into an address.
create function desk_private.job_type_shown() returns integer language sql immutable as $$
  select 500; $$;

-- The time zone that decides what day it is. UTC when it is null, or unknown to this Postgres.
create function desk_private.known_zone(p_zone text) returns text
  language plpgsql stable set search_path = '' as $$
begin
  perform now() at time zone p_zone;
  return coalesce(p_zone, 'UTC');
exception when invalid_parameter_value then
  return 'UTC';
end $$;

-- Today's date in a time zone.
create function desk_private.today_in(p_zone text) returns date language sql stable set search_path = '' as $$
  select (now() at time zone desk_private.known_zone(p_zone))::date; $$;

-- The condition of a page that begins at a day, on a column of dates or instants. Days are the zone's.
create function desk_private.from_day_condition(p_column text, p_is_date boolean, p_day text,
  p_ascending boolean, p_zone text) returns text language sql stable set search_path = '' as $$
  select case
    when p_is_date then format('%s %s %L::date', p_column, case when p_ascending then '>=' else '<=' end,
      p_day)
    when p_ascending then format('%s >= %L::timestamptz', p_column,
      p_day::date::timestamp at time zone desk_private.known_zone(p_zone))
    else format('%s < %L::timestamptz', p_column,
      (p_day::date + 1)::timestamp at time zone desk_private.known_zone(p_zone)) end; $$;

-- The day on which an order is needed: the one that is given, or that of its hour. 'infinity' for never.
create function desk_private.needed_day(p_day date, p_hour timestamptz, p_zone text) returns date
  language sql stable set search_path = '' as $$
  select coalesce(p_day, case when p_hour is not null
    then (p_hour at time zone desk_private.known_zone(p_zone))::date end, 'infinity'); $$;

-- 03_staff.sql

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

-- 04_activity.sql

-- The record of every change.

-- Append-only: the trigger below refuses changes, except an erasure's.
create table desk.activity (
  id bigint generated always as identity primary key,
  at timestamptz not null default clock_timestamp(),
  -- Null for the system. Names are kept as they were at the time.
  actor_id uuid,
  actor_name text not null,
  action text not null,
  subject_type text not null,
  subject_id text not null,
  order_id uuid,
  before jsonb,
  after jsonb,
  note text,
  request_id text,
  -- The transaction that wrote the line: ids are given out before the commit, and this says exactly what has
  -- become visible since (docs/decisions/0023-live.md).
  xact xid8 default pg_current_xact_id()
);
comment on table desk.activity is 'Append-only record of every change';
create index idx_activity_subject on desk.activity (subject_type, subject_id, id desc);
create index idx_activity_order_id on desk.activity (order_id, id desc);
create index idx_activity_xact on desk.activity (xact) where xact is not null;

-- Only an erasure may take personal data out of the record. Two locks guard that: a setting within its
-- transaction, and its owner's rights, since no other role may update the table at all.
create function desk_private.refuse_activity_change() returns trigger
  language plpgsql set search_path = '' as $$
begin
  if tg_op = 'UPDATE' and current_setting('reprise.erasing', true) = 'on' then return null; end if;
  raise exception 'activity is append-only' using errcode = 'insufficient_privilege';
end $$;
create trigger activity_is_append_only before update or delete or truncate on desk.activity
  for each statement execute function desk_private.refuse_activity_change();

-- Writes a line, in the transaction of the change.
create function desk_private.log_activity(p_actor uuid, p_action text, p_subject_type text, p_subject_id text,
  p_order_id uuid, p_before jsonb, p_after jsonb, p_note text, p_request_id text) returns void
  language sql set search_path = '' as $$
  insert into desk.activity (
    actor_id, actor_name, action, subject_type, subject_id, order_id, before, after, note, request_id)
  values (
    p_actor, coalesce((select full_name from desk.staff_members where user_id = p_actor), 'Reprise'),
    p_action, p_subject_type, p_subject_id, p_order_id, p_before, p_after, desk_private.written_text(p_note),
    p_request_id); $$;

-- 04_event_types.sql

-- The registry: what the desk knows about events and the jobs that they start. Without a row, an event is
-- sent again as it was, and its order and customer are looked for in the usual places.

create table desk.event_types (
  name text primary key check (char_length(name) between 1 and 256),
  -- {"en": ..., "de": ...}; without a language, the name made readable.
  label jsonb not null default '{}',
  job_type text,
  -- Where the event has these, such as data.order.id. A path that is set is the only place that is looked at.
  order_path text,
  customer_path text,
  variants_path text,
  -- JSON Schema of its data, for the form in which a payload is edited.
  schema jsonb,
  -- False: never sent again; why_not says why, {"en": ..., "de": ...}.
  retry boolean not null default true,
  why_not jsonb,
  -- The job reports to the desk by itself: a retry's data says of which failure it is, and as which attempt,
  -- and the songs that it names wait for it.
  reports boolean not null default false,
  price_cents numeric check (price_cents >= 0),
  -- The functions that it starts; null: those that were seen.
  starts text[],
  -- How much sooner than its day an occasion is looked at, in days: {"funeral": 1}.
  occasion_weights jsonb,
  -- What "Generate again" sends in place of the desk's own event.
  generate jsonb,
  updated_at timestamptz not null default now()
);
comment on table desk.event_types is 'What the desk knows about events and the jobs that they start';

-- The id in a value: a text, or an object with one.
create function desk_private.id_in(p_value jsonb) returns uuid language sql immutable as $$
  select case when id ~* '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$' then id::uuid end
  from (select case jsonb_typeof(p_value) when 'string' then p_value #>> '{}'
    when 'object' then p_value ->> 'id' end as id) value; $$;

create function desk_private.at_path(p_event jsonb, p_path text) returns jsonb language sql immutable as $$
  select p_event #> string_to_array(p_path, '.'); $$;

-- The order that an event names, whether it exists or not.
create function desk_private.event_order_id(p_event jsonb) returns uuid language sql stable as $$
  select case when t.order_path is not null
    then desk_private.id_in(desk_private.at_path(p_event, t.order_path))
    else coalesce(desk_private.id_in(p_event #> '{data,order_id}'),
      desk_private.id_in(p_event #> '{data,orderId}'), desk_private.id_in(p_event #> '{data,order}')) end
  from (select 1) one left join desk.event_types t on t.name = p_event ->> 'name'; $$;

-- The customer whom an event names and the shop has: by id, or by an address that is one customer's alone.
create function desk_private.event_customer_id(p_event jsonb) returns uuid
  language sql stable set search_path = '' as $$
  with named as (
    select t.customer_path is not null as registered,
      desk_private.at_path(p_event, t.customer_path) as value, p_event -> 'data' as data
    from (select 1) one left join desk.event_types t on t.name = p_event ->> 'name'
  ), ids as (
    select place, desk_private.id_in(value) as id
    from (select 1 as place, value from named where registered
      union all select k.place, n.data -> k.key from named n, unnest(array['user_id', 'userId', 'customer_id',
        'customerId', 'user', 'customer']) with ordinality as k (key, place) where not n.registered) v
  ), addresses as (
    select value #>> '{}' as email
    from (select value from named where registered
      union all select n.data #> k.path::text[] from named n, unnest(array['{email}', '{to}', '{user,email}',
        '{customer,email}']) as k (path) where not n.registered) v
    where jsonb_typeof(value) = 'string' and strpos(value #>> '{}', '@') > 1
  )
  select coalesce(
    (select c.id from ids join desk.shop_customers c on c.id = ids.id order by place limit 1),
    (select min(c.id::text)::uuid from (
        select c.id from addresses a join desk.shop_customers c
          on c.email_key = left(lower(a.email), 500) collate "C" limit 2) c
      having count(distinct c.id) = 1)); $$;

-- What a failure is about: the order, if the shop has it, with its customer and day; else the customer.
create function desk_private.event_links(p_event jsonb) returns table (order_id uuid, customer_id uuid,
  needed_by date) language sql stable set search_path = '' as $$
  select o.id, coalesce(o.customer_id, desk_private.event_customer_id(p_event)),
    desk_private.needed_day(o.needed_on, o.needed_at, o.time_zone)
  from (select desk_private.event_order_id(p_event) as id) named
  left join desk.shop_orders o on o.id = named.id; $$;

-- Whether the job of an event reports to the desk by itself.
create function desk_private.event_reports(p_event jsonb) returns boolean language sql stable as $$
  select coalesce((select t.reports from desk.event_types t where t.name = p_event ->> 'name'), false); $$;

-- The songs that an event names, as numbers; empty when it names none.
create function desk_private.event_songs(p_event jsonb) returns integer[]
  language sql stable set search_path = '' as $$
  select coalesce(array_agg(distinct n::text::integer order by n::text::integer), '{}')
  from desk.event_types t
  cross join lateral (select desk_private.at_path(p_event, t.variants_path) as value) named
  cross join lateral jsonb_array_elements(case jsonb_typeof(named.value) when 'array' then named.value
    when 'number' then jsonb_build_array(named.value) else '[]' end) as n
  where t.name = p_event ->> 'name' and n::text ~ '^[1-5]$'; $$;

-- The songs that wait for an event.
create function desk_private.event_variant_numbers(p_event jsonb) returns integer[] language sql stable as $$
  select case when desk_private.event_reports(p_event) then desk_private.event_songs(p_event)
    else '{}' end; $$;

-- Why an event cannot be sent again, as the code and facts of a sentence (app/lib/errors/failed-jobs.ts);
-- null when it can. An event that was too deep to be kept whole is incomplete: it would not be sent as it
-- was. Its size is up to Inngest, whose limit the server checks (INNGEST_MAX_EVENT_BYTES).
create function desk_private.event_refusal(p_event jsonb) returns jsonb
  language sql stable set search_path = '' as $$
  select case
    when jsonb_typeof(p_event) is distinct from 'object'
      or jsonb_typeof(p_event -> 'name') is distinct from 'string' or p_event ->> 'name' = ''
      then jsonb_build_object('code', 'event_malformed')
    when p_event ? 'reprise_incomplete' then jsonb_build_object('code', 'event_incomplete')
    when not t.retry then jsonb_build_object('code', 'event_never', 'facts', jsonb_build_object(
      'name', left(p_event ->> 'name', 100), 'why', coalesce(t.why_not, '{}')))
    when coalesce(jsonb_typeof(p_event -> 'data') <> 'object', t.order_path is not null)
      then jsonb_build_object('code', 'event_unfit', 'facts', '{"place": "data"}' || name.fact)
    when t.order_path is not null and desk_private.event_order_id(p_event) is null
      then jsonb_build_object('code', 'event_unfit', 'facts', jsonb_build_object(
        'place', t.order_path) || name.fact)
    when t.reports and not desk_private.songs_are_numbers(desk_private.at_path(p_event, t.variants_path))
      then jsonb_build_object('code', 'event_unfit', 'facts', jsonb_build_object(
        'place', t.variants_path) || name.fact)
  end
  from (select jsonb_build_object('name', left(p_event ->> 'name', 100)) as fact) name
  left join desk.event_types t on t.name = p_event ->> 'name'; $$;

-- Whether a value is a list of one to five numbers of songs.
create function desk_private.songs_are_numbers(p_value jsonb) returns boolean language sql immutable as $$
  select jsonb_typeof(p_value) = 'array' and jsonb_array_length(p_value) between 1 and 5
    and not exists (select 1 from jsonb_array_elements(p_value) n where n::text !~ '^[1-5]$'); $$;

-- Makes the registry what a file says: rows that are not in it go. Links of failures whose paths have changed
-- are made anew.
create function desk.save_event_types(p_types jsonb) returns jsonb language plpgsql set search_path = '' as $$
declare v_moved text[]; v_removed text[];
begin
  lock table desk.event_types in share row exclusive mode;
  with given as (
    select * from jsonb_populate_recordset(null::desk.event_types, p_types)
  ), before as (
    select t.name, t.order_path, t.customer_path from desk.event_types t
  )
  select array_agg(coalesce(g.name, b.name)) into v_moved from given g full join before b on b.name = g.name
  where g.order_path is distinct from b.order_path or g.customer_path is distinct from b.customer_path;

  with removed as (
    delete from desk.event_types t
    where not exists (select 1 from jsonb_array_elements(p_types) g where g ->> 'name' = t.name)
    returning name
  )
  select array_agg(name order by name) into v_removed from removed;

  insert into desk.event_types as t (name, label, job_type, order_path, customer_path, variants_path,
    schema, retry, why_not, reports, price_cents, starts, occasion_weights, generate)
  select g.name, coalesce(g.label, '{}'), g.job_type, g.order_path, g.customer_path, g.variants_path,
    g.schema, coalesce(g.retry, true), g.why_not, coalesce(g.reports, false), g.price_cents, g.starts,
    g.occasion_weights, g.generate
  from jsonb_populate_recordset(null::desk.event_types, p_types) g
  on conflict (name) do update set label = excluded.label, job_type = excluded.job_type,
    order_path = excluded.order_path, customer_path = excluded.customer_path,
    variants_path = excluded.variants_path, schema = excluded.schema, retry = excluded.retry,
    why_not = excluded.why_not, reports = excluded.reports, price_cents = excluded.price_cents,
    starts = excluded.starts, occasion_weights = excluded.occasion_weights, generate = excluded.generate,
    updated_at = now()
  where (t.*) is distinct from (excluded.*);
  insert into desk.relinks (name) select unnest(v_moved) on conflict (name) do update set after = default;
  return jsonb_build_object('removed', coalesce(to_jsonb(v_removed), '[]'),
    'moved', coalesce(to_jsonb(v_moved), '[]'));
end $$;

-- Event types whose paths have changed: their failures are linked again, from the lowest id on.
create table desk.relinks (
  name text primary key,
  after uuid not null default '00000000-0000-0000-0000-000000000000'
);
comment on table desk.relinks is 'Event types whose failures are to be linked again';

-- Links the next failures of one event type again, among p_limit rows.
create function desk.relink_failed_jobs(p_limit integer) returns boolean
  language plpgsql set search_path = '' as $$
declare v_relink desk.relinks; v_ids uuid[];
begin
  select * into v_relink from desk.relinks order by name limit 1 for update skip locked;
  if not found then return false; end if;
  v_ids := array(select id from public.failed_jobs where id > v_relink.after order by id limit p_limit);
  if v_ids = '{}' then
    delete from desk.relinks where name = v_relink.name;
    return exists (select 1 from desk.relinks);
  end if;
  perform 1 from public.failed_jobs where id = any (v_ids) and event_data ->> 'name' = v_relink.name
  order by id for update;
  update public.failed_jobs j
  set order_id = l.order_id, customer_id = l.customer_id, needed_by = l.needed_by
  from public.failed_jobs earlier cross join lateral desk_private.event_links(earlier.event_data) l
  where earlier.id = any (v_ids) and earlier.event_data ->> 'name' = v_relink.name and j.id = earlier.id
    and (j.order_id, j.customer_id, j.needed_by) is distinct from (l.order_id, l.customer_id, l.needed_by);
  update desk.relinks set after = v_ids[cardinality(v_ids)] where name = v_relink.name;
  return true;
end $$;

-- The demo's own: what the desk's generator listens to, and what it says when it gives up.
insert into desk.event_types (name, label, job_type, order_path, variants_path, reports, retry, why_not,
  updated_at) values
  ('song/generation.requested', '{"en": "Song generation", "de": "Liederzeugung"}', 'song_generation',
    'data.order_id', 'data.variant_numbers', true, true, null, '2026-12-01'),
  ('song/generation.failed', '{"en": "Song generation failed", "de": "Liederzeugung fehlgeschlagen"}', null,
    null, null, false, false,
    '{"en": "It is a report, not a request for work.", "de": "Es ist ein Bericht, kein Auftrag."}',
    '2026-12-01');

-- 04_shop_changes.sql

-- What the desk keeps of the shop's rows follows them. A write of the shop must never fail, wait or be the
-- victim of a deadlock because of that, so the triggers in 00_shop.sql lock no row of the shop's, wait for a
-- row of the desk's for a moment only, and note what they could not do. Two transactions do not see each
-- other's changes, such as a new order and its customer's new name: so what was followed at once is noted,
-- too, and looked at again when the transaction is over.

-- Only ever inserted into by a write of the shop, so that nothing can stand in its way.
create table desk.shop_changes (
  id bigint generated always as identity primary key,
  -- Of which rows: order, customer or brief, by their ids in the views shop_orders and shop_customers.
  kind text not null check (kind in ('order', 'customer', 'brief')),
  ids uuid[] not null,
  noted_at timestamptz not null default now(),
  due_at timestamptz not null default now(),
  -- How often it was looked at in vain, and why.
  tries integer not null default 0,
  error text
);
comment on table desk.shop_changes is 'Rows of the shop that have changed, until the desk has looked at them';
create index idx_shop_changes_due_at on desk.shop_changes (due_at, id);

-- How many rows a write of the shop follows at once, and a note holds at most. More would slow it down.
create function desk_private.rows_followed_at_once() returns integer language sql immutable as $$
  select 1000; $$;

-- Whether a write of the shop can follow these rows itself. A transaction of another kind reads only what was
-- there at its beginning.
create function desk_private.can_be_followed(p_ids uuid[]) returns boolean language sql stable as $$
  select cardinality(p_ids) <= desk_private.rows_followed_at_once()
    and current_setting('transaction_isolation') = 'read committed'; $$;

-- Notes rows that have changed. Never fails.
create function desk_private.note_shop_change(p_kind text, p_ids uuid[],
  p_error text default null) returns void language plpgsql security definer set search_path = '' as $$
begin
  insert into desk.shop_changes (kind, ids, error)
  select p_kind, array_agg(id), p_error from unnest(p_ids) with ordinality noted (id, n)
  where id is not null group by (n - 1) / desk_private.rows_followed_at_once();
  if p_error is not null then raise log 'Reprise looks at % later: %', p_kind, p_error; end if;
exception when others then
  raise log 'Reprise could not note % %: %', p_kind, p_ids, sqlerrm;
end $$;

-- Follows changed rows from a trigger, within the transaction of the shop's.
create function desk_private.follow_shop(p_kind text, p_ids uuid[]) returns void
  language plpgsql security definer set search_path = '' as $$
begin
  if cardinality(p_ids) = 0 then return; end if;
  if desk_private.can_be_followed(p_ids) then
    if p_kind = 'customer' then perform desk_private.refresh_failures_of_customers(p_ids); end if;
    perform desk_private.refresh_orders(desk_private.orders_of_shop_rows(p_kind, p_ids));
  end if;
  perform desk_private.note_shop_change(p_kind, p_ids);
end $$;

-- The orders that show something of these rows.
create function desk_private.orders_of_shop_rows(p_kind text, p_ids uuid[]) returns uuid[]
  language plpgsql stable security definer set search_path = '' as $$
begin
  return case p_kind
    when 'order' then p_ids
    when 'customer' then array(select order_id from desk.order_summaries where user_id = any (p_ids))
    else array(select id from desk.shop_orders where brief_id = any (p_ids)) end;
end $$;

-- Failures of customers: the text that a search reads has their address and name. A customer who is gone is
-- not a failure's any more.
create function desk_private.refresh_failures_of_customers(p_customer_ids uuid[]) returns void
  language plpgsql security definer set search_path = '' as $$
declare v_jobs uuid[];
begin
  select array_agg(id) into v_jobs from (
    select j.id from public.failed_jobs j left join desk.shop_customers c on c.id = j.customer_id
    where j.customer_id = any (p_customer_ids)
      and (c.id is null or j.search_text <> desk_private.failed_job_search_text(j))
    order by j.id for update of j) locked;
  update public.failed_jobs j
  set customer_id = (select c.id from desk.shop_customers c where c.id = j.customer_id)
  where j.id = any (v_jobs);
  delete from desk.erased_customers e where e.customer_id = any (p_customer_ids)
    and not exists (select 1 from desk.shop_customers c where c.id = e.customer_id);
end $$;

-- All that the desk keeps of orders: the day of their failures, and their summaries. Failures before
-- summaries, the order in which the state functions lock them. Of an order that is gone only the failures
-- stay.
create function desk_private.refresh_orders(p_order_ids uuid[]) returns void
  language plpgsql security definer set search_path = '' as $$
declare v_jobs uuid[];
begin
  select array_agg(id) into v_jobs from (
    select j.id from public.failed_jobs j left join desk.shop_orders o on o.id = j.order_id
    where j.order_id = any (p_order_ids) and (o.id is null
      or j.needed_by <> desk_private.needed_day(o.needed_on, o.needed_at, o.time_zone))
    order by j.id for update of j) locked;
  update public.failed_jobs j set order_id = now.id, needed_by = coalesce(now.needed_by, j.needed_by)
  from (
    select w.id as job, o.id, desk_private.needed_day(o.needed_on, o.needed_at, o.time_zone) as needed_by
    from public.failed_jobs w left join desk.shop_orders o on o.id = w.order_id
    where w.id = any (v_jobs)) now
  where j.id = now.job;
  perform desk_private.refresh_order_summaries_in_order(p_order_ids);
  with gone as (
    select id from unnest(p_order_ids) given (id)
    where not exists (select 1 from desk.shop_orders o where o.id = given.id)
  ), summaries as (delete from desk.order_summaries where order_id in (select id from gone)),
  runs as (delete from desk.generation_runs where order_id in (select id from gone)),
  ended as (delete from desk.ended_generations where order_id in (select id from gone))
  delete from desk.song_options where order_id in (select id from gone);
end $$;

-- Looks at noted rows again. Touches only what is not as it should be: nearly nothing, and a row that is
-- locked here could make a write of the shop note it once more.
create function desk_private.look_again(p_kind text, p_ids uuid[]) returns void
  language plpgsql security definer set search_path = '' as $$
declare v_orders uuid[] := desk_private.orders_of_shop_rows(p_kind, p_ids);
begin
  if p_kind = 'customer' then perform desk_private.refresh_failures_of_customers(p_ids); end if;
  perform desk_private.refresh_orders(array(
    select order_id from (
      select * from desk_private.order_summaries_now(v_orders)
      except select * from desk.order_summaries where order_id = any (v_orders)) differs
    union select j.order_id from public.failed_jobs j left join desk.shop_orders o on o.id = j.order_id
      where j.order_id = any (v_orders) and (o.id is null
        or j.needed_by <> desk_private.needed_day(o.needed_on, o.needed_at, o.time_zone))
    union select id from unnest(v_orders) given (id)
      where not exists (select 1 from desk.shop_orders o where o.id = given.id)));
end $$;

-- Works off what was noted, the longest due first, in one batch. What cannot be followed stays with its
-- error, row by row, and is tried again later; it stops nothing else. Answers whether there is more.
create function desk.follow_shop_changes(p_rows integer default 2000) returns jsonb
  language plpgsql set search_path = '' as $$
declare v_taken desk.shop_changes[]; v_change desk.shop_changes; v_kind text; v_ids uuid[];
  v_failed integer := 0;
begin
  perform set_config('lock_timeout', '900ms', true);
  with due as (
    select id, sum(cardinality(ids)) over (order by due_at, id) - cardinality(ids) as before from (
      select id, due_at, ids from desk.shop_changes where due_at <= now() order by due_at, id limit p_rows
      for update skip locked) c
  ), taken as (
    delete from desk.shop_changes where id in (select id from due where before < p_rows) returning *)
  select array_agg(t) into v_taken from taken t;
  begin
    for v_kind, v_ids in
      select t.kind, array_agg(distinct i) from unnest(v_taken) t, unnest(t.ids) i group by t.kind
    loop
      perform desk_private.look_again(v_kind, v_ids);
    end loop;
    v_taken := '{}';
  exception when others then
    raise log 'Reprise looks at changes of the shop one by one: %', sqlerrm;
  end;
  for v_change in
    select t.id, t.kind, array[i], t.noted_at, t.due_at, t.tries, t.error
    from unnest(v_taken) t, unnest(t.ids) i
  loop
    begin
      perform desk_private.look_again(v_change.kind, v_change.ids);
    exception when others then
      v_failed := v_failed + 1;
      insert into desk.shop_changes (kind, ids, noted_at, due_at, tries, error)
      values (v_change.kind, v_change.ids, v_change.noted_at,
        now() + least(interval '1 hour', interval '10 seconds' * 2 ^ least(v_change.tries, 10)),
        v_change.tries + 1, sqlerrm);
    end;
  end loop;
  return jsonb_build_object('failed', v_failed,
    'more', exists (select 1 from desk.shop_changes where due_at <= now()));
end $$;

-- 05_order_summaries.sql

-- One flat row per order, which triggers keep up to date: the list of orders filters and sorts by
-- values of four tables, and no index spans four tables.

create type desk.order_status as enum ('empty', 'pending', 'generating', 'complete', 'failed');

-- What the shop does not say is null, as in the view shop_orders.
create table desk.order_summaries (
  order_id uuid primary key,
  -- The customer's id, also when there is no such customer.
  user_id uuid,
  -- In lower case. Texts are cut: they stand in indexes.
  customer_email text,
  customer_name text,
  recipient_name text,
  occasion text,
  -- 'infinity' when no day is known.
  needed_by date not null,
  payment_status text,
  amount_cents integer,
  currency text,
  status desk.order_status not null,
  created_at timestamptz not null,
  -- Something is still to be made: pending, generating, failed, or paid and not begun. Few at any time.
  unfinished boolean not null default false,
  -- One of its songs was played.
  played boolean not null default false
);
comment on table desk.order_summaries is 'One flat row an order for the list, kept by triggers';
create index idx_order_summaries_customer_email on desk.order_summaries
  using gin (customer_email extensions.gin_trgm_ops);
create index idx_order_summaries_user_id on desk.order_summaries (user_id);
-- A whole address is looked up as it is, see app/lib/orders/list-orders.server.ts.
create index idx_order_summaries_email
  on desk.order_summaries (customer_email, created_at desc, order_id desc);
-- One for each filter and order of the list (docs/decisions/0010-lists-at-a-million-rows.md).
create index idx_order_summaries_unfinished on desk.order_summaries (needed_by, order_id)
  where unfinished is true;
create index idx_order_summaries_unfinished_created_at on desk.order_summaries (created_at, order_id)
  where unfinished is true;
create index idx_order_summaries_unplayed on desk.order_summaries (status, created_at, order_id)
  where played is false;
create index idx_order_summaries_unplayed_needed_by on desk.order_summaries (status, needed_by, order_id)
  where played is false;
-- Both ends of the range at once, for order_lead().
create index idx_order_summaries_lead
  on desk.order_summaries ((needed_by - (created_at at time zone 'UTC')::date))
  where needed_by > '-infinity' and needed_by < 'infinity' and isfinite(created_at);
-- Each order of the list carries the other day along, so that the index answers a filter by it.
create index idx_order_summaries_made on desk.order_summaries (created_at, order_id, needed_by);
create index idx_order_summaries_needed on desk.order_summaries (needed_by, order_id, created_at);
create index idx_order_summaries_status_made
  on desk.order_summaries (status, created_at, order_id, needed_by);
create index idx_order_summaries_status_needed
  on desk.order_summaries (status, needed_by, order_id, created_at);
-- In lower case and byte order, as idx_users_full_name.
create index idx_order_summaries_recipient on desk.order_summaries (lower(recipient_name) collate "C");

-- The rows of these orders as they should be. LIMIT 1 makes the planner look up orders and customers one by
-- one: for a batch, a join read all customers.
create function desk_private.order_summaries_now(p_order_ids uuid[]) returns setof desk.order_summaries
  language sql stable security definer set search_path = '' as $$
  select o.id, o.customer_id, left(lower(u.email), 500), left(u.full_name, 500), left(o.recipient_name, 500),
    left(o.occasion, 500), desk_private.needed_day(o.needed_on, o.needed_at, o.time_zone), o.payment_status,
    o.amount_cents, o.currency, (case
      when v.failed > 0 then 'failed'
      when v.generating > 0 then 'generating'
      when v.pending > 0 then 'pending'
      when v.total > 0 then 'complete'
      else 'empty'
    end)::desk.order_status, o.created_at,
    not exists (select 1 from desk.erased_customers e where e.customer_id = o.customer_id)
      and (v.failed + v.generating + v.pending > 0
        or v.total = 0 and coalesce(o.payment_status, 'paid') = 'paid'), v.played > 0
  from unnest(p_order_ids) wanted (id)
  cross join lateral (select * from desk.shop_orders where id = wanted.id limit 1) o
  left join lateral (
    select email, full_name from desk.shop_customers where id = o.customer_id limit 1) u on true
  cross join lateral (
    select count(*) as total, count(*) filter (where generation_status = 'failed') as failed,
      count(*) filter (where generation_status = 'generating') as generating,
      count(*) filter (where generation_status = 'pending') as pending, count(first_played_at) as played
    from public.song_variants where order_id = o.id
  ) v; $$;

-- Writes the rows of these orders.
create function desk_private.refresh_order_summaries(p_order_ids uuid[]) returns void
  language sql security definer set search_path = '' as $$
  insert into desk.order_summaries as s select * from desk_private.order_summaries_now(p_order_ids)
  on conflict (order_id) do update set
    user_id = excluded.user_id, customer_email = excluded.customer_email,
    customer_name = excluded.customer_name, recipient_name = excluded.recipient_name,
    occasion = excluded.occasion, needed_by = excluded.needed_by, payment_status = excluded.payment_status,
    amount_cents = excluded.amount_cents, currency = excluded.currency, status = excluded.status,
    created_at = excluded.created_at, unfinished = excluded.unfinished, played = excluded.played; $$;

-- Refreshes rows in the order of their ids, so that two statements cannot deadlock. The second writer waits
-- for the first to commit; without the lock, the later of two concurrent refreshes could count variants as
-- they were before the earlier one.
create function desk_private.refresh_order_summaries_in_order(p_order_ids uuid[]) returns void
  language plpgsql security definer set search_path = '' as $$
declare v_ids uuid[];
begin
  select array_agg(id order by id) into v_ids
  from (select distinct unnest(p_order_ids) as id) ids where id is not null;
  if v_ids is null then return; end if;
  perform 1 from desk.order_summaries where order_id = any (v_ids) order by order_id for update;
  perform desk_private.refresh_order_summaries(v_ids);
end $$;

-- Statement-level triggers: one refresh for a whole import, or for an order with five variants.
create function desk_private.on_song_variants_changed() returns trigger
  language plpgsql security definer set search_path = '' set lock_timeout = '100ms' as $$
declare v_ids uuid[];
begin
  if tg_op = 'INSERT' then v_ids := array(select order_id from changed);
  elsif tg_op = 'DELETE' then v_ids := array(select order_id from removed);
  else
    v_ids := array(
      select n.order_id from changed n join removed o on o.id = n.id
      where n.generation_status is distinct from o.generation_status or n.order_id <> o.order_id
        or (n.first_played_at is null) <> (o.first_played_at is null)
      union select o.order_id from changed n join removed o on o.id = n.id where n.order_id <> o.order_id);
  end if;
  if desk_private.can_be_followed(v_ids)
  then perform desk_private.refresh_order_summaries_in_order(v_ids);
  else perform desk_private.note_shop_change('order', v_ids); end if;
  return null;
exception when others then
  perform desk_private.note_shop_change('order', v_ids, sqlerrm);
  return null;
end $$;
create trigger song_variants_inserted after insert on public.song_variants referencing new table as changed
  for each statement execute function desk_private.on_song_variants_changed();
create trigger song_variants_updated after update on public.song_variants
  referencing new table as changed old table as removed
  for each statement execute function desk_private.on_song_variants_changed();
create trigger song_variants_deleted after delete on public.song_variants referencing old table as removed
  for each statement execute function desk_private.on_song_variants_changed();

-- 06_failed_jobs.sql

-- Failed jobs: what the desk adds to Phase 1's table, and what staff do with a failure. Each change of state
-- is one function: lock, compare, write or refuse (docs/decisions/0003-state-changes-are-sql-functions.md).

create type desk.failed_job_state as enum ('open', 'retrying', 'resolved', 'recovered');

-- Lost: Inngest has no run of it. Ended: someone ended it by hand.
create type desk.attempt_outcome as enum (
  'pending', 'succeeded', 'failed', 'cancelled', 'lost', 'ended');

alter table public.failed_jobs
  -- Both found in the event; null when they are not in it.
  add column order_id uuid,
  add column customer_id uuid,
  -- The day on which the order is needed, 'infinity' when none is known: never null, so that urgency is one
  -- index and pages can be cut at any row.
  add column needed_by date not null default 'infinity',
  -- The run that failed. Unique: it is recorded once, however often Inngest reports it.
  add column run_id text,
  add column error_type text not null default 'Error',
  -- The group of failures that are one problem, and its title.
  add column fingerprint text,
  add column error_title text,
  add column state desk.failed_job_state not null default 'open',
  -- The number of the latest attempt; 0 until the first retry.
  add column attempt integer not null default 0,
  add column last_failed_at timestamptz not null default now(),
  -- Goes up with every change: staff act on the version that they saw.
  add column version integer not null default 1,
  add column assignee uuid references desk.staff_members (user_id) on delete set null,
  add column snoozed_until timestamptz,
  -- Everything that a search reads, in lower case, kept by a trigger: one column is one index.
  add column search_text text not null default '',
  -- A key of app/lib/failed-jobs/explanations.ts, and the version of that table that found it: a job brings
  -- older ones up to date (refresh-failures).
  add column kind text not null default 'unknown',
  add column kind_version integer not null default 0,
  -- Valid at once, it would read all rows while nobody can write one.
  add constraint failed_jobs_attempt_check check (attempt >= 0) not valid;
alter table public.failed_jobs validate constraint failed_jobs_attempt_check;
create unique index idx_failed_jobs_run_id on public.failed_jobs (run_id);

create index idx_failed_jobs_order_id on public.failed_jobs (order_id);
create index idx_failed_jobs_customer_id on public.failed_jobs (customer_id);
create index idx_failed_jobs_assignee on public.failed_jobs (assignee);
create index idx_failed_jobs_event_id on public.failed_jobs ((event_data ->> 'id'));
create index idx_failed_jobs_fingerprint on public.failed_jobs (fingerprint, state);
create index idx_failed_jobs_not_closed on public.failed_jobs (state, fingerprint, customer_id)
  where state in ('open', 'retrying');
-- Finds the failures whose kind an older table found.
create index idx_failed_jobs_kind_version on public.failed_jobs (kind_version);
-- Among closed failures of a kind, those of a day: each day has few, and a kind has a tenth of all.
create index idx_failed_jobs_kind_needed_by on public.failed_jobs (kind, state, needed_by);

-- One index for each order of the list, with and without the state, so that a page is read where it lies and
-- nothing is sorted (docs/decisions/0010-lists-at-a-million-rows.md). The id at the end gives every row one
-- place. Phase 1 lets failed_at be null, and a row comparison with null is null: hence the coalesce.
create index idx_failed_jobs_last_failed_at on public.failed_jobs (last_failed_at, id);
create index idx_failed_jobs_state_last_failed_at on public.failed_jobs (state, last_failed_at, id);
create index idx_failed_jobs_by_urgency
  on public.failed_jobs (needed_by, coalesce(failed_at, last_failed_at), id);
create index idx_failed_jobs_state_urgency
  on public.failed_jobs (state, needed_by, coalesce(failed_at, last_failed_at), id);
-- Open failures are a hundredth of all, and what people work on: these two carry every column that a filter
-- asks for, so that a filtered page, the facets and the groups come from the index alone (about 230 bytes a
-- failure). An index of an expression answers by itself only if it also carries the columns in it.
create index idx_failed_jobs_open_urgency
  on public.failed_jobs (needed_by, coalesce(failed_at, last_failed_at), id)
  include (kind, job_type, assignee, snoozed_until, fingerprint, customer_id, failed_at, last_failed_at)
  where state = 'open';
create index idx_failed_jobs_open_by_failure on public.failed_jobs (last_failed_at, id)
  include (kind, job_type, assignee, snoozed_until, fingerprint, customer_id, needed_by) where state = 'open';

-- The text that is searched, of open and of closed failures: a search in the open ones does not read the
-- closed ones. None for those being retried, which are few, so that a retry writes no index of text
-- (docs/decisions/0011-bulk-by-the-batch.md).
create index idx_failed_jobs_open_search_text on public.failed_jobs
  using gin (search_text extensions.gin_trgm_ops) where state = 'open';
create index idx_failed_jobs_closed_search_text on public.failed_jobs
  using gin (search_text extensions.gin_trgm_ops) where state in ('resolved', 'recovered');
-- Values in an event's data, by containment (about 40 bytes a failure). Open failures have their own, since a
-- value such as variant_numbers=1 is in a third of all.
create index idx_failed_jobs_payload on public.failed_jobs using gin ((event_data -> 'data') jsonb_path_ops);
create index idx_failed_jobs_open_payload on public.failed_jobs
  using gin ((event_data -> 'data') jsonb_path_ops) where state = 'open';

create function desk_private.failed_job_search_text(p_job public.failed_jobs) returns text
  language sql stable security definer set search_path = '' as $$
  -- An error may contain a whole page of HTML; what people search for is at its beginning.
  select lower(concat_ws(' ', p_job.id, p_job.error_type, left(p_job.error_message, 1000), p_job.run_id,
    p_job.event_data ->> 'id', p_job.order_id,
    (select concat_ws(' ', email, full_name) from desk.shop_customers where id = p_job.customer_id),
    desk_private.payload_text(p_job.event_data))); $$;
create function desk_private.set_failed_job_search_text() returns trigger
  language plpgsql security definer set search_path = '' as $$
begin
  new.search_text := desk_private.failed_job_search_text(new);
  return new;
end $$;
create trigger failed_jobs_search_text
  before insert or update of error_type, error_message, run_id, event_data, order_id, customer_id,
    kind_version
  on public.failed_jobs for each row execute function desk_private.set_failed_job_search_text();

-- The current state of a failure, as a refusal shows it: who changed it last, and when.
create function desk.failed_job_state(p_job public.failed_jobs) returns jsonb
  language sql stable set search_path = '' as $$
  select jsonb_build_object(
    'id', p_job.id, 'state', p_job.state, 'attempt', p_job.attempt, 'version', p_job.version,
    'resolved_at', p_job.resolved_at, 'changed_by', a.actor_name, 'changed_at', a.at, 'changed_how', a.action)
  from (select 1) one
  left join lateral (
    select actor_name, at, action from desk.activity
    where subject_type = 'failed_job' and subject_id = p_job.id::text order by id desc limit 1
  ) a on true; $$;

-- The states in which a failed job can be changed in each way. `npm run types` writes them for the desk,
-- which offers only what is possible.
create function desk_private.job_changes() returns table (change text, states desk.failed_job_state[])
  language sql immutable as $$
  select change, states::desk.failed_job_state[]
  from (values ('retry', '{open}'), ('cancel_retry', '{retrying}'), ('end_retry', '{retrying}'),
    ('resolve', '{open}'), ('reopen', '{resolved, recovered}'), ('assign', '{open, retrying}'),
    ('snooze', '{open}')) as known (change, states); $$;

-- Why a failed job cannot be changed so, by its state or version; null when it can.
create function desk_private.change_refusal(p_job public.failed_jobs, p_change text,
  p_expected_version integer) returns jsonb language sql stable set search_path = '' as $$
  select case
    when (p_job.state = any (c.states)) is not true then jsonb_build_object('ok', false, 'job',
      desk.failed_job_state(p_job), 'code', case p_job.state when 'retrying' then 'already_retrying'
        when 'resolved' then 'already_resolved' when 'recovered' then 'already_recovered'
        else 'still_open' end)
    when p_job.version <> p_expected_version then
      jsonb_build_object('ok', false, 'job', desk.failed_job_state(p_job), 'code', 'changed_meanwhile')
  end
  -- A change that is not listed is refused in every state.
  from (select 1) one left join desk_private.job_changes() c on c.change = p_change; $$;

-- Records a run that has failed for good: as a new failed job or, when the run was an attempt, as the next
-- failure of the same one. Reporting a run again changes nothing. What a run reports replaces what was
-- assumed when its attempt, or the first run, was given up or ended by hand.
create function desk.record_failed_job(p_run_id text, p_job_type text, p_event jsonb, p_error_type text,
  p_error_message text, p_retry_count integer, p_error_stack text default null,
  p_fingerprint text default null, p_title text default null, p_kind text default null,
  p_kind_version integer default 0, p_outcome desk.attempt_outcome default 'failed') returns jsonb
  language plpgsql set search_path = '' as $$
declare v_job public.failed_jobs; v_attempt desk.failed_job_attempts; v_variants integer[];
begin
  -- The same run may be reported twice at the same moment.
  perform pg_advisory_xact_lock(hashtextextended('failed-run:' || p_run_id, 0));
  -- The shop may have kept the same failure by itself: that row is the run's from now on.
  perform desk_private.claim_outside_row(p_run_id, p_event, p_error_type, p_error_message, p_error_stack,
    p_fingerprint, p_title, p_kind, p_kind_version);
  select j.* into v_job from public.failed_jobs j where j.run_id = p_run_id
  union all select j.* from desk.failed_job_attempts a join public.failed_jobs j on j.id = a.failed_job_id
  where a.run_id = p_run_id and a.outcome not in ('pending', 'lost', 'ended') limit 1;
  if found
  then return jsonb_build_object('ok', true, 'result', 'already_recorded', 'failed_job_id', v_job.id); end if;

  select j.* into v_job from desk.failed_job_attempts a join public.failed_jobs j on j.id = a.failed_job_id
  where a.event_id = p_event ->> 'id' for update of j;
  if found then
    select * into v_attempt from desk.failed_job_attempts where event_id = p_event ->> 'id';
  else
    -- A first run that was given up is the same failure.
    select * into v_job from public.failed_jobs
    where run_id = 'lost:' || (p_event ->> 'id') || ':' || desk_private.event_order_id(p_event)
      for update;
    -- A change of the order that is not committed yet does not see this failure: look again afterwards.
    perform desk_private.note_shop_change('order', array[desk_private.event_order_id(p_event)]);
  end if;

  v_variants := desk_private.fail_variants(p_event);
  if v_attempt.outcome not in ('pending', 'lost', 'ended')
    or (v_attempt.outcome = 'lost' and p_outcome = 'lost') then
    -- An event that was sent twice may have become two runs: the attempt ends as the other one did.
    return jsonb_build_object('ok', true, 'result', 'already_recorded', 'failed_job_id', v_job.id,
      'variants', to_jsonb(v_variants));
  end if;

  if v_job.id is not null then
    perform desk_private.record_failure_of(v_job, v_attempt, p_run_id, p_error_type, p_error_message,
      p_error_stack, p_fingerprint, p_title, p_kind, p_kind_version, p_outcome, v_variants);
    return jsonb_build_object('ok', true, 'result', 'attempt_failed', 'failed_job_id', v_job.id,
      'variants', to_jsonb(v_variants));
  end if;

  insert into public.failed_jobs (
    job_type, event_data, error_type, error_message, error_stack, retry_count, run_id, fingerprint,
    error_title, kind, kind_version, order_id, customer_id, needed_by)
  select p_job_type, p_event, p_error_type, p_error_message, p_error_stack, p_retry_count, p_run_id,
    p_fingerprint, p_title, coalesce(p_kind, 'unknown'), p_kind_version, l.order_id, l.customer_id,
    l.needed_by
  from desk_private.event_links(p_event) l
  returning * into v_job;
  perform desk_private.log_activity(null, 'failed', 'failed_job', v_job.id::text, v_job.order_id, null,
    jsonb_build_object('state', 'open', 'variants', to_jsonb(v_variants)), p_error_message, p_run_id);
  return jsonb_build_object('ok', true, 'result', 'recorded', 'failed_job_id', v_job.id,
    'variants', to_jsonb(v_variants));
end $$;

-- Closes a failure without sending anything.
create function desk.resolve_failed_job(p_failed_job_id uuid, p_actor uuid, p_note text,
  p_expected_version integer default null, p_request_id text default null) returns jsonb
  language plpgsql set search_path = '' as $$
declare v_job public.failed_jobs; v_refusal jsonb;
begin
  if desk_private.written_text(p_note) is null
  then return jsonb_build_object('ok', false, 'code', 'note_required'); end if;
  select * into v_job from public.failed_jobs where id = p_failed_job_id for update;
  if not found then return jsonb_build_object('ok', false, 'code', 'not_found'); end if;
  v_refusal := desk_private.change_refusal(v_job, 'resolve', p_expected_version);
  if v_refusal is not null then return v_refusal; end if;
  update public.failed_jobs
  set state = 'resolved', resolved_at = now(), notes = desk_private.written_text(p_note),
    version = version + 1, snoozed_until = null
  where id = v_job.id;
  perform desk_private.log_activity(p_actor, 'resolved', 'failed_job', v_job.id::text, v_job.order_id,
    jsonb_build_object('state', 'open'), jsonb_build_object('state', 'resolved'), p_note, p_request_id);
  return jsonb_build_object('ok', true);
end $$;

-- Reopens a failure that was resolved, or that recovered and is not right after all. The notes stay.
create function desk.reopen_failed_job(p_failed_job_id uuid, p_actor uuid, p_note text default null,
  p_expected_version integer default null, p_request_id text default null) returns jsonb
  language plpgsql set search_path = '' as $$
declare v_job public.failed_jobs; v_refusal jsonb;
begin
  select * into v_job from public.failed_jobs where id = p_failed_job_id for update;
  if not found then return jsonb_build_object('ok', false, 'code', 'not_found'); end if;
  if desk_private.customer_is_erased(v_job.customer_id) then
    return jsonb_build_object('ok', false, 'code', 'erased', 'job', desk.failed_job_state(v_job));
  end if;
  v_refusal := desk_private.change_refusal(v_job, 'reopen', p_expected_version);
  if v_refusal is not null then return v_refusal; end if;
  update public.failed_jobs set state = 'open', resolved_at = null, version = version + 1 where id = v_job.id;
  perform desk_private.log_activity(p_actor, 'reopened', 'failed_job', v_job.id::text, v_job.order_id,
    jsonb_build_object('state', v_job.state), jsonb_build_object('state', 'open'), p_note, p_request_id);
  return jsonb_build_object('ok', true);
end $$;

-- Assigns a failure to a member of staff, or to no one.
create function desk.assign_failed_job(p_failed_job_id uuid, p_actor uuid, p_assignee uuid default null,
  p_note text default null, p_expected_version integer default null,
  p_request_id text default null) returns jsonb language plpgsql set search_path = '' as $$
declare v_job public.failed_jobs; v_refusal jsonb;
begin
  if p_assignee is not null
    and not exists (select 1 from desk.staff_members where user_id = p_assignee
      and disabled_at is null) then
    return jsonb_build_object('ok', false, 'code', 'no_such_staff');
  end if;
  select * into v_job from public.failed_jobs where id = p_failed_job_id for update;
  if not found then return jsonb_build_object('ok', false, 'code', 'not_found'); end if;
  v_refusal := desk_private.change_refusal(v_job, 'assign', p_expected_version);
  if v_refusal is not null then return v_refusal; end if;
  update public.failed_jobs set assignee = p_assignee, version = version + 1 where id = v_job.id;
  perform desk_private.log_activity(p_actor, 'assigned', 'failed_job', v_job.id::text, v_job.order_id,
    jsonb_build_object('assignee', (select full_name from desk.staff_members
      where user_id = v_job.assignee)),
    jsonb_build_object('assignee', (select full_name from desk.staff_members where user_id = p_assignee)),
    p_note, p_request_id);
  return jsonb_build_object('ok', true);
end $$;

-- Snoozes an open failure until a time; null ends the snooze.
create function desk.snooze_failed_job(p_failed_job_id uuid, p_actor uuid, p_until timestamptz default null,
  p_note text default null, p_expected_version integer default null,
  p_request_id text default null) returns jsonb language plpgsql set search_path = '' as $$
declare v_job public.failed_jobs; v_refusal jsonb;
begin
  if p_until <= now() then return jsonb_build_object('ok', false, 'code', 'time_is_past'); end if;
  select * into v_job from public.failed_jobs where id = p_failed_job_id for update;
  if not found then return jsonb_build_object('ok', false, 'code', 'not_found'); end if;
  v_refusal := desk_private.change_refusal(v_job, 'snooze', p_expected_version);
  if v_refusal is not null then return v_refusal; end if;
  update public.failed_jobs set snoozed_until = p_until, version = version + 1 where id = v_job.id;
  perform desk_private.log_activity(p_actor, case when p_until is null then 'unsnoozed' else 'snoozed' end,
    'failed_job', v_job.id::text, v_job.order_id, jsonb_build_object('snoozed_until', v_job.snoozed_until),
    jsonb_build_object('snoozed_until', p_until), p_note, p_request_id);
  return jsonb_build_object('ok', true);
end $$;

-- Comments on a failure in any state. A comment changes nothing, so the version stays.
create function desk.comment_failed_job(p_failed_job_id uuid, p_actor uuid, p_note text,
  p_request_id text default null) returns jsonb language plpgsql set search_path = '' as $$
declare v_job public.failed_jobs;
begin
  if desk_private.written_text(p_note) is null
  then return jsonb_build_object('ok', false, 'code', 'note_required'); end if;
  select * into v_job from public.failed_jobs where id = p_failed_job_id;
  if not found then return jsonb_build_object('ok', false, 'code', 'not_found'); end if;
  perform desk_private.log_activity(p_actor, 'commented', 'failed_job', v_job.id::text, v_job.order_id, null,
    null, p_note, p_request_id);
  return jsonb_build_object('ok', true);
end $$;

-- Records who saw a payload. The server reads it as text, so that its numbers stay as they are; in this
-- answer it would be parsed for nothing.
create function desk.reveal_failed_job(p_failed_job_id uuid, p_actor uuid,
  p_request_id text default null) returns jsonb language plpgsql set search_path = '' as $$
declare v_order uuid;
begin
  select order_id into v_order from public.failed_jobs where id = p_failed_job_id;
  if not found then return jsonb_build_object('ok', false, 'code', 'not_found'); end if;
  perform desk_private.log_activity(p_actor, 'payload_revealed', 'failed_job', p_failed_job_id::text,
    v_order, null, null, null, p_request_id);
  return jsonb_build_object('ok', true);
end $$;

-- 07_attempts.sql

-- Attempts: the retries of a failed job, from the request to the end.

create table desk.failed_job_attempts (
  id uuid primary key default gen_random_uuid(),
  failed_job_id uuid not null references public.failed_jobs (id) on delete cascade,
  attempt integer not null check (attempt >= 1),
  event_id text not null unique,
  -- The event as it is sent.
  event jsonb not null,
  requested_by uuid references desk.staff_members (user_id) on delete set null,
  requested_at timestamptz not null default now(),
  scheduled_for timestamptz not null default now(),
  note text,
  run_id text unique,
  started_at timestamptz,
  outcome desk.attempt_outcome not null default 'pending',
  ended_at timestamptz,
  error_type text,
  error_message text,
  error_stack text,
  -- What an operator changed in the payload: [{"path", "before", "after"}]; null for the original.
  changes jsonb,
  unique (failed_job_id, attempt)
);
comment on table desk.failed_job_attempts is 'One row for each retry of a failed job';
create index idx_failed_job_attempts_requested_by on desk.failed_job_attempts (requested_by);
create index idx_failed_job_attempts_pending on desk.failed_job_attempts (event_id)
  where outcome = 'pending';

-- Asks for another attempt, now or at a time, with the original payload or an edited one. The original event
-- never changes: what is sent is kept with the attempt. Erasure is checked before the state, since it also
-- resolves the failure. If the same song is already being made, the refusal says for whom and since when.
create function desk.retry_failed_job(p_failed_job_id uuid, p_actor uuid, p_note text default null,
  p_expected_version integer default null, p_request_id text default null, p_data text default null,
  p_changes text default null, p_due_at timestamptz default null) returns jsonb
  language plpgsql set search_path = '' as $$
declare v_job public.failed_jobs; v_busy public.song_variants; v_refusal jsonb; v_event jsonb;
  v_attempt integer; v_event_id text;
  v_due_at timestamptz := greatest(coalesce(p_due_at, now()), now());
begin
  select * into v_job from public.failed_jobs where id = p_failed_job_id for update;
  if not found then return jsonb_build_object('ok', false, 'code', 'not_found'); end if;
  if desk_private.customer_is_erased(v_job.customer_id) then
    return jsonb_build_object('ok', false, 'code', 'erased', 'job', desk.failed_job_state(v_job));
  end if;
  v_refusal := desk_private.change_refusal(v_job, 'retry', p_expected_version);
  if v_refusal is not null then return v_refusal; end if;
  v_event := case
    when p_data is null then v_job.event_data
    else jsonb_build_object('name', v_job.event_data -> 'name', 'data', p_data::jsonb)
  end;
  v_refusal := coalesce(desk_private.event_refusal(v_event), case
    when desk_private.event_order_id(v_event) is distinct from desk_private.event_order_id(v_job.event_data)
    then '{"code": "event_other_order"}'::jsonb end);
  if v_refusal is not null then
    return jsonb_build_object('ok', false, 'code', 'not_retryable', 'reason', v_refusal,
      'job', desk.failed_job_state(v_job));
  end if;

  perform 1 from public.song_variants
  where order_id = desk_private.event_order_id(v_event)
    and variant_number = any (desk_private.event_variant_numbers(v_event))
  order by id for update;
  select * into v_busy from public.song_variants
  where order_id = desk_private.event_order_id(v_event)
    and variant_number = any (desk_private.event_variant_numbers(v_event))
    and (generation_status = 'generating' or generation_event_id is not null)
  order by variant_number limit 1;
  if found then
    return jsonb_build_object('ok', false, 'code', 'already_generating', 'job',
      desk.failed_job_state(v_job), 'variant_number', v_busy.variant_number,
      'requested_at', v_busy.generation_requested_at,
      'requested_by', (select full_name from desk.staff_members
        where user_id = v_busy.generation_requested_by));
  end if;

  select w.event_id, w.attempt into v_event_id, v_attempt
  from desk_private.write_retries(array[v_job.id], array[v_job.attempt + 1], array[v_event], p_actor, p_note,
    p_request_id, v_due_at, p_changes::jsonb) w;
  return jsonb_build_object('ok', true, 'event_id', v_event_id, 'attempt', v_attempt, 'due_at', v_due_at);
end $$;

-- Cancels a retry that Inngest does not have: a scheduled one, or one that waits for Inngest or was refused
-- by it. The attempt keeps its number, so that its event id is never used again.
create function desk.cancel_retry(p_failed_job_id uuid, p_actor uuid, p_note text default null,
  p_expected_version integer default null, p_request_id text default null) returns jsonb
  language plpgsql set search_path = '' as $$
declare v_job public.failed_jobs; v_attempt desk.failed_job_attempts; v_refusal jsonb;
begin
  select * into v_job from public.failed_jobs where id = p_failed_job_id for update;
  if not found then return jsonb_build_object('ok', false, 'code', 'not_found'); end if;
  v_refusal := desk_private.change_refusal(v_job, 'cancel_retry', p_expected_version);
  if v_refusal is not null then return v_refusal; end if;
  select * into v_attempt from desk.failed_job_attempts
  where failed_job_id = v_job.id and attempt = v_job.attempt;
  -- Inngest does not have what it refused each time. What a relay has claimed may be on the wire already.
  delete from desk.outbox_events
  where event_id = v_attempt.event_id and sent_at is null and v_attempt.run_id is null
    and (claimed_until is null or claimed_until <= clock_timestamp()) and attempts = refusals;
  if not found then
    return jsonb_build_object('ok', false, 'code', 'already_sent', 'job', desk.failed_job_state(v_job));
  end if;
  update desk.failed_job_attempts set outcome = 'cancelled', ended_at = now() where id = v_attempt.id;
  update public.song_variants
  set generation_status = case when generation_status = 'complete' then generation_status else 'failed' end,
    generation_event_id = null, generation_requested_at = null, generation_requested_by = null
  where generation_event_id = v_attempt.event_id;
  update public.failed_jobs set state = 'open', version = version + 1 where id = v_job.id;
  perform desk_private.log_activity(p_actor, 'retry_cancelled', 'failed_job', v_job.id::text, v_job.order_id,
    jsonb_build_object('state', 'retrying'),
    jsonb_build_object('state', 'open', 'attempt', v_attempt.attempt), p_note, p_request_id);
  return jsonb_build_object('ok', true);
end $$;

-- Writes the next attempt of each failure: the attempt, its event, the variants that wait for it, the new
-- state, and the line in the record. Only the event of a job that reports gets the failure and attempt added
-- to its data. An attempt makes what is missing, and new versions that failed. The caller holds the locks of
-- failures and variants, and has checked that each may be retried and that no two want the same variant.
-- p_attempts follow from what the caller has read, not from the rows as they are by now: should a lock be
-- lost, the unique keys still refuse the second writer.
create function desk_private.write_retries(p_ids uuid[], p_attempts integer[], p_events jsonb[], p_actor uuid,
  p_note text, p_request_id text, p_due_at timestamptz,
  p_changes jsonb default null) returns table (failed_job_id uuid, event_id text, attempt integer)
  language plpgsql set search_path = '' as $$
#variable_conflict use_column
declare
  v_note text := desk_private.written_text(p_note);
  v_actor_name text := coalesce(
    (select s.full_name from desk.staff_members s where s.user_id = p_actor), 'Reprise');
begin
  return query
  with retries as materialized (
    select j.id, j.order_id, e.attempt, e.event ->> 'name' as name,
      -- Never the original event's id: Inngest silently drops an id that it has seen in the last 24 hours.
      format('failed-job:%s:attempt:%s', j.id, e.attempt) as event_id,
      case when desk_private.event_reports(e.event)
        then (e.event -> 'data') || jsonb_build_object('failed_job_id', j.id, 'attempt', e.attempt)
        else coalesce(e.event -> 'data', '{}') end as data,
      -- What another event makes is unknown, and no song of ours waits for it.
      case when desk_private.event_reports(e.event)
        then desk_private.event_order_id(e.event) end as wanted_order,
      desk_private.event_variant_numbers(e.event) as numbers
    from unnest(p_ids, p_attempts, p_events) as e (id, attempt, event)
    join public.failed_jobs j on j.id = e.id
  ), attempts as (
    insert into desk.failed_job_attempts (
      failed_job_id, attempt, event_id, event, requested_by, scheduled_for, note, changes)
    select r.id, r.attempt, r.event_id, jsonb_build_object('id', r.event_id, 'name', r.name, 'data', r.data),
      p_actor, p_due_at, v_note, p_changes
    from retries r
  ), events as (
    insert into desk.outbox_events (event_id, name, data, due_at)
    select r.event_id, r.name, r.data, p_due_at from retries r
  ), variants as (
    update public.song_variants v
    set generation_status = case when v.generation_status = 'complete' then v.generation_status
      else 'pending' end,
      generation_event_id = r.event_id, generation_requested_at = now(), generation_requested_by = p_actor,
      generation_alive_until = null, generation_tries = 0
    from retries r
    where v.order_id = r.wanted_order and v.variant_number = any (r.numbers)
      and (v.generation_status <> 'complete' or v.new_version_failed_at is not null)
  ), jobs as (
    update public.failed_jobs j
    set state = 'retrying', attempt = r.attempt, version = j.version + 1, snoozed_until = null
    from retries r where j.id = r.id
  ), lines as (
    insert into desk.activity (
      actor_id, actor_name, action, subject_type, subject_id, order_id, before, after, note, request_id)
    select p_actor, v_actor_name, 'retried', 'failed_job', r.id::text, r.order_id,
      jsonb_build_object('state', 'open'),
      jsonb_strip_nulls(jsonb_build_object('state', 'retrying', 'attempt', r.attempt, 'changes', p_changes,
        'scheduled_for', case when p_due_at > now() then p_due_at end)), v_note, p_request_id
    from retries r
  )
  select r.id, r.event_id, r.attempt from retries r;
end $$;

-- Retries many failures as they are, under the rules of retry_failed_job(). Those that nothing stands against
-- are written at once. All others (another state, an erased customer, a song being made, two that want one
-- variant) go one by one through retry_failed_job(), which refuses. The caller has locked the failures.
create function desk_private.retry_failed_jobs(p_ids uuid[], p_actor uuid, p_note text,
  p_request_id text) returns table (failed_job_id uuid, code text, event_id text)
  language plpgsql set search_path = '' as $$
#variable_conflict use_column
declare v_ids uuid[]; v_attempts integer[]; v_events jsonb[]; v_id uuid; v_answer jsonb;
begin
  perform 1 from public.song_variants v
  where v.id in (
    with wanted as materialized (
      select desk_private.event_order_id(j.event_data) as order_id,
        desk_private.event_variant_numbers(j.event_data) as numbers
      from public.failed_jobs j where j.id = any (p_ids) and j.state = 'open')
    select w.id from wanted
    join public.song_variants w on w.order_id = wanted.order_id and w.variant_number = any (wanted.numbers))
  order by v.id for update;

  with candidates as materialized (
    select j.id, j.attempt + 1 as attempt, j.event_data, given.place,
      desk_private.event_order_id(j.event_data) as order_id,
      desk_private.event_variant_numbers(j.event_data) as numbers
    from unnest(p_ids) with ordinality as given (id, place) join public.failed_jobs j on j.id = given.id
    where j.state = 'open' and desk_private.event_refusal(j.event_data) is null
      and not desk_private.customer_is_erased(j.customer_id)
  ), wanted as (
    select c.id, c.place, case when number is null then c.place
        else min(c.place) over (partition by c.order_id, number) end as first_place,
      v.generation_status = 'generating' or v.generation_event_id is not null as busy
    from candidates c left join unnest(c.numbers) as number on true
    left join public.song_variants v on v.order_id = c.order_id and v.variant_number = number
  ), free as (
    select id from wanted group by id having bool_and(place = first_place and busy is not true)
  )
  select coalesce(array_agg(c.id order by c.place), '{}'),
    coalesce(array_agg(c.attempt order by c.place), '{}'),
    coalesce(array_agg(c.event_data order by c.place), '{}')
  into v_ids, v_attempts, v_events
  from candidates c join free f on f.id = c.id;

  return query
  select w.failed_job_id, null::text, w.event_id
  from desk_private.write_retries(v_ids, v_attempts, v_events, p_actor, p_note, p_request_id, now()) w;

  foreach v_id in array p_ids loop
    continue when v_id = any (v_ids);
    v_answer := desk.retry_failed_job(v_id, p_actor, p_note, null, p_request_id);
    return query select v_id, v_answer ->> 'code', v_answer ->> 'event_id';
  end loop;
end $$;

-- Locks the failed job that an event is an attempt of. Call it before locking orders and variants.
create function desk_private.lock_failed_job_of_event(p_event_id text) returns void
  language sql set search_path = '' as $$
  select 1 from public.failed_jobs
  where id in (select failed_job_id from desk.failed_job_attempts where event_id = p_event_id)
  for update; $$;

-- Whether everything that an event asks for is there. What other events make is unknown here: their run is
-- believed. A song whose new version failed is the old one, not what the event asked for.
create function desk_private.event_is_made(p_event jsonb) returns boolean
  language sql stable set search_path = '' as $$
  select not desk_private.event_reports(p_event)
    or (desk_private.event_variant_numbers(p_event) <> '{}' and not exists (
      select 1 from unnest(desk_private.event_variant_numbers(p_event)) n
      where not exists (
        select 1 from public.song_variants v
        where v.order_id = desk_private.event_order_id(p_event) and v.variant_number = n
          and v.generation_status = 'complete' and v.new_version_failed_at is null
          -- A song that is still being made again is the old one.
          and v.generation_event_id is distinct from p_event ->> 'id'))); $$;

-- Ends an event's attempt once all of its songs are made, and closes its failed job. Songs that arrive after
-- the attempt ended otherwise close the failed job if it is still open; if not, they are only recorded.
create function desk.end_attempt_of_event(p_event_id text, p_run_id text default null) returns jsonb
  language plpgsql set search_path = '' as $$
declare v_job public.failed_jobs; v_attempt desk.failed_job_attempts; v_recovers boolean;
begin
  perform desk_private.lock_failed_job_of_event(p_event_id);
  select * into v_attempt from desk.failed_job_attempts where event_id = p_event_id;
  if not found then return jsonb_build_object('ok', false, 'code', 'not_found'); end if;
  if v_attempt.outcome in ('succeeded', 'failed')
  then return jsonb_build_object('ok', true, 'result', 'already_recorded'); end if;
  if not desk_private.event_is_made(v_attempt.event)
  then return jsonb_build_object('ok', false, 'code', 'not_made'); end if;
  update desk.failed_job_attempts
  set outcome = 'succeeded', ended_at = now(), run_id = coalesce(run_id, p_run_id),
    started_at = coalesce(started_at, now())
  where id = v_attempt.id;
  select * into v_job from public.failed_jobs where id = v_attempt.failed_job_id;
  v_recovers := v_job.state = 'open' or v_attempt.outcome = 'pending';
  if v_recovers then
    update public.failed_jobs
    set state = 'recovered', resolved_at = now(), snoozed_until = null, version = version + 1
    where id = v_job.id;
  end if;
  perform desk_private.log_activity(null, case when v_recovers then 'recovered' else 'succeeded_late' end,
    'failed_job', v_job.id::text, v_job.order_id, jsonb_build_object('state', v_job.state),
    jsonb_build_object('state', case when v_recovers then 'recovered' else v_job.state::text end,
      'attempt', v_attempt.attempt), null, coalesce(p_run_id, v_attempt.run_id));
  return jsonb_build_object('ok', true, 'result', case when v_recovers then 'recovered' else 'noted' end);
end $$;

-- The run of an attempt's event has succeeded: the failure recovers.
create function desk.record_attempt_succeeded(p_event_id text, p_run_id text) returns jsonb
  language sql set search_path = '' as $$
  select desk.end_attempt_of_event(p_event_id, p_run_id); $$;

-- Ends a retry by hand, whatever became of its event, run and songs: the failed job is open again. An event
-- that was not sent is dropped; a run that has begun may still deliver.
create function desk.end_retry(p_failed_job_id uuid, p_actor uuid, p_note text,
  p_expected_version integer default null, p_request_id text default null) returns jsonb
  language plpgsql set search_path = '' as $$
declare v_job public.failed_jobs; v_attempt desk.failed_job_attempts; v_refusal jsonb;
begin
  if desk_private.written_text(p_note) is null
  then return jsonb_build_object('ok', false, 'code', 'note_required'); end if;
  select * into v_job from public.failed_jobs where id = p_failed_job_id for update;
  if not found then return jsonb_build_object('ok', false, 'code', 'not_found'); end if;
  v_refusal := desk_private.change_refusal(v_job, 'end_retry', p_expected_version);
  if v_refusal is not null then return v_refusal; end if;
  select * into v_attempt from desk.failed_job_attempts
  where failed_job_id = v_job.id and attempt = v_job.attempt;
  update desk.failed_job_attempts set outcome = 'ended', ended_at = now()
  where id = v_attempt.id and outcome = 'pending';
  delete from desk.outbox_events
  where event_id = v_attempt.event_id and sent_at is null and run_id is null
    and (claimed_until is null or claimed_until <= clock_timestamp());
  perform 1 from public.song_variants where generation_event_id = v_attempt.event_id order by id for update;
  update public.song_variants
  set generation_status = case when generation_status = 'complete' then generation_status else 'failed' end,
    generation_event_id = null, generation_requested_at = null, generation_requested_by = null,
    generation_alive_until = null
  where generation_event_id = v_attempt.event_id;
  update public.failed_jobs set state = 'open', version = version + 1 where id = v_job.id;
  perform desk_private.log_activity(p_actor, 'retry_ended', 'failed_job', v_job.id::text, v_job.order_id,
    jsonb_build_object('state', 'retrying'), jsonb_build_object('state', 'open', 'attempt', v_job.attempt),
    p_note, p_request_id);
  return jsonb_build_object('ok', true);
end $$;

-- How far an attempt has come: each step is said only when the database knows it to be true. (The run may
-- begin before the relay has noted that its event was sent.)
create function desk_private.attempt_progress(p_outcome desk.attempt_outcome, p_started_at timestamptz,
  p_sent_at timestamptz) returns text language sql stable as $$
  select case when p_outcome <> 'pending' then p_outcome::text when p_started_at is not null then 'running'
    when p_sent_at is not null then 'sent' else 'queued' end; $$;

-- What happened to a failure: the newest attempts before p_before, each with the delivery of its event and
-- whether Inngest may have it; the first page also has the record. Texts are cut at p_text_limit characters;
-- "cut" says whether the failure's own were. One row more than p_limit means that there are more attempts.
create function desk.failed_job_history(p_id uuid, p_text_limit integer, p_limit integer,
  p_before integer default null) returns jsonb language sql stable set search_path = '' as $$
  select jsonb_build_object('error_stack', desk_private.beginning_of(j.error_stack, p_text_limit),
    'notes', desk_private.beginning_of(j.notes, p_text_limit),
    'event_refusal', desk_private.event_refusal(j.event_data),
    'cut', coalesce(greatest(char_length(left(j.error_message, p_text_limit + 1)),
      char_length(left(j.error_stack, p_text_limit + 1)),
      char_length(left(j.notes, p_text_limit + 1))) > p_text_limit, false), 'attempts', coalesce((
      select jsonb_agg(a order by a.attempt desc) from (
        select t.attempt, t.event_id, t.event::text, t.requested_at, t.scheduled_for, t.note, t.run_id,
          t.started_at, t.ended_at, m.full_name as requested_by, e.sent_at, e.resent_at,
          desk_private.attempt_progress(t.outcome, t.started_at, e.sent_at) as progress,
          desk_private.beginning_of(t.error_type, p_text_limit) as error_type,
          desk_private.beginning_of(t.error_message, p_text_limit) as error_message,
          desk_private.beginning_of(e.last_error, p_text_limit) as delivery_error,
          coalesce(e.attempts > e.refusals, false) as may_be_taken
        from desk.failed_job_attempts t left join desk.staff_members m on m.user_id = t.requested_by
        left join desk.outbox_events e on e.event_id = t.event_id
        where t.failed_job_id = j.id and (p_before is null or t.attempt < p_before)
        order by t.attempt desc limit p_limit + 1) a), '[]'),
    'activity', case when p_before is null then coalesce((
      select jsonb_agg(a order by a.id desc) from (
        select l.id, l.at, l.actor_name, l.action, l.subject_type, l.subject_id, l.before, l.after,
          desk_private.beginning_of(l.note, p_text_limit) as note
        from desk.activity l where l.subject_type = 'failed_job' and l.subject_id = j.id::text
        order by l.id desc limit 100) a), '[]') end)
  from public.failed_jobs j where j.id = p_id; $$;

-- Records the failure of a run that belongs to a failed job: of its attempt or, without one, its first run
-- that had been given up.
create function desk_private.record_failure_of(p_job public.failed_jobs, p_attempt desk.failed_job_attempts,
  p_run_id text, p_error_type text, p_error_message text, p_error_stack text, p_fingerprint text,
  p_title text, p_kind text, p_kind_version integer, p_outcome desk.attempt_outcome, p_variants integer[])
  returns void language plpgsql set search_path = '' as $$
declare
  -- A late report, of an older attempt or of a failure that someone has dealt with, is only recorded.
  v_opens boolean := p_job.attempt = coalesce(p_attempt.attempt, 0)
    and (p_job.state = 'open' or p_attempt.outcome = 'pending');
begin
  update desk.failed_job_attempts
  set outcome = p_outcome, ended_at = now(),
    run_id = case when p_run_id like 'lost:%' then run_id else p_run_id end,
    started_at = case when p_outcome = 'lost' then started_at else coalesce(started_at, now()) end,
    error_type = p_error_type, error_message = p_error_message, error_stack = p_error_stack
  where id = p_attempt.id;
  if v_opens then
    update public.failed_jobs
    set state = 'open', error_type = p_error_type, error_message = p_error_message,
      error_stack = p_error_stack, fingerprint = coalesce(p_fingerprint, fingerprint),
      error_title = coalesce(p_title, error_title), kind = coalesce(p_kind, 'unknown'),
      kind_version = p_kind_version, last_failed_at = now(), version = version + 1
    where id = p_job.id;
  end if;
  update public.failed_jobs set run_id = p_run_id where id = p_job.id and p_attempt.id is null;
  perform desk_private.log_activity(null, case when v_opens then 'failed_again' else 'failed_late' end,
    'failed_job', p_job.id::text, p_job.order_id, jsonb_build_object('state', p_job.state),
    jsonb_build_object('state', case when v_opens then 'open' else p_job.state::text end,
      'attempt', coalesce(p_attempt.attempt, 0), 'variants', to_jsonb(p_variants)),
    p_error_message, p_run_id);
end $$;

-- 08_error_groups.sql

-- Error groups: failures with the same fingerprint are one problem. What happened is counted by the hour as
-- it happens, so that a chart of the last days does not read the history; what is open is counted.

create table desk.error_groups (
  fingerprint text primary key,
  error_type text not null,
  -- The message without what varies.
  title text not null,
  first_seen timestamptz not null,
  last_seen timestamptz not null
);

create table desk.error_group_hours (
  fingerprint text not null references desk.error_groups (fingerprint) on delete cascade,
  hour timestamptz not null,
  failures integer not null,
  primary key (fingerprint, hour)
);
create index idx_error_group_hours_hour on desk.error_group_hours (hour, fingerprint) include (failures);

-- Counts a failure when it is recorded and when it fails again. Holds the hour's row until its transaction
-- ends; a transaction records one failure, so that two cannot deadlock.
create function desk_private.count_failure() returns trigger
  language plpgsql security definer set search_path = '' as $$
begin
  insert into desk.error_groups as g (fingerprint, error_type, title, first_seen, last_seen)
  values (new.fingerprint, new.error_type, coalesce(new.error_title, left(new.error_message, 500)),
    new.last_failed_at, new.last_failed_at)
  on conflict (fingerprint) do update
  set first_seen = least(g.first_seen, excluded.first_seen),
    last_seen = greatest(g.last_seen, excluded.last_seen);
  insert into desk.error_group_hours as h (fingerprint, hour, failures)
  values (new.fingerprint, date_trunc('hour', new.last_failed_at), 1)
  on conflict (fingerprint, hour) do update set failures = h.failures + 1;
  return null;
end $$;
create trigger failed_jobs_counted after insert on public.failed_jobs
  for each row when (new.fingerprint is not null) execute function desk_private.count_failure();
-- Failed again, or got its first fingerprint.
create trigger failed_jobs_counted_again after update of last_failed_at, fingerprint on public.failed_jobs
  for each row
  when (new.fingerprint is not null and (old.fingerprint is null
    or new.last_failed_at is distinct from old.last_failed_at and new.version is distinct from old.version))
  execute function desk_private.count_failure();

-- Counts a failure in another group or hour when it was given one without having failed again.
create function desk_private.move_failure() returns trigger
  language plpgsql security definer set search_path = '' as $$
begin
  update desk.error_group_hours h set failures = h.failures - 1
  where h.fingerprint = old.fingerprint and h.hour = date_trunc('hour', old.last_failed_at);
  delete from desk.error_group_hours h
  where h.fingerprint = old.fingerprint and h.hour = date_trunc('hour', old.last_failed_at)
    and h.failures <= 0;
  if new.fingerprint is not null then
    insert into desk.error_groups as g (fingerprint, error_type, title, first_seen, last_seen)
    values (new.fingerprint, new.error_type, coalesce(new.error_title, left(new.error_message, 500)),
      new.last_failed_at, new.last_failed_at)
    on conflict (fingerprint) do update
    set first_seen = least(g.first_seen, excluded.first_seen),
      last_seen = greatest(g.last_seen, excluded.last_seen);
    insert into desk.error_group_hours as h (fingerprint, hour, failures)
    values (new.fingerprint, date_trunc('hour', new.last_failed_at), 1)
    on conflict (fingerprint, hour) do update set failures = h.failures + 1;
  end if;
  return null;
end $$;
create trigger failed_jobs_moved after update of last_failed_at, fingerprint on public.failed_jobs
  for each row
  when (old.fingerprint is not null and new.version = old.version
    and (new.fingerprint is distinct from old.fingerprint
      or new.last_failed_at is distinct from old.last_failed_at))
  execute function desk_private.move_failure();

-- Takes deleted failures out of the hours: the last failure of each, and earlier ones that the record has. An
-- hour never has fewer than the failures left in it. Locks hours in the order of every other function.
create function desk_private.on_failed_jobs_deleted() returns trigger
  language plpgsql security definer set search_path = '' as $$
begin
  if tg_op = 'TRUNCATE' then
    delete from desk.error_groups where true;
    return null;
  end if;
  with happened as (
    select r.fingerprint, date_trunc('hour', r.last_failed_at) as hour from removed r
      where r.fingerprint is not null
    union all select r.fingerprint, date_trunc('hour', earlier.at) from removed r
    cross join lateral (
      select a.at from desk.activity a
      where a.subject_type = 'failed_job' and a.subject_id = r.id::text
        and a.action in ('failed', 'failed_again')
      order by a.id desc offset 1) earlier
    where r.fingerprint is not null and r.attempt > 0
  ), gone as (
    select fingerprint, hour, count(*)::integer as failures from happened group by 1, 2
  ), locked as materialized (
    select h.fingerprint, h.hour, g.failures
    from desk.error_group_hours h join gone g on g.fingerprint = h.fingerprint and g.hour = h.hour
    order by h.fingerprint, h.hour for update of h
  )
  update desk.error_group_hours h set failures = greatest(h.failures - l.failures, (
    select count(*) from public.failed_jobs j
    where j.last_failed_at >= h.hour and j.last_failed_at < h.hour + interval '1 hour'
      and j.fingerprint = h.fingerprint))
  from locked l where h.fingerprint = l.fingerprint and h.hour = l.hour;
  delete from desk.error_group_hours h using (select distinct fingerprint from removed) r
  where h.fingerprint = r.fingerprint and h.failures <= 0;
  return null;
end $$;
create trigger failed_jobs_deleted after delete on public.failed_jobs referencing old table as removed
  for each statement execute function desk_private.on_failed_jobs_deleted();
create trigger failed_jobs_truncated after truncate on public.failed_jobs
  for each statement execute function desk_private.on_failed_jobs_deleted();

-- Sets the kind of failures: [{"id", "kind"}].
create function desk.set_failure_kinds(p_rows jsonb, p_version integer) returns integer
  language sql set search_path = '' as $$
  with given as (
    select (r ->> 'id')::uuid as id, r ->> 'kind' as kind from jsonb_array_elements(p_rows) r
  ), locked as (
    -- In the order in which bulk operations lock them, so that the two cannot deadlock.
    select j.id from public.failed_jobs j join given g on g.id = j.id order by j.id for update of j
  ), done as (
    update public.failed_jobs j set kind = g.kind, kind_version = p_version
    from given g join locked l on l.id = g.id where j.id = g.id returning 1
  )
  select count(*)::integer from done; $$;

-- Gives failures a fingerprint, their first or one by a newer rule: [{"id", "fingerprint", "error_type",
-- "title"}]. After a change of rules, rebuild_error_groups() counts again. Locks failures before groups.
create function desk.set_fingerprints(p_rows jsonb) returns integer
  language plpgsql set search_path = '' as $$
declare v_done integer;
begin
  perform 1 from public.failed_jobs
  where id in (select (r ->> 'id')::uuid from jsonb_array_elements(p_rows) r) order by id for update;
  insert into desk.error_groups as g (fingerprint, error_type, title, first_seen, last_seen)
  select r ->> 'fingerprint', min(r ->> 'error_type'), min(r ->> 'title'), min(j.last_failed_at),
    max(j.last_failed_at)
  from jsonb_array_elements(p_rows) r join public.failed_jobs j on j.id = (r ->> 'id')::uuid
  group by 1 order by 1
  -- Changes nothing, but locks a group that exists.
  on conflict (fingerprint) do update set title = g.title;
  update public.failed_jobs j set fingerprint = r ->> 'fingerprint', error_title = r ->> 'title'
  from jsonb_array_elements(p_rows) r where j.id = (r ->> 'id')::uuid;
  get diagnostics v_done = row_count;
  return v_done;
end $$;

-- Counts the hours again, from the failures, and deletes groups without any. The lock keeps count_failure()
-- out meanwhile: it locks single groups, in the order of its failures.
create function desk.rebuild_error_groups() returns void language sql set search_path = '' as $$
  lock table desk.error_groups in exclusive mode;
  delete from desk.error_group_hours where true;
  insert into desk.error_group_hours (fingerprint, hour, failures)
  select fingerprint, date_trunc('hour', last_failed_at), count(*)
  from public.failed_jobs where fingerprint is not null
    and fingerprint in (select fingerprint from desk.error_groups)
  group by 1, 2;
  delete from desk.error_groups g
  where not exists (select 1 from desk.error_group_hours h where h.fingerprint = g.fingerprint);
  update desk.error_groups g set first_seen = s.first_seen, last_seen = s.last_seen
  from (select fingerprint, min(last_failed_at) as first_seen, max(last_failed_at) as last_seen
    from public.failed_jobs where fingerprint is not null group by 1) s
  where s.fingerprint = g.fingerprint; $$;

-- The beginning of the query of list_error_groups(): each group's failures and customers. Open failures are
-- counted in one index, their customers in another: reading them once and keeping them would take twice as
-- long. Other failures are read once.
create function desk_private.error_group_counts(p_filter jsonb, p_plain boolean) returns text
  language sql stable set search_path = '' as $$
  select case when p_plain then format($q$counted as materialized (
      select fingerprint, count(*) as jobs, count(*) filter (where %1$s) as matching,
        min(kind collate "C") as kind, (array_agg(id) filter (where %1$s))[1] as sample_id
      from public.failed_jobs j where j.state = 'open' and j.fingerprint is not null group by 1
    ), waiting as (
      select fingerprint, count(*) as customers
      from (select distinct fingerprint, customer_id from public.failed_jobs
        where state = 'open' and fingerprint is not null and customer_id is not null) one group by 1
    )$q$, desk_private.failed_job_where(p_filter - 'state'))
  else format($q$found as materialized (
      select j.fingerprint, j.customer_id, j.kind, j.id
      from public.failed_jobs j where j.fingerprint is not null and %s%s
    ), counted as materialized (
      select fingerprint, count(*) as jobs, count(*) as matching, min(kind collate "C") as kind,
        (array_agg(id))[1] as sample_id
      from found group by 1
    ), waiting as (
      select fingerprint, count(*) as customers
      from (select distinct fingerprint, customer_id from found where customer_id is not null) one group by 1
    )$q$, desk_private.failed_job_where(p_filter), case when p_filter ->> 'state' = 'open' then ''
      else ' and (j.state = ''open'' or j.last_failed_at >= $1)' end) end; $$;

-- Error groups, those with the most matching failures first. Without a filter, or with the desk's default
-- (open and not snoozed): the groups seen in the last p_days or with such failures; what happened is read
-- from the hourly counters, what is open from its index. With another filter: the failures that match, those
-- that are not open only if they failed in the last days. The days of the charts are days in the filter's
-- zone; failures dated in the future are on none of them.
create function desk.list_error_groups(p_days integer default 7, p_filter jsonb default null) returns jsonb
  language plpgsql stable set search_path = '' as $$
declare
  v_days integer := least(greatest(p_days, 1), 90);
  v_zone text := desk_private.known_zone(p_filter ->> 'zone');
  v_today date := (now() at time zone v_zone)::date;
  v_since timestamptz := (v_today - v_days + 1)::timestamp at time zone v_zone;
  v_filter jsonb := coalesce(p_filter, '{"state": "open", "snoozed": "hidden"}');
  v_plain boolean := v_filter - 'zone' = '{"state": "open", "snoozed": "hidden"}';
  v_groups jsonb;
begin
  execute 'with ' || desk_private.error_group_counts(v_filter, v_plain) || ',
    days as materialized (
      select d.fingerprint, d.ago, sum(d.n)::integer as n from ('
      || case when v_plain then $q$
        select h.fingerprint, d.ago, h.failures
        from (select hour, $2 - (hour at time zone $4)::date as ago
          from (select distinct hour from desk.error_group_hours where hour >= $1 and hour <= now()) one) d
        join desk.error_group_hours h on h.hour = d.hour$q$
      else $q$
        select j.fingerprint, $2 - (j.last_failed_at at time zone $4)::date, 1 from public.failed_jobs j
        where j.fingerprint is not null and j.last_failed_at >= $1 and j.last_failed_at <= now()
          and $q$ || desk_private.failed_job_where(v_filter) end || '
      ) d (fingerprint, ago, n) group by 1, 2
    ), others as (
      select fingerprint, count(*) as jobs from public.failed_jobs where '
      || case when v_plain then $q$state = 'retrying'$q$ else $q$state in ('open', 'retrying')$q$ end
        || ' group by 1
    ), charts as (
      select f.fingerprint, sum(d.n) as failures, array_agg(coalesce(d.n, 0) order by s.ago desc) as per_day
      from (select fingerprint from days union select fingerprint from counted) f
      cross join generate_series(0, $3 - 1) s(ago)
      left join days d on d.fingerprint = f.fingerprint and d.ago = s.ago group by 1
    )
    select coalesce(jsonb_agg(jsonb_build_object(
      ''fingerprint'', g.fingerprint, ''error_type'', g.error_type, ''title'', g.title,
      ''kind'', coalesce(m.kind, k.kind, ''unknown''), ''first_seen'', g.first_seen,
      ''last_seen'', g.last_seen, ''matching'', coalesce(m.matching, 0),
      ''failures'', coalesce(c.failures, 0),
      ''open'', coalesce(o.jobs, 0)' || case when v_plain then ' + coalesce(m.jobs, 0)' else '' end || ',
      ''customers'', coalesce(w.customers, 0), ''per_day'', c.per_day, ''sample_id'', m.sample_id)
      order by coalesce(m.matching, 0) desc, coalesce(c.failures, 0) desc, g.fingerprint), ''[]'')
    from charts c join desk.error_groups g on g.fingerprint = c.fingerprint
    left join counted m on m.fingerprint = c.fingerprint
    left join waiting w on w.fingerprint = c.fingerprint
    left join others o on o.fingerprint = c.fingerprint
    left join lateral (
      select j.kind from public.failed_jobs j where m.kind is null and j.fingerprint = c.fingerprint
        limit 1) k on true'
  into v_groups using v_since, v_today, v_days, v_zone;
  return v_groups;
end $$;

-- 08_error_kinds.sql

-- Kinds of error: how a failure is recognised, what it is called, and what a person is told to do about it.

create type desk.suggested_action as enum ('retry_now', 'retry_later', 'talk_to_customer', 'fix_payload',
  'ask_engineer');

-- Words in each language of the desk.
create function desk_private.is_wording(p_words jsonb) returns boolean
  language sql immutable set search_path = '' as $$
  select coalesce(jsonb_typeof(p_words -> 'en') = 'string' and jsonb_typeof(p_words -> 'de') = 'string'
    and btrim(p_words ->> 'en') <> '' and btrim(p_words ->> 'de') <> '', false); $$;

create table desk.error_kinds (
  kind text primary key check (kind ~ '^[a-z][a-z0-9_]{0,59}$'),
  -- The first that fits counts. Deferred, so that two can change places.
  position integer not null unique deferrable initially deferred,
  -- The error's own names. A name counts before any message, since a message may quote anything.
  types text[] not null default '{}',
  -- Found in the message, whatever the case: RE2 syntax. For errors whose name says nothing, such as "Error".
  pattern text check (char_length(pattern) between 1 and 1000),
  -- Whether the pattern counts before any name, too.
  before_types boolean not null default false,
  label jsonb not null check (desk_private.is_wording(label)),
  sentence jsonb not null check (desk_private.is_wording(sentence)),
  action desk.suggested_action not null,
  -- Null as long as it is as it came with the desk.
  updated_at timestamptz,
  -- No foreign key: what somebody did outlives their account.
  updated_by uuid
);

-- Goes up with every change of the kinds, so that the kinds that are stored are worked out anew.
create table desk.error_kinds_version (
  only_row boolean primary key default true check (only_row),
  version integer not null
);

insert into desk.error_kinds_version (version) values (3);

insert into desk.error_kinds (position, kind, types, before_types, action, pattern, label, sentence)
select position, kind, types::text[], before_types, action::desk.suggested_action, pattern,
  jsonb_build_object('en', label_en, 'de', label_de), jsonb_build_object('en', says_en, 'de', says_de)
from (values
  (1, 'quota_used_up', '{}', true, 'ask_engineer',
    '\bquota\b.*\bused up\b|\binsufficient[ _](?:quota|credits?)\b',
    'Quota used up', 'Kontingent aufgebraucht',
    'The song provider''s quota is used up. Retrying won''t help until it is raised. Tell an '
      'engineer.',
    'Das Kontingent beim Liedanbieter ist aufgebraucht. Wiederholen hilft erst, wenn es '
      'erhöht ist: Sagen Sie der Technik Bescheid.'),
  (2, 'rate_limited', '{RateLimited}', false, 'retry_later',
    '\b429\b|too many requests|rate[ _-]?limit',
    'Rate limited', 'Zu viele Anfragen',
    'The song provider isn''t accepting more requests right now. Retry in a few minutes.',
    'Der Liedanbieter nimmt gerade keine Anfragen mehr an. Wiederholen Sie in ein paar '
      'Minuten.'),
  (3, 'moderation_refused', '{ModerationRefused}', false, 'talk_to_customer',
    '\bcontent[ _-]?(?:policy|filter)\w*|\bmoderation[ _-](?:refused|blocked|flagged)\b',
    'Moderation refused', 'Text abgelehnt',
    'The provider refuses these words and will refuse them again. Talk to the customer about '
      'the message, then resolve this.',
    'Der Anbieter lehnt diese Worte ab und wird sie wieder ablehnen. Sprechen Sie mit dem '
      'Besteller über den Text und erledigen Sie den Job dann.'),
  (4, 'server_away', '{}', false, 'retry_now',
    'unable to reach sdk url|before the sdk responded|\bto SDK\b|^your server (?:closed|reset|'
    'returned|did)|application failed to respond|\bhttp_(?:unreachable|not_ok)\b|HTML page: ',
    'Our server was down', 'Unser Server war nicht da',
    'Our server was down or didn''t answer Inngest in time. Retry now. If it fails again, '
      'tell an engineer.',
    'Unser Server war nicht da oder hat Inngest nicht rechtzeitig geantwortet. Wiederholen '
      'Sie jetzt; schlägt es wieder fehl, sagen Sie der Technik Bescheid.'),
  (5, 'output_too_large', '{}', false, 'ask_engineer',
    '\boutput[ _]too[ _]large\b',
    'Output too large', 'Ausgabe zu groß',
    'A step returned more data than Inngest accepts. Retrying will fail the same way. Tell '
      'an engineer.',
    'Ein Schritt gab mehr zurück, als Inngest annimmt. Eine Wiederholung scheitert ebenso: '
      'Sagen Sie der Technik Bescheid.'),
  (6, 'run_lost', '{RunLost}', false, 'retry_now',
    null,
    'Run lost', 'Lauf verschollen',
    'The run started but never reported back. Retry now.',
    'Der Lauf begann, und man hat nichts mehr von ihm gehört. Wiederholen Sie jetzt.'),
  (7, 'run_cancelled', '{RunCancelled}', false, 'retry_now',
    null,
    'Run cancelled', 'Lauf abgebrochen',
    'The run was cancelled in Inngest. Retry now if the song is still wanted, or resolve '
      'this.',
    'Jemand hat den Lauf in Inngest abgebrochen. Wiederholen Sie jetzt, wenn das Lied noch '
      'gewünscht ist, oder erledigen Sie den Job.'),
  (8, 'run_unfinished', '{NothingMade}', false, 'retry_now',
    null,
    'Run unfinished', 'Lauf nicht fertig',
    'The run ended before all songs were made. Retry now; only missing songs are made.',
    'Der Lauf endete, bevor alles Verlangte da war. Wiederholen Sie jetzt: Nur was fehlt, '
      'wird erzeugt.'),
  (9, 'bad_audio', '{BadAudio}', false, 'retry_now',
    null,
    'Unusable audio', 'Unbrauchbarer Ton',
    'The provider''s audio can''t be played. Retry now to make a new song.',
    'Was zurückkam, lässt sich nicht abspielen. Wiederholen Sie jetzt: Es entsteht ein neues '
      'Lied.'),
  (10, 'storage_refused', '{StorageRefused}', false, 'ask_engineer',
    null,
    'Storage refused', 'Nicht gespeichert',
    'The song was made but couldn''t be stored. Ask an engineer to check Storage, then retry.',
    'Das Lied ist fertig, konnte aber nicht gespeichert werden. Bitten Sie die Technik, den '
      'Speicher zu prüfen, und wiederholen Sie dann.'),
  (11, 'provider_unavailable', '{ProviderUnavailable}', false, 'retry_later',
    null,
    'Provider unavailable', 'Anbieter gestört',
    'The song provider is having problems. Retry in a few minutes.',
    'Der Liedanbieter hatte selbst eine Störung. Wiederholen Sie in ein paar Minuten.'),
  (12, 'bad_response', '{BadResponse}', false, 'ask_engineer',
    null,
    'Unexpected response', 'Antwort nicht verstanden',
    'The song provider sent an unexpected response. Retry once. If it fails again, tell an '
      'engineer.',
    'Der Liedanbieter hat unverständlich geantwortet. Wiederholen Sie einmal; schlägt es '
      'wieder fehl, sagen Sie der Technik Bescheid.'),
  (13, 'provider_timeout', '{ProviderTimeout,TimeoutError}', false, 'retry_now',
    '\btimed? ?out\b|\bETIMEDOUT\b|did not answer within',
    'Provider timed out', 'Anbieter zu langsam',
    'The song provider took too long. Retry now: it usually works.',
    'Der Liedanbieter hat zu lange gebraucht. Wiederholen Sie jetzt: Meist klappt es dann.'),
  (14, 'unreachable', '{}', false, 'retry_later',
    '\b(?:ECONNREFUSED|ECONNRESET|ENOTFOUND|EAI_AGAIN|EPIPE)\b|fetch failed|socket hang up',
    'Network unreachable', 'Netz nicht erreichbar',
    'A service couldn''t be reached over the network. Retry in a few minutes.',
    'Ein Dienst war über das Netz nicht erreichbar. Wiederholen Sie in ein paar Minuten.'),
  (15, 'database_error', '{PostgrestError,PostgresError}', false, 'retry_later',
    null,
    'Database error', 'Datenbankfehler',
    'The database refused the request or couldn''t be reached. Retry in a few minutes.',
    'Die Datenbank hat abgelehnt oder war nicht erreichbar. Wiederholen Sie in ein paar '
      'Minuten.'),
  (16, 'bad_payload', '{ZodError,ValidationError}', false, 'fix_payload',
    null,
    'Invalid payload', 'Falsche Nutzdaten',
    'The job can''t use this data. Correct the payload, then retry.',
    'Der Job bekam Daten, mit denen er nichts anfangen kann. Berichtigen Sie die Nutzdaten '
      'und wiederholen Sie dann.'),
  (17, 'nothing_made', '{OrderNotFound,SongNotFound,Superseded,Ended,CustomerErased}', false, 'fix_payload',
    null,
    'Nothing to generate', 'Nichts zu erzeugen',
    'The run found nothing to make. The error says why. Correct the payload and retry, or '
      'resolve this.',
    'Der Lauf fand nichts, was er erzeugen konnte; der Fehler sagt, warum. Berichtigen Sie '
      'die Nutzdaten und wiederholen Sie den Job, oder erledigen Sie ihn.'),
  (18, 'defect', '{TypeError,ReferenceError,RangeError,SyntaxError}', false, 'ask_engineer',
    null,
    'Bug in our code', 'Fehler in unserem Code',
    'Our own code failed. Retrying will fail the same way. Tell an engineer.',
    'Unser eigenes Programm hat versagt. Eine Wiederholung scheitert ebenso: Sagen Sie der '
      'Technik Bescheid.'),
  (19, 'unknown', '{}', false, 'ask_engineer',
    null,
    'Unknown error', 'Unbekannter Fehler',
    'There is no advice for this error yet. Read the message. If in doubt, tell an engineer.',
    'Zu diesem Fehler gibt es noch keinen Rat. Lesen Sie, was er sagt; im Zweifel sagen Sie '
      'der Technik Bescheid.')
) as k (position, kind, types, before_types, action, pattern, label_en, label_de, says_en, says_de);

create function desk_private.on_error_kinds_changed() returns trigger
  language plpgsql security definer set search_path = '' as $$
begin
  update desk.error_kinds_version set version = version + 1 where only_row;
  return null;
end $$;
create trigger error_kinds_changed after insert or update or delete or truncate on desk.error_kinds
  for each statement execute function desk_private.on_error_kinds_changed();

-- All kinds in their order with their version, read at one moment: kinds of one version under the number of
-- the next would never be worked out anew.
create function desk.read_error_kinds() returns jsonb language sql stable set search_path = '' as $$
  select jsonb_build_object(
    'version', coalesce((select v.version from desk.error_kinds_version v where v.only_row), 0),
    'kinds', coalesce((select jsonb_agg(jsonb_build_object('kind', k.kind, 'types', k.types,
      'pattern', k.pattern, 'before_types', k.before_types, 'label', k.label, 'sentence', k.sentence,
      'action', k.action) order by k.position) from desk.error_kinds k), '[]'::jsonb)); $$;

-- 08_rows_from_outside.sql

-- Dead letters that the shop's own code writes, with the columns of Phase 1: what record_failed_job() does
-- for a run that is reported, triggers do for these. Nothing here may refuse a write of the shop's: what
-- goes wrong is left for settle_outside_rows(), which the watch calls.

-- What has become of a row from outside, by its id; a row that is not here is the desk's own.
create table desk.outside_rows (
  failed_job_id uuid primary key,
  written_at timestamptz not null default now(),
  -- Null until it has its order, its customer and its line in the record.
  settled_at timestamptz
);
comment on table desk.outside_rows is 'Failed jobs that were written by something other than the desk';
create index idx_outside_rows_unsettled on desk.outside_rows (written_at) where settled_at is null;

-- Who changed something without the desk.
create function desk_private.log_outside(p_action text, p_job public.failed_jobs, p_before jsonb,
  p_after jsonb, p_note text) returns void language sql set search_path = '' as $$
  insert into desk.activity (actor_name, action, subject_type, subject_id, order_id, before, after, note)
  values ('Outside the desk', p_action, 'failed_job', p_job.id::text, p_job.order_id, p_before,
    p_after || '{"outside": true}', desk_private.written_text(p_note)); $$;

-- Whether a new row has nothing of what the desk's own functions write.
create function desk_private.is_from_outside(p_job public.failed_jobs) returns boolean
  language sql immutable as $$
  select p_job.run_id is null and p_job.order_id is null and p_job.fingerprint is null; $$;

-- Makes a row from outside a failed job like any other. A second dead letter of an attempt, or of a run that
-- is recorded, joins the first: the row goes. Locks as record_failed_job() does.
create function desk_private.settle_outside_row(p_id uuid) returns void
  language plpgsql set search_path = '' as $$
declare v_row public.failed_jobs; v_job public.failed_jobs; v_attempt desk.failed_job_attempts;
begin
  update desk.outside_rows set settled_at = now() where failed_job_id = p_id and settled_at is null;
  select * into v_row from public.failed_jobs where id = p_id for update;
  if not found then return; end if;
  select a.* into v_attempt from desk.failed_job_attempts a where a.event_id = v_row.event_data ->> 'id';
  if found then
    select * into v_job from public.failed_jobs where id = v_attempt.failed_job_id for update;
    if v_attempt.outcome in ('pending', 'lost', 'ended') then
      perform desk_private.record_failure_of(v_job, v_attempt, coalesce(v_attempt.run_id, 'outside:' || p_id),
        v_row.error_type, v_row.error_message, v_row.error_stack, null, null, null, 0, 'failed', '{}');
    end if;
  else
    select * into v_job from public.failed_jobs
    where event_data ->> 'id' = v_row.event_data ->> 'id' and id <> p_id and run_id is not null
      and error_message = v_row.error_message limit 1 for update;
  end if;
  if v_job.id is not null then
    delete from public.failed_jobs where id = p_id;
    return;
  end if;
  update public.failed_jobs j
  set order_id = l.order_id, customer_id = l.customer_id, needed_by = l.needed_by
  from desk_private.event_links(v_row.event_data) l where j.id = p_id returning j.* into v_job;
  -- A change of the order that is not committed yet does not see this failure: look again afterwards.
  perform desk_private.note_shop_change('order', array[v_job.order_id]);
  perform desk_private.log_outside('failed', v_job, null, jsonb_build_object('state', v_job.state),
    v_job.error_message);
end $$;

-- Settles rows from outside that their triggers could not. Each by itself: one that cannot be settled keeps
-- no other back, and is tried again.
create function desk.settle_outside_rows(p_limit integer) returns integer
  language plpgsql set search_path = '' as $$
declare v_id uuid; v_settled integer := 0;
begin
  for v_id in
    select failed_job_id from desk.outside_rows where settled_at is null order by written_at limit p_limit
    for update skip locked
  loop
    begin
      perform desk_private.settle_outside_row(v_id);
      v_settled := v_settled + 1;
    exception when others then
      -- Behind the others in the next turn.
      update desk.outside_rows set written_at = now() where failed_job_id = v_id;
    end;
  end loop;
  return v_settled;
end $$;

-- A dead letter that the shop keeps of Inngest's own report has the event within it.
create function desk_private.on_outside_row() returns trigger
  language plpgsql security definer set search_path = '' as $$
begin
  if not desk_private.is_from_outside(new) then return new; end if;
  if new.event_data ->> 'name' = 'inngest/function.failed'
    and jsonb_typeof(new.event_data #> '{data,event}') = 'object'
  then new.event_data := new.event_data #> '{data,event}'; end if;
  new.last_failed_at := coalesce(new.failed_at, now());
  if new.resolved_at is not null then new.state := 'resolved'; end if;
  return new;
exception when others then return new;
end $$;
create trigger failed_jobs_a_from_outside before insert on public.failed_jobs
  for each row execute function desk_private.on_outside_row();

create function desk_private.on_outside_row_inserted() returns trigger
  language plpgsql security definer set search_path = '' set lock_timeout = '200ms' as $$
begin
  if not desk_private.is_from_outside(new) then return null; end if;
  begin
    insert into desk.outside_rows (failed_job_id) values (new.id);
    perform desk_private.settle_outside_row(new.id);
  exception when others then
    insert into desk.outside_rows (failed_job_id) values (new.id) on conflict do nothing;
  end;
  return null;
exception when others then return null;
end $$;
create trigger failed_jobs_from_outside_inserted after insert on public.failed_jobs
  for each row execute function desk_private.on_outside_row_inserted();

-- resolved_at and state are one truth: whoever changes one of them has changed the other.
create function desk_private.on_resolved_outside() returns trigger
  language plpgsql security definer set search_path = '' as $$
begin
  if new.state <> old.state or (new.resolved_at is null) = (old.resolved_at is null) then return new; end if;
  begin
    if new.resolved_at is not null and old.state in ('open', 'retrying') then new.state := 'resolved';
    elsif new.resolved_at is null and old.state in ('resolved', 'recovered') then new.state := 'open';
    else return new; end if;
    new.version := old.version + 1;
    new.snoozed_until := null;
    perform desk_private.log_outside(case new.state when 'resolved' then 'resolved' else 'reopened' end, new,
      jsonb_build_object('state', old.state), jsonb_build_object('state', new.state),
      case when new.notes is distinct from old.notes then new.notes end);
  exception when others then null;
  end;
  return new;
end $$;
create trigger failed_jobs_resolved_outside before update of resolved_at on public.failed_jobs
  for each row execute function desk_private.on_resolved_outside();

-- The row from outside that is the same failure as a run that is reported now, given what the run says. The
-- function is not named in it: the message tells two functions of one event apart.
create function desk_private.claim_outside_row(p_run_id text, p_event jsonb, p_error_type text,
  p_error_message text, p_error_stack text, p_fingerprint text, p_title text, p_kind text,
  p_kind_version integer) returns void language plpgsql set search_path = '' as $$
declare v_id uuid;
begin
  select id into v_id from public.failed_jobs
  where event_data ->> 'id' = p_event ->> 'id' and run_id is null and error_message = p_error_message
    and not exists (select 1 from public.failed_jobs where run_id = p_run_id)
  order by failed_at limit 1 for update;
  update public.failed_jobs
  set run_id = p_run_id, error_type = p_error_type, error_stack = coalesce(error_stack, p_error_stack),
    fingerprint = coalesce(p_fingerprint, fingerprint), error_title = coalesce(p_title, error_title),
    kind = coalesce(p_kind, kind), kind_version = p_kind_version, version = version + 1
  where id = v_id;
end $$;

-- 09_outbox.sql

-- The outbox: events for Inngest, written in the transaction of what causes them and sent by a relay.

create table desk.outbox_events (
  event_id text primary key,
  name text not null,
  data jsonb not null,
  due_at timestamptz not null default now(),
  attempts integer not null default 0,
  last_error text,
  -- One relay has it until then; after that, any may take it.
  claimed_until timestamptz,
  sent_at timestamptz,
  created_at timestamptz not null default now(),
  -- The run that the event became.
  run_id text,
  -- Inngest's own ids of the event, one for each time it was sent: its API knows an event only by these.
  internal_ids text[] not null default '{}',
  -- How often it was sent again because Inngest had no run of it, and when last.
  resends integer not null default 0,
  resent_at timestamptz,
  refusals integer not null default 0,
  -- The transaction that last moved the event: live updates tell of it, as of desk.activity's.
  xact xid8 default pg_current_xact_id()
);
comment on table desk.outbox_events is
  'Events to be sent to Inngest, written with the change that causes them';
comment on column desk.outbox_events.refusals is
  'How many of the attempts Inngest has certainly not taken; of the others nobody knows until one is sent';
create index idx_outbox_events_unsent on desk.outbox_events (due_at) where sent_at is null;
-- Few events have an error, among very many that were sent.
create index idx_outbox_events_errors on desk.outbox_events (event_id) where last_error is not null;
create index idx_outbox_events_xact on desk.outbox_events (xact);

-- An event was put off, sent, or begun by a run. Leases are left out: they change most often, and
-- outbox_depth() says how many there are.
create function desk_private.note_outbox_move() returns trigger language plpgsql set search_path = '' as $$
begin
  new.xact := pg_current_xact_id();
  return new;
end $$;
create trigger outbox_events_move before update of due_at, last_error, sent_at, run_id on desk.outbox_events
  for each row execute function desk_private.note_outbox_move();

-- Leases due events to a relay; if it dies, the lease ends and they are due again. With ids, only those
-- (right after a commit); otherwise the oldest first, up to p_max_bytes. Inngest takes only objects as data,
-- so other data comes without text. A retry's event has the `user` and `v` of the event that failed.
create function desk.claim_outbox_events(p_limit integer, p_lease_seconds integer,
  p_event_ids text[] default null, p_max_bytes integer default 8388608) returns table (event_id text,
  name text, attempts integer, event text) language sql set search_path = '' as $$
  with due as materialized (
    select event_id, due_at, name, data from desk.outbox_events
    where sent_at is null and due_at <= clock_timestamp()
      and (claimed_until is null or claimed_until <= clock_timestamp())
      and (p_event_ids is null or event_id = any (p_event_ids))
    order by due_at, event_id limit p_limit for update skip locked
  ), written as materialized (
    select d.event_id, d.due_at, case when jsonb_typeof(d.data) = 'object' then (
      jsonb_build_object('id', d.event_id, 'name', d.name, 'data', d.data)
      || case when j.event_data ? 'user' then jsonb_build_object('user', j.event_data -> 'user') else '{}' end
      || case when j.event_data ? 'v' then jsonb_build_object('v', j.event_data -> 'v')
        else '{}' end)::text end as event
    from due d left join desk.failed_job_attempts a on a.event_id = d.event_id
    left join public.failed_jobs j on j.id = a.failed_job_id
  ), measured as materialized (
    select w.event_id, w.event, row_number() over in_turn as turn,
      sum(coalesce(octet_length(w.event), 0)) over in_turn as bytes
    from written w window in_turn as (order by w.due_at, w.event_id)
  )
  update desk.outbox_events o
  set claimed_until = clock_timestamp() + make_interval(secs => p_lease_seconds), attempts = o.attempts + 1
  from measured m
  -- A larger one goes alone.
  where o.event_id = m.event_id and (m.bytes <= p_max_bytes or m.turn = 1)
  returning o.event_id, o.name, o.attempts, m.event; $$;

-- Functions that lock several rows take the locks first, in the order of ids: an UPDATE locks rows in
-- whatever order its plan finds them, and two that meet could deadlock.
create function desk.mark_outbox_sent(p_event_ids text[]) returns void
  language plpgsql set search_path = '' as $$
begin
  perform 1 from desk.outbox_events where event_id = any (p_event_ids) order by event_id for update;
  update desk.outbox_events set sent_at = clock_timestamp(), claimed_until = null, last_error = null
  where event_id = any (p_event_ids) and sent_at is null;
end $$;

-- Puts back events that were not sent, each until its time. p_refused: Inngest has certainly taken none.
create function desk.mark_outbox_failed(p_event_ids text[], p_error text, p_delays_ms integer[],
  p_refused boolean default false) returns void language plpgsql set search_path = '' as $$
begin
  perform 1 from desk.outbox_events where event_id = any (p_event_ids) order by event_id for update;
  update desk.outbox_events o set claimed_until = null, last_error = p_error, due_at = clock_timestamp()
    + f.delay * interval '1 millisecond', refusals = refusals + p_refused::integer
  from unnest(p_event_ids, p_delays_ms) as f (event_id, delay)
  where o.event_id = f.event_id and o.sent_at is null;
end $$;

-- Sends waiting events at once, for an admin who knows that Inngest is back.
create function desk.send_outbox_now(p_event_ids text[], p_actor uuid,
  p_request_id text default null) returns jsonb language plpgsql set search_path = '' as $$
declare v_ids text[];
begin
  perform 1 from desk.outbox_events where event_id = any (p_event_ids) order by event_id for update;
  with due as (
    update desk.outbox_events set due_at = clock_timestamp()
    where event_id = any (p_event_ids) and sent_at is null
      and (claimed_until is null or claimed_until <= clock_timestamp())
    returning event_id
  )
  select coalesce(array_agg(event_id order by event_id), '{}') into v_ids from due;
  if v_ids = '{}' then return jsonb_build_object('ok', false, 'code', 'nothing_waits'); end if;
  perform desk_private.log_activity(p_actor, 'outbox_sent_now', 'outbox', array_to_string(v_ids, ' '), null,
    null, jsonb_build_object('event_ids', to_jsonb(v_ids)), null, p_request_id);
  return jsonb_build_object('ok', true, 'event_ids', to_jsonb(v_ids));
end $$;

-- What an event that has not been sent waits for: for the relay that has it, for another try after one that
-- failed, for its time, or for the next turn of a relay.
create function desk_private.outbox_state(o desk.outbox_events) returns text language sql stable as $$
  select case when o.claimed_until > now() then 'sending' when o.attempts > 0 then 'failing'
    when o.due_at > now() then 'scheduled' else 'waiting' end; $$;

-- Counts unsent events by state. Reads those due first, up to p_at_most, which means "at least".
create function desk.outbox_depth(p_at_most integer) returns jsonb
  language sql stable set search_path = '' as $$
  select jsonb_build_object('total', count(*), 'sending', count(*) filter (where state = 'sending'),
    'failing', count(*) filter (where state = 'failing'),
    'scheduled', count(*) filter (where state = 'scheduled'),
    'waiting', count(*) filter (where state = 'waiting'))
  from (
    select desk_private.outbox_state(o) as state from desk.outbox_events o
    where o.sent_at is null order by o.due_at limit p_at_most) unsent; $$;

-- Unsent events of a state, or 'all': those due first, or, of those that fail, those tried most often, which
-- are not going to leave by themselves.
create function desk.list_outbox(p_state text, p_limit integer) returns table (event_id text, name text,
  state text, due_at timestamptz, attempts integer, last_error text, created_at timestamptz)
  language sql stable set search_path = '' as $$
  (select o.event_id, o.name, 'failing', o.due_at, o.attempts, o.last_error, o.created_at
    from desk.outbox_events o
    where p_state = 'failing' and o.sent_at is null and desk_private.outbox_state(o) = 'failing'
    order by o.attempts desc, o.event_id limit p_limit)
  union all
  (select o.event_id, o.name, desk_private.outbox_state(o), o.due_at, o.attempts, o.last_error, o.created_at
    from desk.outbox_events o
    where p_state <> 'failing' and o.sent_at is null
      and (p_state = 'all' or desk_private.outbox_state(o) = p_state)
    order by o.due_at, o.event_id limit p_limit); $$;

-- Keeps the ids that Inngest gave to events when it took them.
create function desk.note_internal_ids(p_event_ids text[], p_internal_ids text[]) returns void
  language plpgsql set search_path = '' as $$
begin
  perform 1 from desk.outbox_events where event_id = any (p_event_ids) order by event_id for update;
  update desk.outbox_events o set internal_ids = o.internal_ids || f.internal_id
  from unnest(p_event_ids, p_internal_ids) as f (event_id, internal_id)
  where o.event_id = f.event_id and f.internal_id <> '' and f.internal_id <> all (o.internal_ids);
end $$;

-- 10_event_watches.sql

-- Watches: after an event is sent, Inngest is asked what became of it.

-- A row is the lease of the server that asks.
create table desk.event_watches (
  event_id text primary key,
  look_at timestamptz not null,
  -- Since when Inngest has had no run of it.
  missing_since timestamptz
);
comment on table desk.event_watches is 'When Inngest is asked again what became of an event';
create index idx_event_watches_look_at on desk.event_watches (look_at);

-- Takes sent events whose end is not known, those not asked about for longest first: young ones every half
-- minute, old ones every ten minutes. Each goes to one server. An attempt that is another service's event is
-- of the kind "event".
create function desk.claim_event_watches(p_limit integer,
  p_after_seconds integer default 30) returns table (event_id text, kind text, order_id uuid,
  operation_id uuid, part integer, run_id text, internal_ids text[]) language sql set search_path = '' as $$
  with waiting as materialized (
    select a.event_id, case when desk_private.event_reports(a.event) then 'attempt' else 'event' end as kind,
      desk_private.event_order_id(a.event) as order_id, null::uuid as operation_id,
      null::integer as part, a.run_id, coalesce(o.sent_at, a.requested_at) as since
    from desk.failed_job_attempts a left join desk.outbox_events o on o.event_id = a.event_id
    where a.outcome = 'pending' and (o.event_id is null or o.sent_at is not null)
    union all select v.generation_event_id, 'generation', v.order_id, null, null, null,
      min(coalesce(o.sent_at, v.generation_requested_at, v.created_at))
    from public.song_variants v left join desk.outbox_events o on o.event_id = v.generation_event_id
    where v.generation_event_id is not null and (o.event_id is null or o.sent_at is not null)
      and not exists (
        select 1 from desk.failed_job_attempts a
        where a.event_id = v.generation_event_id and a.outcome = 'pending')
    group by v.generation_event_id, v.order_id
    union all select o.event_id, 'bulk', null, b.id, b.part, null, o.sent_at from desk.bulk_operations b
    join desk.outbox_events o on o.event_id = format('bulk:%s:part:%s', b.id, b.part)
    where b.state = 'running' and o.sent_at is not null
  ), due as materialized (
    select w.* from waiting w left join desk.event_watches e on e.event_id = w.event_id
    where w.since < now() - p_after_seconds * interval '1 second'
      and (e.event_id is null or e.look_at <= now())
    order by coalesce(e.look_at, w.since), w.event_id limit p_limit
  ), claimed as (
    insert into desk.event_watches as e (event_id, look_at)
    select d.event_id,
      now() + greatest(interval '30 seconds', least(interval '10 minutes', (now() - min(d.since)) / 4))
    from due d group by d.event_id order by d.event_id
    on conflict (event_id) do update set look_at = excluded.look_at where e.look_at <= now()
    returning e.event_id
  )
  select d.event_id, d.kind, d.order_id, d.operation_id, d.part, coalesce(d.run_id, o.run_id, (
      select r.run_id from desk.generation_runs r where r.event_id = d.event_id order by r.began_at desc
        limit 1)),
    coalesce(o.internal_ids, '{}')
  from due d join claimed c on c.event_id = d.event_id
  left join desk.outbox_events o on o.event_id = d.event_id; $$;

-- Inngest has no run of an event. If none has begun, the event is sent again under the same id, so that it
-- cannot run twice. If it was sent often enough, or its run had begun and is gone, it is lost.
create function desk.settle_missing_event(p_event_id text, p_patience_seconds integer default 120,
  p_max_resends integer default 3) returns text language plpgsql set search_path = '' as $$
declare v_since timestamptz; v_event desk.outbox_events;
  v_patience interval := p_patience_seconds * interval '1 second';
begin
  insert into desk.event_watches as w (event_id, look_at, missing_since) values (p_event_id, now(), now())
  on conflict (event_id) do update set missing_since = coalesce(w.missing_since, now())
  returning missing_since into v_since;
  select * into v_event from desk.outbox_events where event_id = p_event_id for update;
  if found and (v_event.sent_at is null or v_event.sent_at > now() - v_patience) then return 'waits'; end if;
  if v_event.event_id is not null and v_event.run_id is null and v_event.resends < p_max_resends then
    update desk.outbox_events
    set sent_at = null, claimed_until = null, due_at = now(), resends = resends + 1, resent_at = now()
    where event_id = p_event_id;
    update desk.event_watches set missing_since = null where event_id = p_event_id;
    return 'resent';
  end if;
  return case when v_since > now() - v_patience then 'waits' else 'lost' end;
end $$;

-- Ends what an event was for when its run is over, or lost, and has not reported it. If all of its songs are
-- there after all, it has succeeded. What other events make is unknown: their run is believed.
create function desk.end_unheard_event(p_event_id text, p_order_id uuid, p_run_id text,
  p_outcome desk.attempt_outcome, p_error_type text, p_error_message text, p_error_stack text default null,
  p_fingerprint text default null, p_title text default null, p_kind text default null,
  p_kind_version integer default 0, p_retry_count integer default 0) returns jsonb
  language plpgsql set search_path = '' as $$
declare v_attempt desk.failed_job_attempts; v_variants integer[]; v_event jsonb; v_answer jsonb;
begin
  perform desk_private.lock_failed_job_of_event(p_event_id);
  perform desk_private.lock_shop_orders(array[p_order_id]);
  perform 1 from public.song_variants where order_id = p_order_id order by id for update;
  select * into v_attempt from desk.failed_job_attempts where event_id = p_event_id;
  select array_agg(variant_number order by variant_number) into v_variants from public.song_variants
  where order_id = p_order_id and generation_event_id = p_event_id;
  if v_variants is null and v_attempt.outcome is distinct from 'pending'
  then return jsonb_build_object('ok', true, 'result', 'nothing_open'); end if;
  if v_attempt.outcome = 'pending' and desk_private.event_reports(v_attempt.event)
    and desk_private.event_is_made(v_attempt.event) then
    return desk.end_attempt_of_event(p_event_id, p_run_id);
  end if;
  v_event := coalesce(v_attempt.event,
    (select jsonb_build_object('id', event_id, 'name', name, 'data', data) from desk.outbox_events
      where event_id = p_event_id),
    -- Another service sent it, such as the shop.
    jsonb_build_object('id', p_event_id, 'name', 'song/generation.requested', 'data',
      jsonb_build_object('order_id', p_order_id, 'variant_numbers', to_jsonb(v_variants))));
  v_answer := desk.record_failed_job(
    coalesce(p_run_id, 'lost:' || p_event_id || ':' || coalesce(p_order_id::text, '')),
    'song_generation', v_event, p_error_type, p_error_message, p_retry_count, p_error_stack, p_fingerprint,
    p_title, p_kind, p_kind_version, p_outcome);
  -- What was recorded before may have left songs that no run makes.
  perform desk_private.fail_variants(v_event);
  if p_outcome <> 'failed' then
    insert into desk.ended_generations (event_id, order_id, variant_number, how)
    select p_event_id, o.id, n, case p_outcome when 'cancelled' then 'cancelled' else 'lost' end
    from desk.shop_orders o, unnest(desk_private.event_variant_numbers(v_event)) n where o.id = p_order_id
    on conflict do nothing;
  end if;
  return v_answer;
end $$;

-- 11_generation.sql

-- Generation: songs being made. A song keeps playing until its new version is complete: what is under way
-- (generation_event_id and the columns beside it) says nothing about the song that plays.

alter table public.song_variants
  -- What is in Storage under storage_path, so that a byte range is answered without asking Storage first; it
  -- is asked when these are null.
  add column audio_bytes integer,
  add column audio_type text,
  -- The event that is to generate this variant; null when nothing is under way.
  add column generation_event_id text,
  add column generation_requested_at timestamptz,
  add column generation_requested_by uuid references desk.staff_members (user_id) on delete set null,
  -- When the run counts as lost, being silent for so long. Each try says how long it may take.
  add column generation_alive_until timestamptz,
  -- What the variant was before it was asked for again, by which event, to return to when that is stopped.
  add column replaced jsonb,
  -- When the last new version of a complete variant failed; null once one is finished.
  add column new_version_failed_at timestamptz,
  -- Tries that have begun for what is under way, or was last.
  add column generation_tries integer not null default 0,
  add constraint song_variants_audio_bytes_check check (audio_bytes > 0) not valid;
alter table public.song_variants validate constraint song_variants_audio_bytes_check;

create index idx_song_variants_generation_requested_by on public.song_variants (generation_requested_by);

-- Little is under way: finds lost runs, and a variant by the event that makes it.
create index idx_song_variants_generation_event_id on public.song_variants (generation_event_id)
  where generation_event_id is not null;

-- The last songs that were finished, and how long they took, from the index alone.
create index idx_song_variants_completed_at on public.song_variants (completed_at) include (created_at)
  where completed_at is not null;

-- Generations that ended before their run said so: someone stopped them, or they were lost. A run that comes
-- back finds itself here and does nothing, so that what was given up is not made after all.
create table desk.ended_generations (
  event_id text not null,
  order_id uuid not null,
  variant_number integer not null,
  how text not null check (how in ('cancelled', 'lost')),
  ended_at timestamptz not null default now(),
  primary key (event_id, order_id, variant_number)
);
comment on table desk.ended_generations is
  'Runs that were stopped or lost, for each variant that they were to make';
create index idx_ended_generations_order_id on desk.ended_generations (order_id);

-- Finds an order by the id of a run or an event, also while the run is alive and after it has succeeded.
create table desk.generation_runs (
  run_id text primary key,
  event_id text not null,
  order_id uuid not null,
  began_at timestamptz not null default now()
);
comment on table desk.generation_runs is 'The runs that make an order''s songs, from when each began';
create index idx_generation_runs_event_id on desk.generation_runs (event_id);
create index idx_generation_runs_order_id on desk.generation_runs (order_id);

-- What the song API is told of an order beside the brief, unchanged.
create table desk.song_options (
  order_id uuid primary key,
  options jsonb not null
);
comment on table desk.song_options is 'Options for the song API, by order; the shop may write them';

-- Whether a changed brief is valid; the same rules as briefChangeSchema in app/lib/generation/brief.ts.
create function desk_private.brief_change_is_valid(p_brief jsonb) returns boolean
  language sql immutable set search_path = '' as $$
  select jsonb_typeof(p_brief) = 'object' and p_brief <> '{}' and not exists (
    select 1 from jsonb_each(case when jsonb_typeof(p_brief) = 'object' then p_brief else '{}' end) f
    where f.key <> all (array['recipient_name', 'occasion', 'genre', 'mood', 'language', 'message'])
      or (f.key = 'message' and jsonb_typeof(f.value) not in ('string', 'null'))
      or (f.key = 'message' and length(btrim(f.value #>> '{}', E' \t\n\r')) > 2000)
      or (f.key <> 'message' and (jsonb_typeof(f.value) <> 'string'
        or length(btrim(f.value #>> '{}', E' \t\n\r')) not between 1 and 100))
      or (f.key = 'language' and (f.value #>> '{}') !~ '^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$')); $$;

-- What is under way for a variant: "waiting" for its run, "making" once a try has begun, or null.
create function desk_private.generation_under_way(p_variant public.song_variants) returns text
  language sql immutable as $$
  select case
    when p_variant.generation_status = 'generating'
      or (p_variant.generation_event_id is not null and p_variant.generation_status = 'complete'
        and p_variant.generation_alive_until is not null) then 'making'
    when p_variant.generation_event_id is not null then 'waiting'
  end; $$;

-- The automatic retries of an event's variants, without first tries; null when no try has begun.
create function desk.generation_retries(p_event_id text) returns integer
  language sql stable set search_path = '' as $$
  select max(generation_tries) - 1 from public.song_variants
  where generation_event_id = p_event_id and generation_tries > 0; $$;

-- Marks variants of an order as waiting for an event, and makes those that are not there.
create function desk_private.await_songs(p_order desk.shop_orders, p_variant_numbers integer[],
  p_event_id text, p_actor uuid) returns void language sql set search_path = '' as $$
  insert into public.song_variants as v (
    order_id, user_id, variant_number, storage_path, generation_event_id, generation_requested_at,
    generation_requested_by)
  select p_order.id, p_order.customer_id, n, 'unrendered', p_event_id, now(), p_actor
  from unnest(p_variant_numbers) as n on conflict (order_id, variant_number) do update
  set replaced = jsonb_build_object('event_id', p_event_id, 'status', v.generation_status,
      'completed_at', v.completed_at, 'duration_ms', v.duration_ms),
    generation_status = case when v.generation_status = 'complete' then v.generation_status
      else 'pending' end,
    completed_at = case when v.generation_status = 'complete' then v.completed_at end,
    duration_ms = case when v.generation_status = 'complete' then v.duration_ms end,
    generation_alive_until = null, generation_tries = 0, generation_event_id = p_event_id,
    generation_requested_at = now(), generation_requested_by = p_actor; $$;

-- Asks for variants of an order to be generated again, whatever their state, unless that is under way
-- already. A song that plays stays. p_brief has what differs from the customer's wishes.
create function desk.request_generation(p_order_id uuid, p_variant_numbers integer[], p_actor uuid,
  p_reason text, p_request_id text default null, p_brief jsonb default null) returns jsonb
  language plpgsql set search_path = '' as $$
declare v_order desk.shop_orders; v_busy public.song_variants; v_before jsonb; v_wishes jsonb;
  v_event_id text := 'generation:' || gen_random_uuid();
  v_data jsonb;
begin
  if desk_private.written_text(p_reason) is null
  then return jsonb_build_object('ok', false, 'code', 'reason_required'); end if;
  if coalesce(array_length(p_variant_numbers, 1), 0) = 0 or not p_variant_numbers <@ array[1, 2, 3, 4, 5]
  then return jsonb_build_object('ok', false, 'code', 'bad_variant'); end if;
  if p_brief is not null and not desk_private.brief_change_is_valid(p_brief)
  then return jsonb_build_object('ok', false, 'code', 'bad_brief'); end if;
  p_variant_numbers := array(select distinct n from unnest(p_variant_numbers) as n order by n);
  perform desk_private.lock_shop_orders(array[p_order_id]);
  select * into v_order from desk.shop_orders where id = p_order_id;
  if not found then return jsonb_build_object('ok', false, 'code', 'not_found'); end if;
  -- A song belongs to a customer.
  if not exists (select 1 from desk.shop_customers where id = v_order.customer_id)
  then return jsonb_build_object('ok', false, 'code', 'no_customer'); end if;
  if desk_private.customer_is_erased(v_order.customer_id)
  then return jsonb_build_object('ok', false, 'code', 'erased'); end if;

  perform 1 from public.song_variants
  where order_id = p_order_id and variant_number = any (p_variant_numbers) order by id for update;
  select v.* into v_busy from public.song_variants v
  where order_id = p_order_id and variant_number = any (p_variant_numbers)
    and (generation_event_id is not null
      -- Marked as generating, without an event: taken over once no run can still be making it.
      or (generation_status = 'generating' and not desk_private.generation_is_lost(v)))
  order by variant_number limit 1;
  if found then
    return jsonb_build_object('ok', false, 'code', 'already_generating',
      'variant_number', v_busy.variant_number, 'requested_at', v_busy.generation_requested_at,
      'requested_by', (select full_name from desk.staff_members
        where user_id = v_busy.generation_requested_by),
      'event_id', v_busy.generation_event_id, 'lost', desk_private.generation_is_lost(v_busy));
  end if;

  if p_brief is not null then
    v_wishes := coalesce(v_order.brief, '{}');
    select jsonb_object_agg(key, value) into p_brief from jsonb_each(p_brief)
    where value is distinct from v_wishes -> key;
  end if;
  select coalesce(jsonb_object_agg(variant_number, generation_status), '{}') into v_before
  from public.song_variants where order_id = p_order_id and variant_number = any (p_variant_numbers);
  perform desk_private.await_songs(v_order, p_variant_numbers, v_event_id, p_actor);

  v_data := jsonb_build_object('order_id', p_order_id, 'variant_numbers', to_jsonb(p_variant_numbers));
  if p_brief is not null then
    v_data := v_data || jsonb_build_object('brief', p_brief);
    v_before := v_before || jsonb_build_object('brief',
      (select jsonb_object_agg(key, v_wishes -> key) from jsonb_object_keys(p_brief) as key));
  end if;
  insert into desk.outbox_events (event_id, name, data)
  values (v_event_id, 'song/generation.requested', v_data);
  perform desk_private.log_activity(p_actor, 'generation_requested', 'order', p_order_id::text, p_order_id,
    v_before, v_data || jsonb_build_object('event_id', v_event_id), p_reason, p_request_id);
  return jsonb_build_object('ok', true, 'event_id', v_event_id);
end $$;

-- A run begins to work on an event; each try of its first step calls this. Answers whether it may: not when
-- another run has the event, or when the event's attempt ended without this run. Notes the start of the
-- attempt, and the order that the run is for. Any run may take an event that the desk did not send.
create function desk.begin_run(p_event_id text, p_run_id text, p_order_id uuid default null) returns boolean
  language plpgsql set search_path = '' as $$
begin
  insert into desk.generation_runs (run_id, event_id, order_id)
  select p_run_id, p_event_id, o.id from desk.shop_orders o where o.id = p_order_id
  on conflict (run_id) do nothing;
  update desk.outbox_events set run_id = p_run_id where event_id = p_event_id and run_id is null;
  update desk.failed_job_attempts set run_id = p_run_id, started_at = now()
  where event_id = p_event_id and run_id is null and outcome = 'pending';
  return not exists (
      select 1 from desk.outbox_events where event_id = p_event_id and run_id is distinct from p_run_id)
    and not exists (
      select 1 from desk.failed_job_attempts where event_id = p_event_id
        and run_id is distinct from p_run_id);
end $$;

-- A run tries to make a variant, or a new version of it. Answers what the customer asked for, or why there is
-- nothing to do: complete (the song is there, and this event asks for no new one), superseded (a newer
-- request has the variant), ended (stopped or given up), erased, not_found, order_not_found. After
-- p_silent_seconds of silence the run counts as lost. The first try is a line in the order's history.
create function desk.begin_variant_generation(p_order_id uuid, p_variant_number integer, p_event_id text,
  p_silent_seconds integer default 3600) returns jsonb language plpgsql set search_path = '' as $$
declare v_variant public.song_variants; v_begun boolean;
begin
  select * into v_variant from public.song_variants
  where order_id = p_order_id and variant_number = p_variant_number for update;
  if not found then
    return jsonb_build_object('ok', false, 'code',
      case when exists (select 1 from desk.shop_orders where id = p_order_id) then 'not_found'
        else 'order_not_found' end);
  end if;
  if desk_private.customer_is_erased(v_variant.user_id)
  then return jsonb_build_object('ok', false, 'code', 'erased'); end if;
  if v_variant.generation_event_id is not null and v_variant.generation_event_id <> p_event_id
  then return jsonb_build_object('ok', false, 'code', 'superseded'); end if;
  if exists (select 1 from desk.ended_generations
      where event_id = p_event_id and order_id = p_order_id and variant_number = p_variant_number) then
    return jsonb_build_object('ok', false, 'code', 'ended');
  end if;
  if v_variant.generation_status = 'complete' and v_variant.generation_event_id is null
  then return jsonb_build_object('ok', false, 'code', 'complete'); end if;
  v_begun := v_variant.generation_event_id is not null
    and desk_private.generation_under_way(v_variant) = 'making';
  update public.song_variants
  set generation_status = case when generation_status = 'complete' then generation_status
    else 'generating' end,
    generation_event_id = p_event_id, generation_requested_at = coalesce(generation_requested_at, now()),
    generation_alive_until = now() + p_silent_seconds * interval '1 second',
    generation_tries = case when v_begun then generation_tries + 1 else 1 end
  where id = v_variant.id;
  if not v_begun then
    perform desk_private.log_activity(null, 'variant_started', 'variant', v_variant.id::text, p_order_id,
      jsonb_build_object('status', v_variant.generation_status),
      jsonb_build_object('variant_number', p_variant_number, 'event_id', p_event_id, 'status',
        case when v_variant.generation_status = 'complete' then 'complete' else 'generating' end),
      null, null);
  end if;
  return (
    select jsonb_build_object('ok', true, 'variant_id', v_variant.id, 'recipient_name', o.recipient_name,
      'occasion', o.occasion, 'genre', o.brief -> 'genre', 'mood', o.brief -> 'mood',
      'language', o.brief -> 'language', 'message', o.brief -> 'message',
      'provider_options', coalesce(s.options, '{}'))
    from desk.shop_orders o left join desk.song_options s on s.order_id = o.id where o.id = p_order_id);
end $$;

-- A song is about to be uploaded. If its run dies before the song is its variant's, the file is removed a day
-- later, or with everything else of an erased customer.
create function desk.announce_song_file(p_order_id uuid, p_variant_number integer, p_path text) returns void
  language sql set search_path = '' as $$
  insert into desk.discarded_files (path, due_at, user_id)
  select p_path, now() + interval '1 day', user_id from public.song_variants
  where order_id = p_order_id and variant_number = p_variant_number on conflict (path) do nothing; $$;

-- A variant's new song is in Storage and takes its place; with the last song of a retry, the attempt ends.
-- discard_replaced_song() keeps the song before. A song that arrives after its attempt was ended by hand is
-- taken, as long as no one has asked for another.
create function desk.complete_variant_generation(p_order_id uuid, p_variant_number integer, p_event_id text,
  p_storage_path text, p_duration_ms integer, p_audio_bytes integer, p_audio_type text) returns jsonb
  language plpgsql set search_path = '' as $$
declare v_variant public.song_variants;
begin
  -- Also makes two variants of one event wait for each other: the later one sees that all are complete.
  perform desk_private.lock_failed_job_of_event(p_event_id);
  select * into v_variant from public.song_variants
  where order_id = p_order_id and variant_number = p_variant_number for update;
  if not found then return jsonb_build_object('ok', false, 'code', 'not_found'); end if;
  if v_variant.generation_status = 'complete' and v_variant.storage_path = p_storage_path
  then return jsonb_build_object('ok', true, 'result', 'already_recorded'); end if;
  if v_variant.generation_event_id is distinct from p_event_id and not (
    v_variant.generation_event_id is null
    and (v_variant.generation_status = 'failed' or v_variant.new_version_failed_at is not null)
    and exists (select 1 from desk.failed_job_attempts where event_id = p_event_id and outcome = 'ended'))
  then
    return jsonb_build_object('ok', false, 'code', 'superseded');
  end if;
  update public.song_variants
  set generation_status = 'complete', storage_path = p_storage_path, duration_ms = p_duration_ms,
    audio_bytes = p_audio_bytes, audio_type = p_audio_type, completed_at = now(), generation_event_id = null,
    generation_requested_at = null, generation_requested_by = null, generation_alive_until = null,
    new_version_failed_at = null
  where id = v_variant.id;
  delete from desk.discarded_files where path = p_storage_path;
  perform desk_private.log_activity(null, 'variant_completed', 'variant', v_variant.id::text, p_order_id,
    jsonb_build_object('status', v_variant.generation_status),
    jsonb_build_object('status', 'complete', 'variant_number', p_variant_number,
      'duration_ms', p_duration_ms), null, p_event_id);
  perform desk.end_attempt_of_event(p_event_id);
  return jsonb_build_object('ok', true, 'result', 'completed');
end $$;

-- A run is over without a song. A song that plays stays; so does the state of what was stopped or given up.
create function desk_private.fail_variants(p_event jsonb) returns integer[]
  language sql set search_path = '' as $$
  with locked as materialized (
    select v.id from public.song_variants v
    where v.order_id = desk_private.event_order_id(p_event)
      and v.variant_number = any (desk_private.event_variant_numbers(p_event))
    order by v.id for update
  ), failed as (
    update public.song_variants v
    set generation_status = case when v.generation_status = 'complete' then v.generation_status
      else 'failed' end,
      new_version_failed_at = case when v.generation_status = 'complete' then now() end,
      generation_event_id = null, generation_requested_at = null, generation_requested_by = null,
      generation_alive_until = null
    where v.id in (select id from locked)
      and (v.generation_event_id = p_event ->> 'id'
        or (v.generation_event_id is null and v.generation_status <> 'complete'))
      and not exists (
        select 1 from desk.ended_generations e
        where e.event_id = p_event ->> 'id' and e.order_id = v.order_id
          and e.variant_number = v.variant_number)
    returning v.variant_number
  )
  select coalesce(array_agg(variant_number order by variant_number), '{}') from failed; $$;

-- A try failed, and the next comes later than usual because the provider said so. Answers whether the run
-- still has the variant: not when it was stopped, given up or taken over meanwhile.
create function desk.keep_generation(p_order_id uuid, p_variant_number integer, p_event_id text,
  p_silent_seconds integer) returns boolean language plpgsql set search_path = '' as $$
begin
  update public.song_variants v set generation_alive_until = greatest(generation_alive_until,
    now() + p_silent_seconds * interval '1 second')
  where order_id = p_order_id and variant_number = p_variant_number and generation_event_id = p_event_id
    and desk_private.generation_under_way(v) = 'making';
  return not exists (
      select 1 from desk.ended_generations
      where event_id = p_event_id and order_id = p_order_id and variant_number = p_variant_number)
    and not exists (
      select 1 from public.song_variants
      where order_id = p_order_id and variant_number = p_variant_number
        and generation_event_id <> p_event_id);
end $$;

-- Ends what is under way for some variants of a locked order, and returns each to what is true: complete with
-- the song it has, failed when a retry is stopped, otherwise what it was. Gives their states, by number.
create function desk_private.end_generations(p_order_id uuid, p_variant_numbers integer[], p_events text[],
  p_attempts text[], out before jsonb, out after jsonb) language sql set search_path = '' as $$
  with ended as (
    insert into desk.ended_generations (event_id, order_id, variant_number, how)
    select generation_event_id, order_id, variant_number, 'cancelled' from public.song_variants
    where order_id = p_order_id and generation_event_id = any (p_events)
      and (variant_number = any (p_variant_numbers) or generation_event_id = any (p_attempts))
    on conflict do nothing returning event_id, variant_number
  ), was as (
    select v.id, v.generation_status, v.replaced, e.event_id, v.variant_number
    from ended e join public.song_variants v on v.order_id = p_order_id
      and v.variant_number = e.variant_number
  ), changed as (
    update public.song_variants v set generation_status = case
        when was.generation_status = 'complete' then was.generation_status
        when was.replaced ->> 'event_id' = was.event_id
          then (was.replaced ->> 'status')::public.generation_status
        when was.event_id = any (p_attempts) then 'failed'
        else 'pending' end,
      completed_at = case when was.generation_status = 'complete' then v.completed_at
        when was.replaced ->> 'event_id' = was.event_id then (was.replaced ->> 'completed_at')::timestamptz
        end,
      duration_ms = case when was.generation_status = 'complete' then v.duration_ms
        when was.replaced ->> 'event_id' = was.event_id then (was.replaced ->> 'duration_ms')::integer end,
      generation_event_id = null, generation_requested_at = null, generation_requested_by = null,
      generation_alive_until = null
    from was where v.id = was.id
    returning v.variant_number, v.generation_status, was.generation_status as earlier
  )
  select jsonb_object_agg(variant_number, earlier), jsonb_object_agg(variant_number, generation_status)
  from changed; $$;

-- Stops what is under way for some variants. A retry is stopped as a whole, since its failure is open again.
-- Each such failure gets its own line, so that its history and open pages say by whom, and why.
create function desk.cancel_generation(p_order_id uuid, p_variant_numbers integer[], p_actor uuid,
  p_reason text, p_request_id text default null) returns jsonb language plpgsql set search_path = '' as $$
declare v_events text[]; v_attempts text[]; v_before jsonb; v_after jsonb; v_job public.failed_jobs;
begin
  if desk_private.written_text(p_reason) is null
  then return jsonb_build_object('ok', false, 'code', 'reason_required'); end if;
  select array_agg(distinct generation_event_id) into v_events from public.song_variants
  where order_id = p_order_id and variant_number = any (p_variant_numbers)
    and generation_event_id is not null;
  -- Failures before orders before variants, as everywhere.
  perform 1 from public.failed_jobs where id in (
    select failed_job_id from desk.failed_job_attempts where event_id = any (v_events))
  order by id for update;
  perform desk_private.lock_shop_orders(array[p_order_id]);
  if not exists (select 1 from desk.shop_orders where id = p_order_id)
  then return jsonb_build_object('ok', false, 'code', 'not_found'); end if;
  perform 1 from public.song_variants where order_id = p_order_id order by id for update;
  select array_agg(event_id) into v_attempts from desk.failed_job_attempts
  where event_id = any (v_events) and outcome = 'pending';

  select e.before, e.after into v_before, v_after
  from desk_private.end_generations(p_order_id, p_variant_numbers, v_events, v_attempts) e;
  if v_after is null then return jsonb_build_object('ok', false, 'code', 'nothing_under_way'); end if;

  -- A variant that did not exist before it was asked for is removed again.
  with gone as (
    delete from public.song_variants v using desk.ended_generations e
    where v.order_id = p_order_id and e.order_id = p_order_id and e.variant_number = v.variant_number
      and e.event_id = any (v_events) and e.event_id like 'generation:%' and v.generation_event_id is null
      and v.generation_status = 'pending' and v.replaced ->> 'event_id' is distinct from e.event_id
    returning v.variant_number
  )
  select v_after || coalesce(jsonb_object_agg(variant_number, 'removed'), '{}') into v_after from gone;

  update desk.failed_job_attempts set outcome = 'cancelled', ended_at = now()
    where event_id = any (v_attempts);
  perform desk_private.log_activity(p_actor, 'generation_cancelled', 'order', p_order_id::text, p_order_id,
    v_before, v_after || jsonb_build_object('event_ids', to_jsonb(v_events), 'variant_numbers',
      (select jsonb_agg(key::integer order by key) from jsonb_object_keys(v_after) as key)),
    p_reason, p_request_id);
  for v_job in
    update public.failed_jobs set state = 'open', version = version + 1
    where id in (select failed_job_id from desk.failed_job_attempts where event_id = any (v_attempts))
      and state = 'retrying'
    returning *
  loop
    perform desk_private.log_activity(p_actor, 'retry_cancelled', 'failed_job', v_job.id::text,
      v_job.order_id, jsonb_build_object('state', 'retrying'), jsonb_build_object('state', 'open', 'attempt',
      v_job.attempt), p_reason, p_request_id);
  end loop;
  return jsonb_build_object('ok', true, 'variants', v_after);
end $$;

-- Whether a variant's run is lost: silent for longer than it said, or not begun within a day of sending.
create function desk_private.generation_is_lost(p_variant public.song_variants) returns boolean
  language sql stable set search_path = '' as $$
  select case desk_private.generation_under_way(p_variant)
    when 'making' then coalesce(p_variant.generation_alive_until,
      coalesce(p_variant.generation_requested_at, p_variant.created_at) + interval '1 day') < now()
    when 'waiting' then exists (
      select 1 from desk.outbox_events e
      where e.event_id = p_variant.generation_event_id and e.sent_at < now() - interval '1 day')
    else false
  end; $$;

-- Events whose runs are lost, the longest silent first; those that Inngest can be asked about are left to the
-- watches. Looks into the outbox only for variants that are old enough: with a hundred thousand waiting, that
-- is one comparison of times for each.
create function desk.lost_generations(p_limit integer) returns table (order_id uuid, event_id text)
  language sql stable set search_path = '' as $$
  select v.order_id, v.generation_event_id from public.song_variants v
  where v.generation_event_id in (
    select w.generation_event_id from public.song_variants w
    where w.generation_event_id is not null
      and coalesce(case when w.generation_status <> 'pending' then w.generation_alive_until end,
        coalesce(w.generation_requested_at, w.created_at) + interval '1 day') < now())
    and not exists (
      select 1 from desk.outbox_events o
      where o.event_id = v.generation_event_id and o.internal_ids <> '{}')
  group by 1, 2
  -- While the run is alive, one of its variants is heard of; those that wait for their step are silent.
  having bool_or(desk_private.generation_is_lost(v))
    and bool_and(desk_private.generation_is_lost(v)
      or not (v.generation_status = 'generating'
        or (v.generation_status = 'complete' and v.generation_alive_until is not null)))
  order by min(coalesce(v.generation_alive_until, v.generation_requested_at)) limit p_limit; $$;

-- Gives up a lost run: its variants fail, and a failed job is recorded as if the run had reported it. Its
-- attempt is lost, not failed. Does nothing when called again, or when the run was heard of meanwhile.
create function desk.give_up_generation(p_order_id uuid, p_event_id text, p_error_type text,
  p_error_message text, p_fingerprint text, p_title text) returns jsonb
  language plpgsql set search_path = '' as $$
declare v_lost boolean;
begin
  perform desk_private.lock_failed_job_of_event(p_event_id);
  perform desk_private.lock_shop_orders(array[p_order_id]);
  perform 1 from public.song_variants where order_id = p_order_id order by id for update;
  select bool_or(desk_private.generation_is_lost(v))
    and bool_and(desk_private.generation_is_lost(v)
      or not (v.generation_status = 'generating'
        or (v.generation_status = 'complete' and v.generation_alive_until is not null)))
  into v_lost
  from public.song_variants v where v.order_id = p_order_id and v.generation_event_id = p_event_id;
  if v_lost is not true then return jsonb_build_object('ok', false, 'code', 'not_lost'); end if;
  return desk.end_unheard_event(p_event_id, p_order_id, null, 'lost', p_error_type, p_error_message, null,
    p_fingerprint, p_title);
end $$;

-- The customer's favourite is part of the order's history. Customers set the column with their own account
-- and may not write the record, so the owner of this function does. At most 20 lines a day for each song, or
-- toggling would fill the record; the row itself says which song is the favourite.
create function desk_private.note_favourite() returns trigger
  language plpgsql security definer set search_path = '' as $$
begin
  if (select count(*) from desk.activity
      where subject_type = 'variant' and subject_id = new.id::text and action = 'favourite_chosen'
        and at > now() - interval '1 day') < 20 then
    perform desk_private.log_activity(null, 'favourite_chosen', 'variant', new.id::text, new.order_id, null,
      jsonb_build_object('variant_number', new.variant_number), null, null);
  end if;
  return null;
end $$;
create trigger song_variants_favourite after update of selected on public.song_variants
  for each row when (new.selected is true and old.selected is not true)
  execute function desk_private.note_favourite();

-- 12_song_files.sql

-- Files in Storage that wait for removal: replaced songs, and those of erased customers.

-- A row is deleted with its file.
create table desk.discarded_files (
  path text primary key,
  -- Kept until then, since someone may be listening to it.
  due_at timestamptz not null,
  user_id uuid,
  -- To bring it back by.
  id uuid,
  -- The variant whose song it was; null for a file that cannot be brought back.
  variant_id uuid references public.song_variants (id) on delete set null,
  replaced_at timestamptz,
  duration_ms integer,
  audio_bytes integer,
  audio_type text,
  completed_at timestamptz,
  peaks smallint[]
);
comment on table desk.discarded_files is 'Files that are to be removed from Storage when they are due; '
  'replaced songs can be brought back until then';
create index idx_discarded_files_due_at on desk.discarded_files (due_at, path);
create index idx_discarded_files_user_id on desk.discarded_files (user_id);
create index idx_discarded_files_variant_id on desk.discarded_files (variant_id);

-- Without variants that have no file: they share two words in place of a path, which would make one chain
-- that each change of such a variant reads from end to end.
create index idx_song_variants_rendered_path on public.song_variants using hash (storage_path)
  where storage_path not in ('unrendered', 'erased');

-- Keeps a replaced song for 30 days, in case it is brought back; other files go after a day.
create function desk_private.discard_replaced_song() returns trigger
  language plpgsql security definer set search_path = '' as $$
begin
  if tg_op = 'UPDATE' and old.generation_status = 'complete' and new.storage_path <> 'erased' then
    insert into desk.discarded_files (
      id, path, due_at, user_id, variant_id, replaced_at, duration_ms, audio_bytes, audio_type, completed_at,
        peaks)
    values (gen_random_uuid(), old.storage_path, now() + interval '30 days', old.user_id, old.id, now(),
      old.duration_ms, old.audio_bytes, old.audio_type, old.completed_at,
      (select peaks from desk.song_peaks where variant_id = old.id and storage_path = old.storage_path))
    on conflict (path) do nothing;
  else
    -- Someone may be listening to it.
    insert into desk.discarded_files (path, due_at, user_id)
    values (old.storage_path, now() + interval '1 day', old.user_id) on conflict (path) do nothing;
  end if;
  return null;
end $$;
create trigger song_variants_replaced after update of storage_path on public.song_variants
  for each row when (new.storage_path <> old.storage_path
    and old.storage_path not in ('unrendered', 'erased'))
  execute function desk_private.discard_replaced_song();
create trigger song_variants_discarded after delete on public.song_variants
  for each row when (old.storage_path not in ('unrendered', 'erased'))
  execute function desk_private.discard_replaced_song();

-- Files that are due and that no variant plays; forgets one that is played after all. Skips a song that is
-- being brought back at this moment.
create function desk.take_discarded_files(p_limit integer, p_user_id uuid default null) returns setof text
  language plpgsql set search_path = '' as $$
begin
  delete from desk.discarded_files f
  where f.path in (
      select path from desk.discarded_files
      where due_at <= now() and (p_user_id is null or user_id = p_user_id) order by due_at, path
        limit p_limit)
    and exists (select 1 from public.song_variants v where v.storage_path = f.path
      and v.storage_path not in ('unrendered', 'erased'));
  return query
    select f.path from desk.discarded_files f
    where f.due_at <= now() and (p_user_id is null or f.user_id = p_user_id)
    order by f.due_at, f.path limit p_limit for update skip locked;
end $$;

-- Forgets files that have been removed.
create function desk.forget_discarded_files(p_paths text[]) returns void
  language sql set search_path = '' as $$
  delete from desk.discarded_files where path = any (p_paths); $$;

-- Brings a replaced song back; the one that plays now is kept in its place. Refused once its file is due.
create function desk.restore_former_song(p_variant_id uuid, p_song_id uuid, p_actor uuid, p_reason text,
  p_request_id text default null) returns jsonb language plpgsql set search_path = '' as $$
declare v_variant public.song_variants; v_song desk.discarded_files;
begin
  if desk_private.written_text(p_reason) is null
  then return jsonb_build_object('ok', false, 'code', 'reason_required'); end if;
  select * into v_variant from public.song_variants where id = p_variant_id for update;
  if not found then return jsonb_build_object('ok', false, 'code', 'not_found'); end if;
  if desk_private.customer_is_erased(v_variant.user_id)
  then return jsonb_build_object('ok', false, 'code', 'erased'); end if;
  select * into v_song from desk.discarded_files where id = p_song_id
    and variant_id = p_variant_id for update;
  -- By the clock, not by the start of this transaction: a file that is due may be on its way out.
  if not found or v_song.due_at <= clock_timestamp()
  then return jsonb_build_object('ok', false, 'code', 'no_former_song'); end if;
  update public.song_variants
  set generation_status = 'complete', storage_path = v_song.path, duration_ms = v_song.duration_ms,
    audio_bytes = v_song.audio_bytes, audio_type = v_song.audio_type, completed_at = v_song.completed_at,
    new_version_failed_at = null
  where id = p_variant_id;
  if v_song.peaks is not null then
    insert into desk.song_peaks as p (variant_id, storage_path, peaks)
    values (p_variant_id, v_song.path, v_song.peaks)
    on conflict (variant_id) do update set storage_path = excluded.storage_path, peaks = excluded.peaks;
  end if;
  delete from desk.discarded_files where path = v_song.path;
  perform desk_private.log_activity(p_actor, 'song_restored', 'variant', p_variant_id::text,
    v_variant.order_id, jsonb_build_object('completed_at', v_variant.completed_at, 'duration_ms',
    v_variant.duration_ms), jsonb_build_object('variant_number', v_variant.variant_number, 'completed_at',
      v_song.completed_at, 'duration_ms', v_song.duration_ms), p_reason, p_request_id);
  return jsonb_build_object('ok', true);
end $$;

-- 13_share_links.sql

-- Share links: who may open a song, how it sounds, how often it is played.

alter table public.song_variants
  -- When someone listened to it first.
  add column first_played_at timestamptz,
  -- Null: not revoked, never expires.
  add column share_revoked_at timestamptz,
  add column share_expires_at timestamptz,
  -- What the giver allows the holder of the link.
  add column allow_download boolean not null default false,
  add column allow_embed boolean not null default false,
  -- Goes up with every change of the link: staff act on the version that they saw.
  add column share_version integer not null default 1;

-- A link that has ended must not open by another door: the public key reads the row by Phase 1's policy.
-- Restrictive, so that it still stands beside that one when Phase 1 is pasted again.
create policy "Ended share links open nothing" on public.song_variants as restrictive
  for select to anon
  using (share_revoked_at is null and (share_expires_at is null or share_expires_at > now()));

-- 0 to 255, read from the audio itself. They belong to one file: a song that is made again has another.
create table desk.song_peaks (
  variant_id uuid primary key references public.song_variants (id) on delete cascade,
  storage_path text not null,
  peaks smallint[] not null check (cardinality(peaks) between 1 and 512)
);
comment on table desk.song_peaks is 'How loud each song is from beginning to end, for its waveform';

-- One row a song; none before the first play.
create table desk.song_plays (
  variant_id uuid primary key references public.song_variants (id) on delete cascade,
  plays integer not null check (plays > 0),
  first_played_at timestamptz not null,
  last_played_at timestamptz not null
);
comment on table desk.song_plays is 'How often each song was played, and when first';

-- A keyed hash that identifies no one, deleted after the day.
create table desk.song_listeners (
  variant_id uuid not null references public.song_variants (id) on delete cascade,
  day date not null,
  listener text not null,
  primary key (variant_id, day, listener)
);
comment on table desk.song_listeners is 'Keyed hashes of today''s listeners, so that each counts once';
create index idx_song_listeners_day on desk.song_listeners (day);

-- One row a song; none before its link was opened.
create table desk.song_openings (
  variant_id uuid primary key references public.song_variants (id) on delete cascade
);
comment on table desk.song_openings is 'The songs whose share link was opened; when is in the record';

-- Requests in the current window, by link, and by address for wrong ones. Keys are hashes.
create table desk.share_limits (
  key text primary key,
  requests integer not null,
  window_ends timestamptz not null
);
comment on table desk.share_limits is 'How often links and wrong links are asked for, for the limits';
create index idx_share_limits_window_ends on desk.share_limits (window_ends);

-- What the holder of a share link may know; nothing once the link is revoked or has expired. Takes text, so
-- that a malformed token finds nothing instead of failing.
create function public.find_shared_song(p_token text) returns table (variant_id uuid,
  generation_status public.generation_status, storage_path text, duration_ms integer, audio_bytes integer,
  audio_type text, completed_at timestamptz, recipient_name text, occasion text,
  peaks smallint[], allow_download boolean, allow_embed boolean)
  language sql stable security definer set search_path = '' as $$
  select v.id, v.generation_status, v.storage_path, v.duration_ms, v.audio_bytes, v.audio_type,
    v.completed_at, coalesce(o.recipient_name, ''), coalesce(o.occasion, ''), p.peaks, v.allow_download,
    v.allow_embed
  from public.song_variants v join desk.shop_orders o on o.id = v.order_id
  left join desk.song_peaks p on p.variant_id = v.id and p.storage_path = v.storage_path
  where v.share_token = case
      when p_token ~* '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$' then p_token::uuid
    end
    and v.share_revoked_at is null
    and (v.share_expires_at is null or v.share_expires_at > now()); $$;

-- What the customer wrote beside the order, for the page of a song. The server alone may ask, and does where
-- the shop shows it: it may have been meant for whoever makes the song.
create function desk.find_share_message(p_variant_id uuid) returns text
  language sql stable set search_path = '' as $$
  select o.brief ->> 'message' from public.song_variants v join desk.shop_orders o on o.id = v.order_id
  where v.id = p_variant_id; $$;

-- A link as answers, refusals and the record show it: never the token.
create function desk_private.share_link_state(p_variant public.song_variants) returns jsonb
  language sql stable set search_path = '' as $$
  select jsonb_build_object('state', case
      when p_variant.share_revoked_at is not null then 'revoked'
      when p_variant.share_expires_at <= now() then 'expired'
      else 'live'
    end,
    'version', p_variant.share_version, 'revoked_at', p_variant.share_revoked_at,
    'expires_at', p_variant.share_expires_at, 'allow_download', p_variant.allow_download,
    'allow_embed', p_variant.allow_embed); $$;

-- A refusal with the state of the link, and who changed it last and when. Opening a link does not change it.
create function desk_private.share_link_refusal(p_code text, p_variant public.song_variants) returns jsonb
  language sql stable set search_path = '' as $$
  select jsonb_build_object('ok', false, 'code', p_code, 'link', desk_private.share_link_state(p_variant),
    'changed_by', a.actor_name, 'changed_at', a.at)
  from (select 1) one
  left join lateral (
    select actor_name, at from desk.activity
    where subject_type = 'variant' and subject_id = p_variant.id::text and action like 'share\_link\_%'
      and action <> 'share_link_opened'
    order by id desc limit 1
  ) a on true; $$;

-- Changes a link: rotate (a new token; the old link is dead), revoke, restore, or set what p_settings names:
-- expires_at, allow_download, allow_embed.
create function desk.change_share_link(p_variant_id uuid, p_change text, p_settings jsonb default '{}',
  p_actor uuid default null, p_note text default null, p_expected_version integer default null,
  p_request_id text default null) returns jsonb language plpgsql set search_path = '' as $$
declare v_before public.song_variants; v_after public.song_variants; v_code text; v_action text;
begin
  select * into v_before from public.song_variants where id = p_variant_id for update;
  if not found then return jsonb_build_object('ok', false, 'code', 'not_found'); end if;
  v_code := case
    when desk_private.written_text(p_note) is null then 'note_required'
    when p_expected_version <> v_before.share_version then 'changed_meanwhile'
    when p_change = 'revoke' and v_before.share_revoked_at is not null then 'already_revoked'
    when p_change = 'restore' and v_before.share_revoked_at is null then 'not_revoked'
    when p_change = 'set' and (p_settings ->> 'expires_at')::timestamptz <= now() then 'already_past'
  end;
  if v_code is not null then return desk_private.share_link_refusal(v_code, v_before); end if;

  v_after := v_before;
  case p_change
    when 'rotate' then
      v_action := 'share_link_rotated';
      v_after.share_token := gen_random_uuid();
      v_after.share_revoked_at := null;
      -- An end that has passed belonged to the old link.
      v_after.share_expires_at :=
        case when v_before.share_expires_at > now() then v_before.share_expires_at end;
    when 'revoke' then
      v_action := 'share_link_revoked';
      v_after.share_revoked_at := now();
    when 'restore' then
      v_action := 'share_link_restored';
      v_after.share_revoked_at := null;
    when 'set' then
      v_action := 'share_link_set';
      if p_settings ? 'expires_at' then
        v_after.share_expires_at := (p_settings ->> 'expires_at')::timestamptz;
      end if;
      v_after.allow_download := coalesce((p_settings ->> 'allow_download')::boolean, v_before.allow_download);
      v_after.allow_embed := coalesce((p_settings ->> 'allow_embed')::boolean, v_before.allow_embed);
  end case;
  update public.song_variants
  set share_token = v_after.share_token, share_revoked_at = v_after.share_revoked_at,
    share_expires_at = v_after.share_expires_at, allow_download = v_after.allow_download,
    allow_embed = v_after.allow_embed, share_version = share_version + 1
  where id = p_variant_id returning * into v_after;
  perform desk_private.log_activity(p_actor, v_action, 'variant', v_after.id::text, v_after.order_id,
    desk_private.share_link_state(v_before),
    desk_private.share_link_state(v_after) || jsonb_build_object('variant_number', v_after.variant_number),
    p_note, p_request_id);
  return jsonb_build_object('ok', true, 'link',
    desk_private.share_link_state(v_after) || jsonb_build_object('share_token', v_after.share_token));
end $$;

-- Keeps the peaks of a file, unless the variant has another file by now.
create function desk.save_song_peaks(p_variant_id uuid, p_storage_path text,
  p_peaks integer[]) returns boolean language plpgsql set search_path = '' as $$
begin
  if 0 > any (p_peaks) or 255 < any (p_peaks) or coalesce(cardinality(p_peaks), 0) not between 1 and 512
  then return false; end if;
  insert into desk.song_peaks (variant_id, storage_path, peaks)
  select id, storage_path, p_peaks::smallint[] from public.song_variants
  where id = p_variant_id and storage_path = p_storage_path
  on conflict (variant_id) do update set storage_path = excluded.storage_path, peaks = excluded.peaks;
  return found;
end $$;

-- Someone opens a share link. The first time is a line in the order's history; later ones write nothing.
create function desk.record_opening(p_variant_id uuid) returns boolean
  language plpgsql set search_path = '' as $$
declare v_variant public.song_variants;
begin
  select * into v_variant from public.song_variants where id = p_variant_id;
  if not found or exists (select 1 from desk.song_openings where variant_id = p_variant_id)
  then return false; end if;
  insert into desk.song_openings (variant_id) values (p_variant_id) on conflict do nothing;
  if not found then return false; end if;
  perform desk_private.log_activity(null, 'share_link_opened', 'variant', p_variant_id::text,
    v_variant.order_id, null, jsonb_build_object('variant_number', v_variant.variant_number), null, null);
  return true;
end $$;

-- Someone listens. Counts once per listener and day; the first play is a line in the order's history.
create function desk.record_play(p_variant_id uuid, p_listener text) returns boolean
  language plpgsql set search_path = '' as $$
declare
  v_today date := (now() at time zone 'utc')::date;
  v_variant public.song_variants; v_plays integer;
begin
  select * into v_variant from public.song_variants where id = p_variant_id;
  if not found or p_listener is null then return false; end if;
  -- A few of past days each time, so that no one waits for many.
  delete from desk.song_listeners where ctid = any (array(
    select ctid from desk.song_listeners where day < v_today limit 100 for update skip locked));
  insert into desk.song_listeners (variant_id, day, listener) values (p_variant_id, v_today, p_listener)
  on conflict do nothing;
  if not found then return false; end if;
  insert into desk.song_plays as s (variant_id, plays, first_played_at, last_played_at)
  values (p_variant_id, 1, now(), now())
  on conflict (variant_id) do update set plays = s.plays + 1, last_played_at = now()
  returning plays into v_plays;
  if v_plays = 1 then
    update public.song_variants set first_played_at = now() where id = p_variant_id
      and first_played_at is null;
    perform desk_private.log_activity(null, 'first_played', 'variant', p_variant_id::text,
      v_variant.order_id, null, jsonb_build_object('variant_number', v_variant.variant_number), null, null);
  end if;
  return true;
end $$;

-- Counts requests under a key, in a window that begins with the first one. Answers how many seconds to wait
-- if they exceed the limit, else 0.
create function desk.count_share_requests(p_key text, p_requests integer, p_limit integer,
  p_window_seconds integer) returns integer language plpgsql set search_path = '' as $$
declare
  v_now timestamptz := clock_timestamp();
  v_row desk.share_limits;
begin
  if p_key is null or p_requests is null then return 0; end if;
  insert into desk.share_limits as l (key, requests, window_ends)
  values (p_key, p_requests, v_now + make_interval(secs => p_window_seconds))
  on conflict (key) do update set
    requests = case when l.window_ends <= v_now then excluded.requests
                    else least(l.requests::bigint + excluded.requests, 1000000000)::integer end,
    window_ends = case when l.window_ends <= v_now then excluded.window_ends else l.window_ends end
  returning * into v_row;
  -- A window that begins removes some that have ended, so that the table stays small.
  if v_row.requests = p_requests then
    delete from desk.share_limits where key = any (array(
      select key from desk.share_limits where window_ends <= v_now order by window_ends limit 20
      for update skip locked));
  end if;
  return case
    -- By the clock: this call may have waited for the row, and the window begun after its own start.
    when v_row.requests > p_limit
      then greatest(1, ceil(extract(epoch from v_row.window_ends - clock_timestamp()))::integer)
    else 0
  end;
end $$;

-- 14_failed_job_lists.sql

-- Failed jobs as lists. One filter, failed_job_where(), serves list, facets, error groups, bulk and export.

-- Failures that a search's event: or run: names, looked up first so that an index answers the filter.
create function desk_private.failed_jobs_of_event(p_event_id text) returns uuid[]
  language sql stable set search_path = '' as $$
  select array(
    select failed_job_id from desk.failed_job_attempts where event_id = p_event_id
    union select id from public.failed_jobs where event_data ->> 'id' = p_event_id); $$;

create function desk_private.failed_jobs_of_run(p_run_id text) returns uuid[]
  language sql stable set search_path = '' as $$
  select array(
    select id from public.failed_jobs where run_id = p_run_id
    union select failed_job_id from desk.failed_job_attempts where run_id = p_run_id); $$;

-- The customers with this address; empty when there are none.
create function desk.customers_with_address(p_email text) returns uuid[]
  language sql stable set search_path = '' as $$
  select array(select distinct user_id from desk.order_summaries where customer_email = lower(p_email)); $$;

-- Failures named by a whole value: an address, or the id of a failure, order, customer, event or run.
create function desk.failed_jobs_named(p_value text) returns uuid[]
  language plpgsql stable set search_path = '' as $$
declare
  v_id uuid := case
    when p_value ~* '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$' then p_value::uuid end;
begin
  return array(
    select id from (
      select unnest(desk_private.failed_jobs_of_event(p_value) || desk_private.failed_jobs_of_run(p_value))
      union select j.id from public.failed_jobs j where j.id = v_id
      union select j.id from public.failed_jobs j where j.order_id = v_id
      union select j.id from public.failed_jobs j where j.customer_id = v_id
      union select j.id from public.failed_jobs j
        where j.customer_id = any (desk.customers_with_address(p_value))
    ) named (id) limit 1000);
end $$;

-- "Contains this text", as a condition on public.failed_jobs j. Without a state it names each part, or the
-- planner would use no part's index.
create function desk_private.search_text_condition(p_text text, p_state text) returns text
  language sql immutable set search_path = '' as $$
  select format(case when p_state is not null then 'j.search_text like %1$L'
      else
    '(j.state = ''open'' and j.search_text like %1$L or j.state = ''retrying'' and j.search_text like %1$L'
        || ' or j.state in (''resolved'', ''recovered'') and j.search_text like %1$L)' end,
    desk_private.contains_pattern(lower(p_text))); $$;

-- One key of a filter that names a column's value, as a condition; null for another key. Days are the
-- filter's zone's; a job type too long for an address is named by its beginning.
create function desk_private.column_condition(p_key text, p_value jsonb, p_state text, p_today date)
  returns text language plpgsql stable set search_path = '' as $$
declare v_text text := p_value #>> '{}';
begin
  return case p_key
    when 'state' then format('j.state = %L', v_text)
    when 'job_type' then case
      when char_length(v_text) < desk_private.job_type_shown() then format('j.job_type = %L', v_text)
      else format('left(j.job_type, %s) = %L', desk_private.job_type_shown(),
        left(v_text, desk_private.job_type_shown())) end
    when 'kind' then format('j.kind = %L', v_text)
    when 'fingerprint' then format('j.fingerprint = %L', v_text)
    when 'order_id' then format('j.order_id = %L::uuid', v_text)
    -- The beginning of an id, as the first and the last uuid that have it.
    when 'order_range'
      then format('j.order_id between %L::uuid and %L::uuid', p_value ->> 0, p_value ->> 1)
    when 'assignee' then case v_text when 'nobody' then 'j.assignee is null'
      else format('j.assignee = %L::uuid', v_text) end
    when 'due' then case v_text
      when 'overdue' then format('j.needed_by < %L::date', p_today)
      when 'today' then format('j.needed_by = %L::date', p_today)
      when 'week' then format('j.needed_by between %L::date and %L::date', p_today + 1, p_today + 7)
      when 'later' then format('j.needed_by > %L::date and j.needed_by < ''infinity''', p_today + 7)
      when 'none' then 'j.needed_by = ''infinity''' end
    -- Only an open failure can be snoozed; it comes back by itself, and one that is due stays in sight.
    when 'snoozed' then case
      when v_text = 'only' then format('j.state = ''open'' and j.snoozed_until > %L::timestamptz', now())
      when v_text = 'hidden' and coalesce(p_state, 'open') = 'open' then format(
        '(j.snoozed_until is null or j.snoozed_until <= %L::timestamptz or j.needed_by <= %L::date)',
        now(), coalesce(p_today, (now() at time zone 'utc')::date))
      else 'true' end
  end;
end $$;

-- One key of a filter that is looked up or searched, as a condition; null for another key.
create function desk_private.search_condition(p_key text, p_value jsonb, p_state text) returns text
  language plpgsql stable set search_path = '' as $$
declare v_text text := p_value #>> '{}';
begin
  return case p_key
    when 'ids' then format('j.id = any (%L::uuid[])',
      array(select jsonb_array_elements_text(p_value)::uuid))
    when 'assignee_email' then format('j.assignee = any (%L::uuid[])',
      array(select user_id from desk.staff_members where email = lower(v_text)))
    when 'event' then format('j.id = any (%L::uuid[])', desk_private.failed_jobs_of_event(v_text))
    when 'run' then format('j.id = any (%L::uuid[])', desk_private.failed_jobs_of_run(v_text))
    when 'type' then desk_private.search_text_condition(v_text, p_state)
      || format(' and lower(j.error_type) = %L', lower(v_text))
    when 'text' then desk_private.search_text_condition(v_text, p_state)
    when 'address' then (select case when ids = '{}' then desk_private.search_text_condition(v_text, p_state)
      else format('j.customer_id = any (%L::uuid[])', ids) end from desk.customers_with_address(v_text) ids)
    when 'errors' then (select string_agg(desk_private.search_text_condition(one, p_state)
        || format(' and lower(left(j.error_message, 1000)) like %L',
          desk_private.contains_pattern(lower(one))), ' and ')
      from jsonb_array_elements_text(p_value) one)
    when 'payload_texts' then (select string_agg(desk_private.search_text_condition(one, p_state)
        || format(' and desk_private.payload_text(j.event_data) like %L',
          desk_private.contains_pattern(lower(one))), ' and ')
      from jsonb_array_elements_text(p_value) one)
    -- Each is a list of alternatives, since "2" in a search may be a number, a text, or one of several.
    when 'payload' then (select string_agg(term, ' and ') from (
      select '(' || string_agg(format('(j.event_data -> ''data'') @> %L::jsonb', alternative::text), ' or ')
        || ')' as term
      from jsonb_array_elements(p_value) with ordinality terms (alternatives, n),
        jsonb_array_elements(alternatives) alternative group by n) each)
  end;
end $$;

-- A filter as the condition of a query on public.failed_jobs j. Built as text with every value quoted, since
-- the planner picks the right index only when it sees the values. The keys are those of FailedJobCriteria in
-- app/lib/failed-jobs/failed-job-criteria.server.ts; an unknown one is an error: ignored, it would act on the
-- wrong rows.
create function desk_private.failed_job_where(p_filter jsonb) returns text
  language plpgsql stable set search_path = '' as $$
declare
  v_today date := case when p_filter ?| '{due,snoozed}' then desk_private.today_in(p_filter ->> 'zone') end;
  v_state text := p_filter ->> 'state';
  v_key text; v_value jsonb; v_condition text; v_all text[] := '{}';
begin
  for v_key, v_value in select key, value from jsonb_each(coalesce(p_filter, '{}')) order by key loop
    continue when v_key = 'zone';
    v_condition := coalesce(desk_private.column_condition(v_key, v_value, v_state, v_today),
      desk_private.search_condition(v_key, v_value, v_state));
    if v_condition is null and v_key not in ('errors', 'payload_texts', 'payload') then
      raise exception 'a filter has no "%"', v_key using errcode = '22023';
    end if;
    v_all := v_all || v_condition;
  end loop;
  return coalesce(nullif(array_to_string(v_all, ' and '), ''), 'true');
end $$;

-- One page of failures as the desk shows them, each with its order, its assignee and the progress of its
-- retry. Texts are cut at p_text_limit characters. Without a limit, all failures. Pages are cut by comparing
-- rows, which an index answers exactly: p_at has the sort columns of the row after which the page begins,
-- p_from the day at which it begins. p_backwards gives the page before it, in reverse.
create function desk.list_failed_jobs(p_filter jsonb, p_sort text, p_limit integer,
  p_backwards boolean default false, p_at jsonb default null, p_from text default null,
  p_text_limit integer default 500) returns jsonb language plpgsql stable set search_path = '' as $$
declare
  v_ascending boolean := (p_sort <> 'newest') <> p_backwards;
  v_direction text := case when v_ascending then ' asc' else ' desc' end;
  v_columns text[]; v_order text;
  v_where text := desk_private.failed_job_where(p_filter);
  v_rows jsonb;
begin
  -- Phase 1 lets failed_at be null, and a comparison with null matches no row: use the time shown instead.
  v_columns := case p_sort when 'urgency'
    then '{j.needed_by,"coalesce(j.failed_at, j.last_failed_at)",j.id}'::text[]
    else '{j.last_failed_at,j.id}'::text[] end;
  v_order := array_to_string(v_columns, v_direction || ', ') || v_direction;
  if p_at is not null then
    v_where := v_where || format(' and (%s) %s (%s)', array_to_string(v_columns, ', '),
      case when v_ascending then '>' else '<' end, case p_sort
        when 'urgency' then format('%L::date, %L::timestamptz, %L::uuid', p_at ->> 0, p_at ->> 1, p_at ->> 2)
        else format('%L::timestamptz, %L::uuid', p_at ->> 0, p_at ->> 1) end);
  elsif p_from is not null then
    v_where := v_where || ' and '
      || desk_private.from_day_condition(v_columns[1], p_sort = 'urgency', p_from, v_ascending,
        p_filter ->> 'zone');
  end if;
  -- The page is cut in an index before anything is read or joined.
  execute 'with page as (select j.id from public.failed_jobs j where ' || v_where
    || ' order by ' || v_order || format(' limit %L)', p_limit) || '
    select coalesce(jsonb_agg(r.row order by r.n), ''[]'') from (
      select row_number() over (order by ' || v_order || ') as n, jsonb_build_object(
        ''id'', j.id, ''job_type'', desk_private.beginning_of(j.job_type, $1),
        ''error_type'', desk_private.beginning_of(j.error_type, $1),
        ''error_message'', desk_private.beginning_of(j.error_message, $1), ''kind'', j.kind,
        ''fingerprint'', j.fingerprint, ''state'', j.state, ''attempt'', j.attempt, ''version'', j.version,
        ''failed_at'', coalesce(j.failed_at, j.last_failed_at), ''last_failed_at'', j.last_failed_at,
        ''resolved_at'', j.resolved_at, ''needed_by'', j.needed_by, ''snoozed_until'', j.snoozed_until,
        ''assignee'', case when m.user_id is not null
          then jsonb_build_object(''id'', m.user_id, ''name'', m.full_name) end,
        ''attempt_progress'', case when j.state = ''retrying''
          then desk_private.attempt_progress(a.outcome, a.started_at, e.sent_at) end,
        ''order'', case when o.order_id is not null then jsonb_build_object(
          ''id'', o.order_id, ''customer_email'', o.customer_email,
          ''customer_name'', desk_private.beginning_of(o.customer_name, $1),
          ''recipient_name'', desk_private.beginning_of(o.recipient_name, $1),
            ''occasion'', desk_private.beginning_of(o.occasion, $1))
          end) as row
      from page join public.failed_jobs j on j.id = page.id
      left join desk.order_summaries o on o.order_id = j.order_id
      left join desk.staff_members m on m.user_id = j.assignee
      left join desk.failed_job_attempts a
        on j.state = ''retrying'' and a.failed_job_id = j.id and a.attempt = j.attempt
      left join desk.outbox_events e on e.event_id = a.event_id
    ) r'
  into v_rows using p_text_limit;
  return v_rows;
end $$;

-- How many failures are in each state, counted up to p_at_most, so that more history takes no longer.
-- Counters kept by a trigger would make every change of state wait for every other. Of the open ones, those
-- that are snoozed count only when they are due.
create function desk_private.count_failed_jobs(p_at_most integer,
  p_zone text default null) returns table (state desk.failed_job_state, jobs integer)
  language sql stable set search_path = '' as $$
  select s.state, (
    select count(*)::integer
    from (
      -- The order says which index to walk.
      select 1 from public.failed_jobs j where j.state = s.state order by j.last_failed_at limit p_at_most
    ) counted)
  from unnest('{retrying, resolved, recovered}'::desk.failed_job_state[]) as s (state)
  union all select 'open', (
    select count(*)::integer
    from (
      select 1 from public.failed_jobs j
      where j.state = 'open'
        and (j.snoozed_until is null or j.snoozed_until <= now()
          or j.needed_by <= (select desk_private.today_in(p_zone)))
      order by j.last_failed_at limit p_at_most
    ) counted); $$;

-- A page of list_failed_jobs() and the counts by state, up to p_count_up_to; without it, no counts.
create function desk.failed_jobs_page(p_filter jsonb, p_sort text, p_limit integer,
  p_backwards boolean default false, p_at jsonb default null, p_from text default null,
  p_count_up_to integer default null, p_text_limit integer default 500) returns jsonb
  language sql stable set search_path = '' as $$
  select jsonb_build_object(
    'rows', desk.list_failed_jobs(p_filter, p_sort, p_limit, p_backwards, p_at, p_from, p_text_limit),
    'counts', case when p_count_up_to is not null then (
      select jsonb_object_agg(state, jobs)
        from desk_private.count_failed_jobs(p_count_up_to, p_filter ->> 'zone')) end); $$;

-- How many failures of a filter are in each state, each counted over the filter without its own.
create function desk_private.failed_job_states(p_filter jsonb, p_at_most integer) returns jsonb
  language plpgsql stable set search_path = '' as $$
declare
  v_plain boolean := p_filter - '{state,snoozed,zone}'::text[] = '{}';
  v_states jsonb := '[]';
  v_state desk.failed_job_state; v_count integer; v_limit integer; v_filter jsonb;
begin
  foreach v_state in array enum_range(null::desk.failed_job_state) loop
    -- Snoozed failures are hidden among the open ones unless the filter says otherwise.
    v_filter := case when v_state = 'open' and p_filter ->> 'state' is distinct from 'open'
      then '{"snoozed": "hidden"}' else '{}' end::jsonb || p_filter || jsonb_build_object('state', v_state);
    -- Closed failures that a text narrows are read one by one, most of them in vain.
    v_limit := case when v_plain or v_state in ('open', 'retrying') then p_at_most
      when v_filter ? 'text' then p_at_most / 20 else p_at_most / 10 end;
    -- Without a filter the order says which index to walk; with one, the planner knows better.
    execute 'select count(*) from (select 1 from public.failed_jobs j where '
      || desk_private.failed_job_where(v_filter)
      || case when v_plain then ' order by j.last_failed_at' else '' end
      || format(' limit %L) counted', v_limit) into v_count;
    v_states := v_states || jsonb_build_object('value', v_state, 'label', null, 'count', v_count,
      'more', coalesce(v_count >= v_limit, false));
  end loop;
  return v_states;
end $$;

-- How many failures have each value of each facet, each counted over the filter without its own part, up to
-- p_at_most. Of open failures it reads up to five times that many, from an index alone; of others the newest
-- fifth, since each has to be read. Closed states that a filter narrows are counted up to a tenth. "more"
-- marks a figure that is "at least".
create function desk.failed_job_facets(p_filter jsonb, p_at_most integer) returns jsonb
  language plpgsql stable set search_path = '' as $$
declare
  v_rest jsonb := p_filter - '{kind,job_type,assignee,due,snoozed}'::text[];
  v_open boolean := coalesce(p_filter ->> 'state' = 'open', false);
  v_limit integer := case when v_open then 5 * p_at_most else p_at_most / 5 end;
  v_base text; v_facets jsonb;
begin
  v_base :=
    'select j.kind, j.job_type, j.assignee, j.needed_by, j.snoozed_until from public.failed_jobs j where '
    || desk_private.failed_job_where(v_rest)
    || case when v_open then '' else ' order by j.last_failed_at desc' end || format(' limit %L', v_limit);
  -- Ten thousand failures have a few hundred combinations of values: those are counted from here on. A facet
  -- that is not in the filter lets everything pass.
  execute 'with combinations as materialized (
      select b.kind, b.job_type, b.assignee, d.due, d.snoozed, count(*) as n from (' || v_base || ') b
      cross join lateral (select
        case when b.needed_by = ''infinity'' then ''none'' when b.needed_by < $2 then ''overdue''
          when b.needed_by = $2 then ''today'' when b.needed_by <= $2 + 7 then ''week''
            else ''later'' end as due,
        coalesce(b.snoozed_until > now(), false) as snoozed) d
      group by 1, 2, 3, 4, 5
    ), base as materialized (
      select b.kind, left(b.job_type, desk_private.job_type_shown()) as job_type, b.assignee, b.due,
        b.snoozed, b.n, coalesce(b.kind = $1 ->> ''kind'', true) as is_kind,
        coalesce(left(b.job_type, desk_private.job_type_shown()) = left($1 ->> ''job_type'',
          desk_private.job_type_shown()), true) as is_type,
        coalesce(coalesce(b.assignee::text, ''nobody'') = $1 ->> ''assignee'', true) as is_assignee,
        coalesce(b.due = $1 ->> ''due'', true) as is_due,
        case $1 ->> ''snoozed'' when ''hidden'' then not b.snoozed
          or b.due in (''overdue'', ''today'') when ''only'' then b.snoozed else true end as is_snoozed
      from combinations b
    ), counted as (
      select ''kind'' as facet, kind as value, sum(n) as n from base
      where is_type and is_assignee and is_due and is_snoozed group by kind
      union all select ''job_type'', job_type, sum(n) from base
      where is_kind and is_assignee and is_due and is_snoozed group by job_type
      union all select ''assignee'', coalesce(assignee::text, ''nobody''), sum(n) from base
      where is_kind and is_type and is_due and is_snoozed group by assignee
      union all select ''due'', due, sum(n) from base
      where is_kind and is_type and is_assignee and is_snoozed group by due
      union all select ''snoozed'', case when snoozed then ''yes'' else ''no'' end, sum(n) from base
      where is_kind and is_type and is_assignee and is_due group by snoozed
    ), listed as (
      select c.facet, jsonb_agg(jsonb_build_object(''value'', c.value, ''label'', m.full_name,
        ''count'', least(c.n, $3), ''more'', coalesce(c.n >= $3 or t.total >= $4, false))
          order by c.n desc, c.value) as facet_values
      from counted c cross join (select sum(n) as total from base) t
      left join desk.staff_members m on c.facet = ''assignee'' and m.user_id::text = c.value
      group by c.facet
    )
    select coalesce(jsonb_object_agg(facet, facet_values), ''{}'')
      || jsonb_build_object(''at_least'', coalesce((select sum(n) from base) >= $4, false)) from listed'
  using p_filter, desk_private.today_in(p_filter ->> 'zone'), p_at_most, v_limit
  into v_facets;
  return jsonb_build_object('kind', '[]'::jsonb, 'job_type', '[]'::jsonb, 'assignee', '[]'::jsonb,
    'due', '[]'::jsonb, 'snoozed', '[]'::jsonb) || v_facets
    || jsonb_build_object('state', desk_private.failed_job_states(p_filter, p_at_most));
end $$;

-- A customer's newest failures as rows of a list.
create function desk.failed_jobs_of_customer(p_customer_id uuid, p_limit integer) returns jsonb
  language sql stable set search_path = '' as $$
  select desk.list_failed_jobs(jsonb_build_object('ids', array(
      select id from public.failed_jobs where customer_id = p_customer_id order by last_failed_at desc,
        id desc limit p_limit)),
    'newest', p_limit); $$;

-- Which of some texts are names: of customers and recipients, and of staff. Ignores case.
create function desk.names_among(p_texts text[]) returns jsonb language sql stable set search_path = '' as $$
  with texts as materialized (select distinct given, lower(given) as lowered from unnest(p_texts) given)
  select jsonb_build_object('customers', coalesce((select jsonb_agg(given) from texts
      where exists (select 1 from desk.shop_customers
          where name_key = lowered collate "C")
        or exists (select 1 from desk.order_summaries
          where lower(recipient_name) collate "C" = lowered collate "C")), '[]'),
    'staff', coalesce((select jsonb_agg(given) from texts
      where lowered in (select lower(full_name) from desk.staff_members)), '[]')); $$;

-- Records that someone exported the failures of a filter: the file has customers' addresses.
create function desk.record_export(p_actor uuid, p_filter jsonb,
  p_request_id text default null) returns void language sql set search_path = '' as $$
  select desk_private.log_activity(p_actor, 'exported', 'failed_jobs', 'csv', null, null, p_filter, null,
    p_request_id); $$;

-- 15_order_lists.sql

-- Orders as a list.

-- The shortest and the longest time from an order to its occasion, in days: two looks into an index.
create function desk_private.order_lead() returns jsonb language sql stable set search_path = '' as $$
  select jsonb_build_object('shortest', min(needed_by - (created_at at time zone 'UTC')::date),
    'longest', max(needed_by - (created_at at time zone 'UTC')::date))
  from desk.order_summaries
  where needed_by > '-infinity' and needed_by < 'infinity' and isfinite(created_at); $$;

-- What a filter by one of an order's two days implies for the other, by which the list is sorted. Removes no
-- row; without it the list would be read from its end, past everything newer or older than wanted.
create function desk_private.order_lead_condition(p_filter jsonb, p_sort text) returns text
  language plpgsql stable set search_path = '' as $$
declare v_shortest integer; v_longest integer;
  v_most constant integer := 36500;
begin
  if not p_filter ?| (case p_sort when 'created_at' then '{occasion_from,occasion_to}'
    else '{created_from}' end)::text[] then
    return null;
  end if;
  -- Beyond this many days nothing is implied. One day more on each side, since the lead is in UTC and the
  -- filter's days are in its zone.
  select case when shortest between -v_most and v_most then shortest - 1 end,
    case when longest between -v_most and v_most then longest + 1 end
  into v_shortest, v_longest
  from desk_private.order_lead() lead, jsonb_to_record(lead) as t (shortest integer, longest integer);
  -- A bound without a day is null, and left out. An end implies nothing: orders without a day come last.
  return nullif(concat_ws(' and ', variadic case p_sort
    when 'created_at' then array[
      's.created_at >= '
        || quote_literal(((p_filter ->> 'occasion_from')::date - v_longest)::timestamp at time zone 'utc'),
      's.created_at < '
        || quote_literal(((p_filter ->> 'occasion_to')::date - v_shortest + 1)::timestamp at time zone 'utc')]
    else array['s.needed_by >= ' || quote_literal((p_filter ->> 'created_from')::date + v_shortest)]
  end), '');
end $$;

-- A search among orders: one by its id; those of an address that someone has; else all whose address contains
-- the text. A whole address shares most of its trigrams with half of the others.
create function desk_private.order_search_condition(p_text text) returns text
  language sql stable set search_path = '' as $$
  select case
    when q = '' then null
    when q ~ '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$'
      then format('s.order_id = %L::uuid', q)
    when q ~ '^[^\s@]+@[^\s@]+\.[^\s@]+$' and exists (select 1 from desk.order_summaries
      where customer_email = q)
      then format('s.customer_email = %L', q)
    else format('s.customer_email like %L', desk_private.contains_pattern(q))
  end
  from (select lower(btrim(p_text, E' \t\n\r'))) t (q); $$;

-- A filter as the condition of a query on desk.order_summaries s sorted by p_sort (created_at or
-- needed_by), built as failed_job_where() is. The keys are those of OrderCriteria in
-- app/lib/orders/list-orders.server.ts. Days are days in the filter's zone.
create function desk_private.order_where(p_filter jsonb, p_sort text) returns text
  language plpgsql stable set search_path = '' as $$
declare
  v_zone text := case when p_filter ?| '{due_within,created_from,created_to}'
    then desk_private.known_zone(p_filter ->> 'zone') end;
  v_key text; v_text text;
  v_all text[] := '{true}';
begin
  for v_key, v_text in select key, value from jsonb_each_text(coalesce(p_filter, '{}')) order by key loop
    v_all := v_all || case v_key
      when 'q' then desk_private.order_search_condition(v_text)
      when 'customer_id' then format('s.user_id = %L::uuid', v_text)
      when 'ids' then format('s.order_id = any (%L::uuid[])',
        array(select jsonb_array_elements_text(v_text::jsonb)))
      when 'status' then format('s.status = %L', v_text)
      -- One failed variant gives the order this status, whatever the others are.
      when 'any_failed' then 's.status = ''failed'''
      when 'due_within' then
        format('s.unfinished is true and s.needed_by <= %L', (now() at time zone v_zone)::date
          + v_text::integer)
      when 'never_played' then 's.status = ''complete'' and s.played is false'
      -- An order without a day has 'infinity'.
      when 'occasion_from' then format('s.needed_by >= %L and s.needed_by < ''infinity''', v_text)
      when 'occasion_to' then format('s.needed_by <= %L', v_text)
      when 'created_from' then format('s.created_at >= %L', v_text::timestamp at time zone v_zone)
      when 'created_to' then format('s.created_at < %L', (v_text::date + 1)::timestamp at time zone v_zone)
    end;
    if v_key not in ('q', 'customer_id', 'ids', 'status', 'any_failed', 'due_within', 'never_played',
      'occasion_from', 'occasion_to', 'created_from', 'created_to', 'zone') then
      raise exception 'a filter has no "%"', v_key using errcode = '22023';
    end if;
  end loop;
  return array_to_string(v_all || desk_private.order_lead_condition(p_filter, p_sort), ' and ');
end $$;

-- One page of orders, each with its songs and whether a new version is under way, cut as in
-- list_failed_jobs(). Without a limit, all orders.
create function desk.orders_page(p_filter jsonb, p_sort text, p_ascending boolean, p_limit integer,
  p_backwards boolean default false, p_at jsonb default null, p_from text default null) returns json
  language plpgsql stable set search_path = '' as $$
declare
  v_ascending boolean := p_ascending <> p_backwards;
  v_column text := case p_sort when 'needed_by' then 'needed_by' else 'created_at' end;
  v_order text := format('s.%s %2$s, s.order_id %2$s', v_column, case when v_ascending then 'asc'
    else 'desc' end);
  v_after text := case when v_ascending then '>' else '<' end;
  v_where text := desk_private.order_where(p_filter, v_column);
  v_rows json;
begin
  if p_at is not null then
    v_where := v_where || format(' and (s.%s, s.order_id) %s (%L, %L::uuid)', v_column, v_after, p_at ->> 0,
      p_at ->> 1);
  elsif p_from is not null then
    v_where := v_where || ' and '
      || desk_private.from_day_condition('s.' || v_column, v_column = 'needed_by', p_from, v_ascending,
        p_filter ->> 'zone');
  end if;
  -- The page is cut before variants are read. Rows become text as they are: jsonb takes twice as long.
  execute 'with page as materialized (select s.* from desk.order_summaries s where ' || v_where
    || ' order by ' || v_order || format(' limit %L)', p_limit) || '
    select coalesce(json_agg(s order by ' || v_order || '), ''[]'') from (
      select page.order_id, page.user_id, page.customer_email,
        desk_private.beginning_of(page.customer_name, 500) as customer_name,
        desk_private.beginning_of(page.recipient_name, 500) as recipient_name,
        desk_private.beginning_of(page.occasion, 500) as occasion, page.needed_by, page.status,
        page.created_at, coalesce(chips.variants, ''[]'') as variants
      from page
      left join lateral (
        select json_agg(chip order by chip.variant_number) as variants from (
          select v.variant_number, v.generation_status, v.duration_ms, v.completed_at,
            coalesce(v.selected, false) as selected, v.first_played_at, coalesce(p.plays, 0) as play_count,
            v.generation_status = ''complete'' and v.generation_event_id is not null as new_version
          from public.song_variants v left join desk.song_plays p on p.variant_id = v.id
          where v.order_id = page.order_id) chip
      ) chips on true
    ) s'
  into v_rows;
  return v_rows;
end $$;

-- Records who exported which orders: the file has personal data.
create function desk.record_order_export(p_actor uuid, p_filter jsonb,
  p_request_id text default null) returns void language sql set search_path = '' as $$
  select desk_private.log_activity(p_actor, 'orders_exported', 'orders', 'export', null, null, p_filter, null,
    p_request_id); $$;

-- 16_saved_views.sql

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

-- 17_bulk.sql

-- Bulk operations, of whatever kind. What an operator confirms is a row with its items, frozen at that
-- moment; a worker goes through them in batches. Each is changed as by the single action and keeps its
-- result. What a selection means and what a preview counts is in a file for each kind.

create type desk.bulk_kind as enum ('retry', 'resolve', 'assign', 'snooze', 'generate');
create type desk.bulk_state as enum ('running', 'paused', 'aborted', 'done');
create type desk.bulk_result as enum ('pending', 'done', 'skipped');

create table desk.bulk_operations (
  id uuid primary key default gen_random_uuid(),
  kind desk.bulk_kind not null,
  state desk.bulk_state not null default 'running',
  -- What is done with each: note, and assignee or until.
  params jsonb not null,
  -- What was selected, as the operator saw it: {"ids": [...]}, {"filter": {...}} or {"again": id}.
  selection jsonb not null,
  -- Items a minute; null for as fast as it goes.
  per_minute integer check (per_minute between 1 and 60000),
  total integer not null,
  -- The items are done in the order of their positions: so many of them are.
  done_count integer not null default 0,
  skipped_count integer not null default 0,
  created_by uuid references desk.staff_members (user_id) on delete set null,
  created_at timestamptz not null default now(),
  ended_at timestamptz,
  -- Counts the runs of the worker: each gets an event id of its own.
  part integer not null default 1
);
create index idx_bulk_operations_created_by on desk.bulk_operations (created_by);
create index idx_bulk_operations_created_at on desk.bulk_operations (created_at desc, id desc);
create index idx_bulk_operations_under_way on desk.bulk_operations (created_at)
  where state in ('running', 'paused');

create table desk.bulk_operation_items (
  operation_id uuid not null references desk.bulk_operations (id) on delete cascade,
  -- From 1 on, without gaps.
  position integer not null,
  -- The failed job, or the order of the kind "generate". No foreign key: an item outlives what it is about.
  target_id uuid not null,
  result desk.bulk_result not null default 'pending',
  -- Why it was skipped, as the single action would say it.
  code text,
  event_id text,
  at timestamptz,
  primary key (operation_id, position)
);

-- How many items an agent may act on at once; an admin any number.
create function desk.bulk_limit(p_role desk.staff_role) returns integer
  language sql immutable set search_path = '' as $$
  select case p_role when 'admin' then 2147483647 when 'agent' then 1000 else 0 end; $$;

-- What a selection means at this moment, the most urgent first. Only ids: a hundred thousand whole rows would
-- spill to disk.
create function desk_private.selected_ids(p_kind desk.bulk_kind, p_selection jsonb) returns setof uuid
  language plpgsql stable set search_path = '' as $$
begin
  if p_kind = 'generate' then return query select desk_private.selected_order_ids(p_selection);
  else return query select desk_private.selected_failed_job_ids(p_selection); end if;
end $$;

-- What a bulk action would do, without doing it: "total", "eligible", "skipped" by code, "variants" that it
-- would make, and what else its kind has to say.
create function desk.preview_bulk(p_kind desk.bulk_kind, p_selection jsonb) returns jsonb
  language plpgsql stable set search_path = '' as $$
begin
  return case p_kind when 'generate' then desk_private.preview_missing_variants(p_selection)
    else desk_private.preview_failed_jobs(p_kind, p_selection) end;
end $$;

-- Asks for a run of the worker. Each part of an operation is one run, with an event id of its own.
create function desk_private.request_bulk_run(p_operation_id uuid, p_part integer) returns text
  language sql set search_path = '' as $$
  insert into desk.outbox_events (event_id, name, data)
  values (format('bulk:%s:part:%s', p_operation_id, p_part), 'desk/bulk.requested',
    jsonb_build_object('operation_id', p_operation_id, 'part', p_part))
  returning event_id; $$;

-- Confirms a bulk action: freezes what is selected at this moment and asks for the worker.
create function desk.create_bulk_operation(p_kind desk.bulk_kind, p_selection jsonb, p_params jsonb,
  p_actor uuid, p_per_minute integer default null, p_request_id text default null) returns jsonb
  language plpgsql set search_path = '' as $$
declare v_limit integer; v_id uuid; v_total integer;
begin
  if p_kind in ('resolve', 'generate') and desk_private.written_text(p_params ->> 'note') is null
  then return jsonb_build_object('ok', false, 'code', 'note_required'); end if;
  select desk.bulk_limit(role) into v_limit from desk.staff_members
  where user_id = p_actor and disabled_at is null;
  insert into desk.bulk_operations (kind, params, selection, per_minute, total, created_by)
  values (p_kind, p_params, p_selection, p_per_minute, 0, p_actor) returning id into v_id;
  insert into desk.bulk_operation_items (operation_id, position, target_id)
  select v_id, s.position, s.id
  from desk_private.selected_ids(p_kind, p_selection) with ordinality as s (id, position);
  get diagnostics v_total = row_count;
  if v_total = 0 or v_total > coalesce(v_limit, 0) then
    delete from desk.bulk_operations where id = v_id;
    return jsonb_build_object('ok', false, 'total', v_total, 'limit', coalesce(v_limit, 0),
      'code', case when v_total = 0 then 'nothing_selected' else 'over_the_limit' end);
  end if;
  update desk.bulk_operations set total = v_total where id = v_id;
  perform desk_private.log_activity(p_actor, 'bulk_started', 'bulk_operation', v_id::text, null, null,
    jsonb_build_object('kind', p_kind, 'total', v_total, 'per_minute', p_per_minute), p_params ->> 'note',
    p_request_id);
  return jsonb_build_object('ok', true, 'id', v_id, 'total', v_total,
    'event_id', desk_private.request_bulk_run(v_id, 1));
end $$;

-- The next items of an operation, in the order of the primary key. The planner knows nothing of a table that
-- was just filled, and would read all remaining items for each batch.
create function desk_private.next_bulk_items(p_operation_id uuid, p_after integer,
  p_limit integer) returns uuid[]
  language sql stable set search_path = '' set enable_bitmapscan = off set enable_sort = off as $$
  select coalesce(array_agg(i.target_id order by i.position), '{}') from (
    select target_id, position from desk.bulk_operation_items
    where operation_id = p_operation_id and position > p_after order by position limit p_limit) i; $$;

-- Does one item as the single action does it. The answer's code says why it was not done.
create function desk_private.act_on_item(p_kind desk.bulk_kind, p_id uuid, p_params jsonb, p_actor uuid,
  p_request_id text) returns jsonb language plpgsql set search_path = '' as $$
declare v_note text := p_params ->> 'note';
begin
  return case p_kind
    when 'retry' then desk.retry_failed_job(p_id, p_actor, v_note, null, p_request_id)
    when 'resolve' then desk.resolve_failed_job(p_id, p_actor, v_note, null, p_request_id)
    when 'assign' then desk.assign_failed_job(p_id, p_actor, (p_params ->> 'assignee')::uuid, v_note, null,
      p_request_id)
    when 'snooze' then desk.snooze_failed_job(p_id, p_actor, (p_params ->> 'until')::timestamptz, v_note,
      null, p_request_id)
    when 'generate' then desk_private.generate_missing_variants(p_id, p_actor, v_note, p_request_id)
  end;
end $$;

-- Does one thing to many items. One that cannot be done is skipped and stops no other.
create function desk_private.act_on_items(p_kind desk.bulk_kind, p_ids uuid[], p_params jsonb, p_actor uuid,
  p_request_id text) returns table (target_id uuid, code text, event_id text)
  language plpgsql set search_path = '' as $$
#variable_conflict use_column
declare v_id uuid; v_answer jsonb;
begin
  -- Always in this order: two operations on the same rows could deadlock.
  if p_kind = 'generate' then perform desk_private.lock_shop_orders(p_ids);
  else perform 1 from public.failed_jobs where id = any (p_ids) order by id for update; end if;
  if p_kind = 'retry' then
    begin
      return query select * from desk_private.retry_failed_jobs(p_ids, p_actor, p_params ->> 'note',
        p_request_id);
      return;
    exception
      -- The whole batch is tried again.
      when deadlock_detected or serialization_failure or lock_not_available
        or query_canceled then raise;
      when others then
        raise warning 'a batch of retries could not be written: % (%)', sqlerrm, sqlstate;
    end;
  end if;
  foreach v_id in array p_ids loop
    begin
      v_answer := desk_private.act_on_item(p_kind, v_id, p_params, p_actor, p_request_id);
    exception when deadlock_detected or serialization_failure or lock_not_available
        or query_canceled then raise;
      when others then
        raise warning '% of % could not be done: % (%)', p_kind, v_id, sqlerrm, sqlstate;
        v_answer := jsonb_build_object('code', 'not_done');
    end;
    return query select v_id, v_answer ->> 'code', v_answer ->> 'event_id';
  end loop;
end $$;

-- Does the next items of an operation in one transaction: none is done twice, and a crash undoes the whole
-- batch. Answers how many were handled and whether there are more.
create function desk.run_bulk_batch(p_operation_id uuid, p_part integer, p_limit integer) returns jsonb
  language plpgsql set search_path = '' as $$
declare v_operation desk.bulk_operations; v_ids uuid[]; v_handled integer; v_done integer; v_skipped integer;
begin
  select * into v_operation from desk.bulk_operations where id = p_operation_id for update;
  if not found or v_operation.state <> 'running' or v_operation.part <> p_part
  then return jsonb_build_object('more', false, 'state', v_operation.state, 'handled', 0); end if;
  v_handled := v_operation.done_count + v_operation.skipped_count;
  v_ids := desk_private.next_bulk_items(p_operation_id, v_handled, p_limit);
  with answers as materialized (
    select * from desk_private.act_on_items(
      v_operation.kind, v_ids, v_operation.params, v_operation.created_by, 'bulk:' || p_operation_id)
  ), items as (
    update desk.bulk_operation_items i
    set result = case when a.code is null then 'done' else 'skipped' end::desk.bulk_result, code = a.code,
      event_id = a.event_id, at = clock_timestamp()
    from answers a
    where i.operation_id = p_operation_id and i.position > v_handled
      and i.position <= v_handled + cardinality(v_ids) and i.target_id = a.target_id
    returning i.result
  )
  select count(*) filter (where result = 'done'), count(*) filter (where result = 'skipped')
  into v_done, v_skipped from items;
  update desk.bulk_operations set done_count = done_count + v_done, skipped_count = skipped_count + v_skipped
  where id = p_operation_id returning * into v_operation;
  if v_operation.done_count + v_operation.skipped_count >= v_operation.total then
    update desk.bulk_operations set state = 'done', ended_at = now() where id = p_operation_id
    returning * into v_operation;
  end if;
  return jsonb_build_object('more', v_operation.state = 'running', 'state', v_operation.state,
    'handled', v_done + v_skipped, 'per_minute', v_operation.per_minute);
end $$;

-- Goes on in a new run of the worker, since a run has a limited number of steps. With a reason, the worker is
-- gone, and another takes the operation up. An older run does nothing any more.
create function desk.continue_bulk_operation(p_operation_id uuid, p_part integer,
  p_reason text default null) returns jsonb language plpgsql set search_path = '' as $$
begin
  update desk.bulk_operations set part = p_part + 1
  where id = p_operation_id and part = p_part and state = 'running';
  if not found then return jsonb_build_object('ok', false, 'code', 'changed_meanwhile'); end if;
  if p_reason is not null then
    perform desk_private.log_activity(null, 'bulk_taken_up', 'bulk_operation', p_operation_id::text, null,
      null, jsonb_build_object('part', p_part + 1), p_reason, null);
  end if;
  return jsonb_build_object('ok', true, 'event_id',
    desk_private.request_bulk_run(p_operation_id, p_part + 1));
end $$;

-- Pauses, resumes or aborts. What is done stays done; what is pending stays as it is.
create function desk.set_bulk_state(p_operation_id uuid, p_state desk.bulk_state, p_actor uuid,
  p_request_id text default null) returns jsonb language plpgsql set search_path = '' as $$
declare v_operation desk.bulk_operations; v_event_id text;
begin
  select * into v_operation from desk.bulk_operations where id = p_operation_id for update;
  if not found then return jsonb_build_object('ok', false, 'code', 'not_found'); end if;
  if v_operation.state in ('done', 'aborted') or v_operation.state = p_state or p_state = 'done'
  then return jsonb_build_object('ok', false, 'code', 'not_from_here', 'state', v_operation.state); end if;
  update desk.bulk_operations set state = p_state, ended_at = case when p_state = 'aborted' then now() end,
    part = case when p_state = 'running' then part + 1 else part end
  where id = p_operation_id returning * into v_operation;
  if p_state = 'running' then
    v_event_id := desk_private.request_bulk_run(p_operation_id, v_operation.part);
  end if;
  perform desk_private.log_activity(p_actor,
    case p_state when 'paused' then 'bulk_paused' when 'running' then 'bulk_resumed' else 'bulk_aborted' end,
    'bulk_operation', p_operation_id::text, null, null,
    jsonb_build_object('state', p_state, 'done', v_operation.done_count, 'skipped', v_operation.skipped_count,
      'total', v_operation.total), null, p_request_id);
  return jsonb_build_object('ok', true, 'state', p_state, 'event_id', v_event_id);
end $$;

-- 18_bulk_failed_jobs.sql

-- Bulk operations on failed jobs: retry, resolve, assign, snooze.

-- The failures that a selection means at this moment, the most urgent first.
create function desk_private.selected_failed_job_ids(p_selection jsonb) returns setof uuid
  language plpgsql stable set search_path = '' as $$
begin
  if p_selection ? 'ids' then
    return query
      select j.id from public.failed_jobs j
      where j.id in (select value::uuid from jsonb_array_elements_text(p_selection -> 'ids') value)
      order by j.needed_by, coalesce(j.failed_at, j.last_failed_at), j.id;
  elsif p_selection ? 'again' then
    -- What did not end well in an earlier operation: skipped, or retried and failed again.
    return query
      select j.id from desk.bulk_operation_items i join public.failed_jobs j on j.id = i.target_id
      left join desk.failed_job_attempts a on a.event_id = i.event_id
      where i.operation_id = (p_selection ->> 'again')::uuid
        and j.state = 'open' and (i.result = 'skipped' or a.outcome = 'failed')
      order by j.needed_by, coalesce(j.failed_at, j.last_failed_at), j.id;
  elsif jsonb_typeof(p_selection -> 'filter') = 'object' then
    return query execute 'select j.id from public.failed_jobs j where '
      || desk_private.failed_job_where(p_selection -> 'filter')
      || ' order by j.needed_by, coalesce(j.failed_at, j.last_failed_at), j.id';
  end if;
end $$;

-- Counts beside the usual for how many nothing is missing any more ("already_complete") and, before a snooze,
-- how many are needed on each day. Whether an event can be sent again depends on its shape, and on the
-- order's id only by its being one: a hundred thousand failures have a dozen shapes, so that is asked a dozen
-- times. The selection is worked on in memory.
create function desk_private.preview_failed_jobs(p_kind desk.bulk_kind, p_selection jsonb) returns jsonb
  language sql stable set search_path = '' set work_mem = '64MB' as $$
  with selected as materialized (
    select j.id, j.state, j.order_id, j.customer_id, j.needed_by, case
        when p_kind <> 'retry' or j.state <> 'open' then null
        when j.event_data -> 'data' ->> 'order_id' = j.order_id::text and pg_column_size(j.event_data) < 8192
          then (j.event_data - '{id,ts}'::text[]) #- '{data,order_id}'
        else j.event_data
      end as shape
    from desk_private.selected_failed_job_ids(p_selection) as s (id) join public.failed_jobs j on j.id = s.id
  ), shapes as materialized (
    select d.shape, desk_private.event_refusal(e.event) is null as sendable,
      desk_private.event_variant_numbers(e.event) as numbers
    from (select distinct shape from selected where shape is not null) d
    -- An id in place of the one taken out. jsonb_set() leaves an event without "data" as it is.
    cross join lateral (
      select case when d.shape -> 'data' ? 'order_id' then d.shape
        else jsonb_set(d.shape, '{data,order_id}', '"00000000-0000-0000-0000-000000000000"') end as event) e
  ), jobs as (
    select v.missing, case
        when p_kind = 'retry' and exists (select 1 from desk.erased_customers e
          where e.customer_id = j.customer_id) then 'erased'
        when j.state = 'resolved' then 'already_resolved'
        when j.state = 'recovered' then 'already_recovered'
        when j.state = 'retrying' and p_kind <> 'assign' then 'already_retrying'
        when p_kind = 'retry' and not s.sendable then 'not_retryable'
        when p_kind = 'retry' and v.busy > 0 then 'already_generating'
      end as code
    from selected j left join shapes s on s.shape = j.shape
    left join lateral (
      select count(*) filter (where w.generation_status <> 'complete'
        or w.new_version_failed_at is not null) as missing,
        count(*) filter (where w.generation_status = 'generating'
          or w.generation_event_id is not null) as busy
      from public.song_variants w where w.order_id = j.order_id and w.variant_number = any (s.numbers)
    ) v on true
  ), counted as (
    select code, count(*) as jobs, sum(missing) as variants, count(*) filter (where missing = 0) as complete
    from jobs group by code
  )
  select jsonb_build_object('total', coalesce(sum(jobs), 0),
    'eligible', coalesce(sum(jobs) filter (where code is null), 0),
    'variants', coalesce(sum(variants) filter (where code is null), 0),
    'already_complete', coalesce(sum(complete) filter (where code is null and p_kind = 'retry'), 0),
    'skipped', coalesce(jsonb_object_agg(code, jobs) filter (where code is not null), '{}'),
    'needed_by', case when p_kind <> 'snooze' then '{}' else coalesce((
      select jsonb_object_agg(d.needed_by, d.jobs) from (
        select needed_by, count(*) as jobs from selected
        where state = 'open' and isfinite(needed_by) group by needed_by) d), '{}') end)
  from counted; $$;

-- 19_bulk_missing_variants.sql

-- Bulk operations on orders: the kind "generate" makes what is missing.

-- The orders that a selection means at this moment, the most urgent first.
create function desk_private.selected_order_ids(p_selection jsonb) returns setof uuid
  language plpgsql stable set search_path = '' as $$
begin
  if p_selection ? 'ids' then
    return query
      select s.order_id from desk.order_summaries s
      where s.order_id in (select value::uuid from jsonb_array_elements_text(p_selection -> 'ids') value)
      order by s.needed_by, s.order_id;
  elsif jsonb_typeof(p_selection -> 'filter') = 'object' then
    return query execute 'select s.order_id from desk.order_summaries s where '
      || desk_private.order_where(p_selection -> 'filter', 'needed_by')
        || ' order by s.needed_by, s.order_id';
  end if;
end $$;

-- What is missing of an order: variants neither complete nor asked for; of an order without any, the first.
create function desk_private.missing_variants(p_order_id uuid) returns integer[]
  language sql stable set search_path = '' as $$
  select case when count(*) = 0 then array[1] else
    coalesce(array_agg(variant_number order by variant_number)
      filter (where generation_status in ('pending', 'failed') and generation_event_id is null), '{}') end
  from public.song_variants where order_id = p_order_id; $$;

-- Why nothing would be generated for an order now, as a code; null when something would be. With an open
-- failure the order is left to it: there, a retry is followed to its end.
create function desk_private.missing_variants_refusal(p_order desk.order_summaries) returns text
  language sql stable set search_path = '' as $$
  select case
    -- A shop that does not say is taken to be paid.
    when p_order.payment_status <> 'paid' then 'not_paid'
    -- Nearly all are, and nothing else has to be read for these.
    when p_order.status = 'complete' then 'nothing_missing'
    when desk_private.customer_is_erased(p_order.user_id) then 'erased'
    when not exists (select 1 from desk.shop_customers where id = p_order.user_id) then 'no_customer'
    when exists (select 1 from public.song_variants v
      where v.order_id = p_order.order_id
        and (v.generation_status = 'generating' or v.generation_event_id is not null))
      then 'already_generating'
    when desk_private.missing_variants(p_order.order_id) = '{}' then 'nothing_missing'
    when exists (select 1 from public.failed_jobs j
      where j.order_id = p_order.order_id and j.state in ('open', 'retrying')) then 'has_open_failure'
  end; $$;

create function desk_private.preview_missing_variants(p_selection jsonb) returns jsonb
  language sql stable set search_path = '' as $$
  with chosen as (
    select s.order_id, desk_private.missing_variants_refusal(s) as code
    from desk_private.selected_order_ids(p_selection) as selected (id)
    join desk.order_summaries s on s.order_id = selected.id)
  select jsonb_build_object('total', count(*), 'eligible', count(*) filter (where code is null),
    'variants', coalesce(sum(cardinality(desk_private.missing_variants(order_id)))
    filter (where code is null), 0), 'skipped', coalesce((
      select jsonb_object_agg(code, n) from (
        select code, count(*) as n from chosen where code is not null group by code) s), '{}'))
  from chosen; $$;

-- Asks for what is missing of one order, which the caller has locked.
create function desk_private.generate_missing_variants(p_order_id uuid, p_actor uuid, p_note text,
  p_request_id text) returns jsonb language plpgsql set search_path = '' as $$
declare v_code text;
begin
  select desk_private.missing_variants_refusal(s) into v_code
  from desk.order_summaries s where s.order_id = p_order_id;
  if not found then v_code := 'not_found'; end if;
  if v_code is not null then return jsonb_build_object('ok', false, 'code', v_code); end if;
  return desk.request_generation(p_order_id, desk_private.missing_variants(p_order_id), p_actor, p_note,
    p_request_id);
end $$;

-- 20_search.sql

-- Search everywhere: a person, or anything that has an id.

-- What is found, each kind with its own columns; rank 0 is best.
create type desk.search_hit as (
  kind text, id uuid, order_id uuid, variant_number integer, state text, email text, full_name text,
  recipient_name text, occasion text, error text, rank integer, at timestamptz
);

-- Orders, failures and variants as hits, by id.
create function desk_private.search_orders(p_order_ids uuid[], p_rank integer) returns setof desk.search_hit
  language sql stable set search_path = '' as $$
  select 'order', s.order_id, s.order_id, null::integer, s.status::text, s.customer_email, s.customer_name,
    s.recipient_name, s.occasion, null::text, p_rank, s.created_at
  from desk.order_summaries s where s.order_id = any (p_order_ids); $$;

create function desk_private.search_failures(p_failed_job_ids uuid[],
  p_rank integer) returns setof desk.search_hit language sql stable set search_path = '' as $$
  select 'failure', j.id, j.order_id, null::integer, j.state::text, s.customer_email, s.customer_name,
    s.recipient_name, s.occasion, coalesce(j.error_title, left(j.error_message, 200)), p_rank,
      j.last_failed_at
  from public.failed_jobs j left join desk.order_summaries s on s.order_id = j.order_id
  where j.id = any (p_failed_job_ids); $$;

create function desk_private.search_variants(p_variant_ids uuid[],
  p_rank integer) returns setof desk.search_hit language sql stable set search_path = '' as $$
  select 'variant', v.id, v.order_id, v.variant_number, v.generation_status::text, s.customer_email,
    s.customer_name, s.recipient_name, s.occasion, null::text, p_rank, v.created_at
  from public.song_variants v left join desk.order_summaries s on s.order_id = v.order_id
  where v.id = any (p_variant_ids); $$;

-- Whatever has this id: an order, customer, variant, share token, failure, run or event. p_from and p_to are
-- the first and the last uuid that begin with what was typed; null when no uuid begins like that.
create function desk.search_by_id(p_text text, p_from uuid default null,
  p_to uuid default null) returns setof desk.search_hit language plpgsql stable set search_path = '' as $$
declare v_orders uuid[]; v_failures uuid[];
begin
  if p_from is not null then
    return query select * from desk_private.search_orders(array(
      select id from desk.shop_orders where id between p_from and p_to order by id limit 5), 0);
    return query select * from desk_private.search_failures(array(
      select id from public.failed_jobs where id between p_from and p_to order by id limit 5), 0);
    return query select 'customer', u.id, null::uuid, null::integer, null::text, u.email, u.full_name,
      null::text, null::text, null::text, 0, u.created_at
    from desk.shop_customers u where u.id between p_from and p_to order by u.id limit 5;
    if p_from = p_to then
      return query select * from desk_private.search_variants(array(
        select id from public.song_variants where id = p_from
        union select id from public.song_variants where share_token = p_from), 0);
    else
      return;
    end if;
  end if;
  -- The id of a run or event: the failure that it ended in, or else the order that it is for.
  select array_agg(id) into v_failures from (
    select id from public.failed_jobs where run_id = p_text
    union select id from public.failed_jobs where event_data ->> 'id' = p_text
    union select failed_job_id from desk.failed_job_attempts where run_id = p_text
    union select failed_job_id from desk.failed_job_attempts where event_id = p_text
    limit 20) found;
  return query select * from desk_private.search_failures(v_failures, 0);
  select array_agg(distinct id) into v_orders from (
    select order_id as id from public.song_variants where generation_event_id = p_text
    union select order_id from public.failed_jobs where id = any (v_failures)
    union select desk_private.event_order_id(jsonb_build_object('name', name, 'data', data))
    from desk.outbox_events
      where event_id = p_text
    union select order_id from desk.generation_runs where run_id = p_text
    union select order_id from desk.generation_runs where event_id = p_text
    limit 20) found;
  return query select * from desk_private.search_orders(v_orders, 1);
end $$;

-- Customers by address or name, the best match first, with the latest orders and open failures of the first
-- three. Dynamic, so that each text gets its own plan. p_whole finds whole values only, for staff who see
-- masked data: parts would tell the rest, letter by letter.
create function desk.search_customers(p_text text, p_limit integer default 8,
  p_whole boolean default false) returns setof desk.search_hit
  language plpgsql stable set search_path = '' as $$
declare
  v_text text := lower(p_text);
  v_pattern text := '%' || replace(replace(replace(lower(p_text), '\', '\\'), '%', '\%'), '_', '\_') || '%';
  v_ids uuid[] := '{}'; v_more uuid[];
begin
  if p_whole then
    execute 'select array(select id from desk.shop_customers
      where email_key = $1 or name_key = $1 order by id limit $2)'
      into v_ids using v_text, p_limit;
  else
    -- No character sorts after the last one.
    execute 'select array(select id from desk.shop_customers where email_key >= $1
      and email_key < $1 || chr(1114111) order by email_key limit $2)'
      into v_ids using v_text, p_limit;
    execute 'select array(select id from desk.shop_customers where name_key >= $1
      and name_key < $1 || chr(1114111) order by name_key limit $2)'
      into v_more using v_text, p_limit;
    v_ids := v_ids || v_more;
    if cardinality(v_ids) < p_limit then
      execute 'select array(select id from desk.shop_customers where text_key like $1 limit $2)'
        into v_more using v_pattern, 5 * p_limit;
      v_ids := v_ids || v_more;
    end if;
  end if;

  return query
    with found as (
      select u.id, u.email, u.full_name, u.created_at, case
          when lower(u.email) = v_text then 0
          when lower(u.full_name) = v_text then 1
          when starts_with(lower(u.email), v_text) then 2
          when starts_with(lower(u.full_name), v_text) then 3
          when strpos(' ' || lower(coalesce(u.full_name, '')), ' ' || v_text) > 0 then 4
          else 5
        end as rank
      from desk.shop_customers u where u.id = any (v_ids) order by rank, lower(u.email), u.id limit p_limit
    ), first_ones as (select id, rank from found order by rank, lower(email), id limit 3),
    latest as (
      select o.order_id, f.rank from first_ones f cross join lateral (
        select order_id from desk.order_summaries where user_id = f.id order by created_at desc limit 3) o
    ), broken as (
      select j.id, f.rank from first_ones f cross join lateral (
        select id from public.failed_jobs where customer_id = f.id and state = 'open'
        order by last_failed_at desc limit 3) j
    )
    select 'customer', id, null::uuid, null::integer, null::text, email, full_name, null::text, null::text,
      null::text, rank, created_at from found
    union all
    select h.kind, h.id, h.order_id, h.variant_number, h.state, h.email, h.full_name, h.recipient_name,
      h.occasion, h.error, l.rank, h.at
    from latest l cross join lateral desk_private.search_orders(array[l.order_id], 0) h
    union all
    select h.kind, h.id, h.order_id, h.variant_number, h.state, h.email, h.full_name, h.recipient_name,
      h.occasion, h.error, b.rank, h.at
    from broken b cross join lateral desk_private.search_failures(array[b.id], 0) h;
end $$;

-- 21_order_history.sql

-- What happened to an order: the record of changes, and events that have no line in it.

-- One page, newest first, of at most p_limit rows before a given row (its time and key). Each part gives no
-- more than a page, from an index. Texts are cut.
create function desk.order_timeline(p_order_id uuid, p_limit integer default 200,
  p_before timestamptz default null, p_before_key text default null) returns table (key text, at timestamptz,
  actor_name text, action text, subject_type text, subject_id text, before jsonb, after jsonb, note text)
  language sql stable set search_path = '' as $$
  with recorded as (
    select lpad(a.id::text, 20, '0') as key, a.at, a.actor_name, a.action, a.subject_type, a.subject_id,
      a.before, a.after, desk_private.beginning_of(a.note, 5000) as note
    from desk.activity a
    where a.order_id = p_order_id
      and (p_before is null or (a.at, lpad(a.id::text, 20, '0') collate "C") < (p_before,
        p_before_key collate "C"))
    order by a.id desc
    -- Overlapping transactions may have ids and times crosswise, so a few more are read.
    limit p_limit + 100
  ), others as (
    select '!0:created' as key, o.created_at as at, 'Reprise' as actor_name, 'order_created' as action,
      'order' as subject_type, o.id::text as subject_id,
      jsonb_build_object('amount_cents', o.amount_cents, 'currency', o.currency) as after, null as note
    from desk.shop_orders o where o.id = p_order_id
    union all select '!1:paid', o.paid_at, 'Reprise', 'order_paid', 'order', o.id::text,
      jsonb_build_object('amount_cents', o.amount_cents, 'currency', o.currency), null
    from desk.shop_orders o where o.id = p_order_id and o.paid_at is not null
    union all
    -- Songs without a line in the record.
    select '1:' || v.id, v.completed_at, 'Reprise', 'variant_completed', 'variant', v.id::text,
      jsonb_build_object('variant_number', v.variant_number, 'status', 'complete'), null
    from public.song_variants v
    where v.order_id = p_order_id and v.completed_at is not null and not exists (
      select 1 from desk.activity a
      where a.subject_type = 'variant' and a.subject_id = v.id::text and a.action = 'variant_completed'
        and a.at >= v.completed_at - interval '1 second')
    union all select '2:' || v.id, v.first_played_at, 'Reprise', 'first_played', 'variant', v.id::text,
      jsonb_build_object('variant_number', v.variant_number), null
    from public.song_variants v
    where v.order_id = p_order_id and v.first_played_at is not null and not exists (
      select 1 from desk.activity a
      where a.subject_type = 'variant' and a.subject_id = v.id::text and a.action = 'first_played')
    union all select '3:' || j.id, coalesce(j.failed_at, j.last_failed_at), 'Reprise', 'failed', 'failed_job',
      j.id::text, jsonb_build_object('variants', desk_private.event_songs(j.event_data)), null
    from public.failed_jobs j
    where j.order_id = p_order_id and not exists (
      select 1 from desk.activity a
      where a.subject_type = 'failed_job' and a.subject_id = j.id::text and a.action = 'failed')
    union all select '4:' || t.id, t.started_at, 'Reprise', 'attempt_started', 'failed_job',
      t.failed_job_id::text, jsonb_build_object('attempt', t.attempt, 'run_id', t.run_id), null
    from public.failed_jobs j join desk.failed_job_attempts t on t.failed_job_id = j.id
    where j.order_id = p_order_id and t.started_at is not null
    union all select '5:' || a.id, a.at, a.actor_name, a.action, a.subject_type, a.subject_id, null, a.note
    from desk.shop_orders o join desk.activity a on a.subject_type = 'customer'
      and a.subject_id = o.customer_id::text
    where o.id = p_order_id and a.action = 'customer_erased'
  ), everything as (
    select r.key, r.at, r.actor_name, r.action, r.subject_type, r.subject_id, r.before, r.after, r.note
      from recorded r
    union all select o.key, o.at, o.actor_name, o.action, o.subject_type, o.subject_id, null, o.after, o.note
      from others o
  )
  select e.* from everything e
  where p_before is null or (e.at, e.key collate "C") < (p_before, p_before_key collate "C")
  order by e.at desc, e.key collate "C" desc limit p_limit; $$;

-- How often runs for each variant of an order were given up, and when its next try is, if scheduled for
-- later. The record knows which variants of an event failed; without a line there, all that the event names.
create function desk_private.order_failures(p_order_id uuid) returns table (variant_number integer,
  failures integer, retry_at timestamptz) language sql stable set search_path = '' as $$
  with failed as (
    select j.id::text as job, 0 as attempt, j.event_data as event from public.failed_jobs j
      where j.order_id = p_order_id
    union all select j.id::text, t.attempt, t.event
    from public.failed_jobs j join desk.failed_job_attempts t on t.failed_job_id = j.id
    where j.order_id = p_order_id and t.outcome = 'failed'
  ), recorded as (
    select a.subject_id as job, coalesce((a.after ->> 'attempt')::integer, 0) as attempt,
      a.after -> 'variants' as variants
    from desk.activity a
    where a.order_id = p_order_id and a.subject_type = 'failed_job' and a.action in ('failed', 'failed_again')
      and a.after ? 'variants'
  ), counted as (
    select n, count(*)::integer as failures from failed f left join recorded r using (job, attempt)
    cross join lateral unnest(case when r.variants is null then desk_private.event_songs(f.event)
      else array(select value::integer from jsonb_array_elements_text(r.variants) value) end) as n
    group by n
  )
  select v.variant_number, coalesce(c.failures, 0), (select t.scheduled_for from desk.failed_job_attempts t
      where t.event_id = v.generation_event_id and t.outcome = 'pending' and t.scheduled_for > now())
  from public.song_variants v left join counted c on c.n = v.variant_number
  where v.order_id = p_order_id; $$;

-- An order and its songs as its page shows them, in one answer: a request of its own for each part would be
-- most of the time that the page takes. Null when there is none.
create function desk.read_order(p_order_id uuid) returns jsonb language sql stable set search_path = '' as $$
  select to_jsonb(s) || jsonb_build_object('paid_at', o.paid_at, 'erased_at', e.erased_at,
    'customization', o.brief, 'variants', (
      select coalesce(jsonb_agg(to_jsonb(v) || jsonb_build_object(
        'under_way', desk_private.generation_under_way(v),
        'generation_lost', desk_private.generation_is_lost(v),
        'generation_requested_by', m.full_name, 'failures', f.failures, 'retry_at', f.retry_at,
        'share_link', desk_private.share_link_state(v), 'plays', to_jsonb(l),
        -- Of the song before it was made again they say nothing about this one.
        'peaks', (select peaks from desk.song_peaks p
          where p.variant_id = v.id and p.storage_path = v.storage_path),
        'former_songs', (select coalesce(jsonb_agg(jsonb_build_object('id', d.id,
            'replaced_at', d.replaced_at, 'completed_at', d.completed_at, 'duration_ms', d.duration_ms,
            'kept_until', d.due_at) order by d.replaced_at desc), '[]')
          from desk.discarded_files d where d.variant_id = v.id and d.id is not null and d.due_at > now()
            and d.replaced_at is not null and e.erased_at is null)) order by v.variant_number), '[]')
      from public.song_variants v join desk_private.order_failures(s.order_id) f using (variant_number)
      left join desk.staff_members m on m.user_id = v.generation_requested_by
      left join desk.song_plays l on l.variant_id = v.id
      where v.order_id = s.order_id))
  from desk.order_summaries s left join desk.shop_orders o on o.id = s.order_id
  left join desk.erased_customers e on e.customer_id = s.user_id
  where s.order_id = p_order_id; $$;

-- 22_live.sql

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

-- 23_overview.sql

-- The figures of the overview. Each reads a bounded number of rows, so that it takes as long with a million
-- rows as with a thousand (docs/decisions/0021-figures-of-the-overview.md).

-- How many failures are open, and due or not snoozed, by age, each counted up to p_at_most. Includes any time
-- of failure, even before all others or in the future.
create function desk.overview_backlog(p_at_most integer,
  p_zone text default null) returns table (from_hours integer, to_hours integer, failures integer)
  language sql stable set search_path = '' as $$
  select age.from_hours, age.to_hours, (
    select count(*)::integer from (
      select 1 from public.failed_jobs j
      where j.state = 'open'
        and (j.snoozed_until is null or j.snoozed_until <= now()
          or j.needed_by <= (select desk_private.today_in(p_zone)))
        and j.last_failed_at <= case
          when age.from_hours = 0 then 'infinity' else now() - make_interval(hours => age.from_hours) end
        and j.last_failed_at >= case when age.to_hours is null then '-infinity'
          else now() - make_interval(hours => age.to_hours) + interval '1 microsecond' end
      order by j.last_failed_at limit p_at_most) counted)
  from (values (0, 1), (1, 24), (24, 72), (72, 168), (168, null::integer)) age (from_hours, to_hours); $$;

-- How many open failures are due before today in a zone, and today, each counted up to p_at_most; and the
-- first p_shown of them, followed by those being retried. p_today stands in for today.
create function desk.overview_due(p_zone text, p_at_most integer, p_shown integer,
  p_today date default null) returns jsonb language sql stable set search_path = '' as $$
  select jsonb_build_object('overdue', (select count(*) from (
      select 1 from public.failed_jobs j where j.state = 'open' and j.needed_by < d.today
      order by j.needed_by, coalesce(j.failed_at, j.last_failed_at), j.id limit p_at_most) counted),
    'today', (select count(*) from (
      select 1 from public.failed_jobs j where j.state = 'open' and j.needed_by = d.today
      order by coalesce(j.failed_at, j.last_failed_at), j.id limit p_at_most) counted), 'ids', array(
      select id from (
        (select 1 as turn, j.id, j.needed_by, coalesce(j.failed_at, j.last_failed_at) as failed_at
          from public.failed_jobs j where j.state = 'open' and j.needed_by <= d.today
          order by j.needed_by, coalesce(j.failed_at, j.last_failed_at), j.id limit p_shown)
        union all
        (select 2, j.id, j.needed_by, coalesce(j.failed_at, j.last_failed_at)
          from public.failed_jobs j where j.state = 'retrying' and j.needed_by <= d.today
          order by j.needed_by, coalesce(j.failed_at, j.last_failed_at), j.id limit p_shown)) due
      order by turn, needed_by, failed_at, id limit p_shown))
  from (select coalesce(p_today, desk_private.today_in(p_zone)) as today) d; $$;

-- Failures over time, from the hourly counters: p_buckets spans of p_hours each, up to now, in the reader's
-- zone; the p_groups most frequent groups by name, and the others together.
create function desk.overview_failures(p_buckets integer, p_hours integer, p_zone text,
  p_groups integer) returns jsonb language sql stable set search_path = '' as $$
  with span as (
    select l.last - make_interval(hours => p_hours * (p_buckets - 1)) as first, l.last, l.zone
    from (select date_bin(make_interval(hours => p_hours), now() at time zone z.name,
      timestamp '2000-01-01') as last, z.name as zone
        from (select desk_private.known_zone(p_zone) as name) z) l
  ), buckets as (
    select (b at time zone zone) as starts, row_number() over (order by b) as n
    from span, generate_series(first, last, make_interval(hours => p_hours)) b
  ),
  -- Each hour is put into its bucket once, not for each group: time zones are what takes long. Where a zone
  -- is off by half an hour, an hour belongs to two buckets: its middle decides; this one is in the last.
  hours as materialized (
    select d.hour, least(p_buckets, 1 + floor(extract(epoch from
      (d.hour at time zone s.zone) + interval '30 minutes' - s.first) / 3600 / p_hours)::bigint) as n
    from span s, (
      select distinct h.hour from desk.error_group_hours h, span
      where h.hour >= (span.first at time zone span.zone) - interval '1 hour' and h.hour <= now()) d
  ), counted as (
    select h.fingerprint, hours.n, sum(h.failures)::integer as failures
    from hours join desk.error_group_hours h on h.hour = hours.hour
    where hours.n between 1 and p_buckets group by 1, 2
  ), ranked as (
    select fingerprint, sum(failures)::integer as failures,
      row_number() over (order by sum(failures) desc, fingerprint) as rank
    from counted group by 1
  )
  select jsonb_build_object('buckets', (select jsonb_agg(starts order by n) from buckets),
    'groups', coalesce((
      select jsonb_agg(jsonb_build_object('fingerprint', g.fingerprint, 'error_type', g.error_type,
        'title', g.title, 'failures', r.failures, 'counts', (
          select jsonb_agg(coalesce(c.failures, 0) order by b.n)
          from buckets b left join counted c on c.n = b.n and c.fingerprint = g.fingerprint)) order by r.rank)
      from ranked r join desk.error_groups g on g.fingerprint = r.fingerprint where r.rank <= p_groups),
        '[]'),
    'others', (
      select jsonb_agg(coalesce(c.failures, 0) order by b.n)
      from buckets b left join (
        select c.n, sum(c.failures)::integer as failures
        from counted c join ranked r on r.fingerprint = c.fingerprint and r.rank > p_groups group by 1) c
          on c.n = b.n),
    'other_groups', (select count(*) from ranked where rank > p_groups)); $$;

-- The last songs finished within p_hours, at most p_at_most: how many, since when, how long they took from
-- request to completion (milliseconds, median and 95th percentile), and how many failures there were since.
-- Without songs that end in the future or begin before all time.
create function desk.overview_songs(p_hours integer, p_at_most integer) returns jsonb
  language sql stable set search_path = '' as $$
  with finished as (
    select v.completed_at, extract(epoch from v.completed_at - v.created_at) * 1000 as took
    from public.song_variants v
    where v.completed_at > now() - make_interval(hours => p_hours) and v.completed_at <= now()
      and isfinite(v.created_at)
    order by v.completed_at desc limit p_at_most
  ), summed as (
    select count(*) as songs, percentile_cont(array[0.5, 0.95]) within group (order by greatest(took,
      0)) as took, case when count(*) < p_at_most then now() - make_interval(hours => p_hours)
        else min(completed_at) end as since
    from finished
  )
  select jsonb_build_object(
    'songs', s.songs, 'since', s.since, 'p50_ms', round(s.took[1]), 'p95_ms', round(s.took[2]),
    'failures', (select count(*) from (
      select 1 from public.failed_jobs j where j.last_failed_at > s.since
      order by j.last_failed_at limit p_at_most) counted))
  from summed s; $$;

-- 24_erasure.sql

-- Erasing a customer: their personal data leaves all that the desk keeps; rows and counts stay.

create table desk.erased_customers (
  customer_id uuid primary key,
  erased_at timestamptz not null default now()
);
comment on table desk.erased_customers is 'When a customer''s data was erased';

-- Nothing is made for an erased customer: every function that asks for a song, or begins one, refuses with
-- "erased". An erasure locks the customer's failures, orders and variants, so for whoever has locked one of
-- these the answer holds until the end.
create function desk_private.customer_is_erased(p_user_id uuid) returns boolean
  language sql stable set search_path = '' as $$
  select exists (select 1 from desk.erased_customers where customer_id = p_user_id); $$;

-- Masks everything that matches the pattern.
create function desk_private.masked_text(p_text text, p_pattern text) returns text
  language sql immutable set search_path = '' as $$
  select coalesce(regexp_replace(p_text, p_pattern, '[erased]', 'gi'), p_text); $$;

-- Masks every text inside and leaves the keys, so that the shape stays.
create function desk_private.masked_json(p_value jsonb, p_pattern text) returns jsonb
  language plpgsql immutable set search_path = '' as $$
begin
  return case when p_value::text !~* p_pattern then p_value else case jsonb_typeof(p_value)
    when 'string' then to_jsonb(desk_private.masked_text(p_value #>> '{}', p_pattern))
    when 'array' then (
      select coalesce(jsonb_agg(desk_private.masked_json(value, p_pattern) order by n), '[]')
      from jsonb_array_elements(p_value) with ordinality as e (value, n))
    when 'object' then (
      select coalesce(jsonb_object_agg(key, desk_private.masked_json(value, p_pattern)), '{}')
        from jsonb_each(p_value))
    else p_value
  end end;
end $$;

-- Percent-decodes a part of an address; returns it as it is when it is malformed.
create function desk_private.decoded_url_text(p_text text) returns text
  language plpgsql immutable set search_path = '' as $$
begin
  return convert_from(coalesce((
    select string_agg(case when length(m[1]) = 3 and m[1] like '\%%' then decode(substr(m[1], 2), 'hex')
        else convert_to(m[1], 'UTF8') end,
      ''::bytea order by n)
    from regexp_matches(p_text, '(%[0-9a-f]{2}|[^%]+|%)', 'gi') with ordinality as parts (m, n)), ''),
      'UTF8');
exception when character_not_in_repertoire or untranslatable_character then
  return p_text;
end $$;

-- The address of a list without a search that names a person. The search goes as a whole: masked in part, the
-- list might refuse it (assignee:[erased]). No other part holds what people type.
create function desk_private.masked_query(p_query text, p_pattern text) returns text
  language sql immutable set search_path = '' as $$
  select coalesce(string_agg(
    case when part like 'q=%' and desk_private.decoded_url_text(replace(part, '+', ' ')) ~* p_pattern
      then 'q=%5Berased%5D' else part end, '&' order by n), '')
  from regexp_split_to_table(p_query, '&') with ordinality as parts (part, n); $$;

-- Where an old song's file is in our bucket, from an address of Storage or a path; null for files elsewhere.
create function desk_private.path_of_audio_url(p_url text) returns text
  language sql immutable set search_path = '' as $$
  select nullif(path, '') from (
    select case when p_url ~* '^[a-z]+:' then substring(desk_private.decoded_url_text(substring(p_url
      from '^[^?#]*')) from '/storage/v1/object/(?:public/|sign/|authenticated/)?songs/(.+)$')
      else regexp_replace(p_url, '^/?(songs/)?', '') end
  ) found (path) where path !~ '\.\.'; $$;

-- An event reduced to what it is about: anything else in it may say something about a person.
create function desk_private.impersonal_event(p_event jsonb) returns jsonb
  language sql immutable set search_path = '' as $$
  select jsonb_strip_nulls(jsonb_build_object('id', p_event -> 'id', 'name', p_event -> 'name', 'data',
    jsonb_build_object('order_id', p_event -> 'data' -> 'order_id',
      'variant_numbers', p_event -> 'data' -> 'variant_numbers',
      'failed_job_id', p_event -> 'data' -> 'failed_job_id', 'attempt', p_event -> 'data' -> 'attempt'))); $$;

-- What there is of a customer, in figures.
create function desk.count_customer(p_user_id uuid) returns jsonb
  language sql stable set search_path = '' as $$
  select jsonb_build_object('orders', (
      select count(*) from desk.order_summaries where user_id = p_user_id),
    'songs', count(*), 'songs_complete', count(*) filter (where generation_status = 'complete'),
    'plays', count(first_played_at),
    'under_way', count(*) filter (where generation_status = 'generating' or generation_event_id is not null),
    'failures_open', (select count(*) from public.failed_jobs
      where customer_id = p_user_id and state in ('open', 'retrying')))
  from public.song_variants where user_id = p_user_id; $$;

-- Masks what names a customer where nothing says whom it is about: saved views, exports, bulk operations,
-- titles of errors, errors of deliveries. Reads through saved_views, bulk_operations, error_groups and the
-- answers of a day, which stay small; reads the record by subject, and the notes of bulk operations by item.
-- Does not look for a note at another customer's order.
create function desk_private.erase_mentions(p_pattern text, p_recipients text[], p_operations uuid[],
  p_failures uuid[]) returns void language plpgsql set search_path = '' as $$
declare
  v_targets uuid[] := array(
    select distinct target_id from desk.bulk_operation_items where operation_id = any (p_operations));
  v_requests text[] := array(select 'bulk:' || id from unnest(p_operations) id);
begin
  update desk.saved_views
  -- Names are unique per person.
  set name = case when name ~* p_pattern then '[erased] ' || left(id::text, 8) else name end,
    query = desk_private.masked_query(query, p_pattern)
  where name ~* p_pattern or query <> desk_private.masked_query(query, p_pattern);
  update desk.error_groups set title = desk_private.masked_text(title, p_pattern) where title ~* p_pattern;
  -- Thousands of names make no pattern: first, those that a title has at all.
  with names as materialized (select distinct name, lower(name) as lowered from unnest(p_recipients) name),
    titles as materialized (select fingerprint, lower(title) as lowered from desk.error_groups),
    named as (
      select t.fingerprint, desk_private.words_pattern(array_agg(n.name)) as pattern
      from titles t join names n on strpos(t.lowered, n.lowered) > 0 group by 1)
  update desk.error_groups g set title = desk_private.masked_text(g.title, n.pattern)
  from named n where n.fingerprint = g.fingerprint and g.title ~* n.pattern;
  -- Inngest's refusal of one event may be kept with others that were sent along.
  update desk.outbox_events set last_error = desk_private.masked_text(last_error, p_pattern)
  where last_error is not null and last_error ~* p_pattern;
  update desk.idempotency_keys set body = desk_private.masked_json(body, p_pattern)
  where status is not null and body::text ~* p_pattern;
  update desk.bulk_operations set params = desk_private.masked_json(params, p_pattern),
    selection = desk_private.masked_json(selection, p_pattern) where id = any (p_operations);
  update public.failed_jobs set notes = desk_private.masked_text(notes, p_pattern)
  where id = any (v_targets) and notes ~* p_pattern;
  -- A title belongs to all failures of a group, whoever their customers are.
  with patterns as (
    select j.id, concat_ws('|', p_pattern, desk_private.words_pattern(array(
      select distinct name from unnest(p_recipients) name
        where strpos(lower(j.error_message), lower(name)) > 0))) as pattern
    from public.failed_jobs j where j.id = any (p_failures))
  update public.failed_jobs j set error_message = desk_private.masked_text(error_message, pattern),
    error_title = desk_private.masked_text(error_title, pattern),
    error_stack = desk_private.masked_text(error_stack, pattern)
  from patterns p where p.id = j.id;
  update desk.failed_job_attempts set note = desk_private.masked_text(note, p_pattern)
  where failed_job_id = any (v_targets) and note ~* p_pattern;

  update desk.activity set note = desk_private.masked_text(note, p_pattern)
  where subject_type = 'failed_job' and subject_id = any (v_targets::text[]) and request_id = any (v_requests)
    and note ~* p_pattern;
  update desk.activity set note = desk_private.masked_text(note, p_pattern)
  where order_id = any (v_targets) and request_id = any (v_requests) and note ~* p_pattern;
  update desk.activity set before = jsonb_set(desk_private.masked_json(before, p_pattern), '{query}',
      to_jsonb(desk_private.masked_query(before ->> 'query', p_pattern)), false),
    after = jsonb_set(desk_private.masked_json(after, p_pattern), '{query}',
      to_jsonb(desk_private.masked_query(after ->> 'query', p_pattern)), false)
  where subject_type = 'saved_view';
  update desk.activity
  set after = desk_private.masked_json(after, p_pattern), note = desk_private.masked_text(note, p_pattern)
  where subject_type in ('failed_jobs', 'orders', 'bulk_operation')
    and (after::text ~* p_pattern or note ~* p_pattern);
end $$;

-- Takes personal data out of a customer's rows: by an index, except for the answers kept for a day.
create function desk_private.erase_records(p_user_id uuid) returns void
  language plpgsql set search_path = '' as $$
declare
  v_orders uuid[] := array(select id from desk.shop_orders where customer_id = p_user_id);
  v_jobs uuid[] := array(select id from public.failed_jobs where customer_id = p_user_id);
begin
  -- A title keeps whatever stood outside of quotes; the type of an error says nothing about a person.
  update public.failed_jobs
  set event_data = desk_private.impersonal_event(event_data), error_message = error_type,
    error_title = error_type, error_stack = null, notes = case when notes is not null then '[erased]' end,
    state = case when state = 'open' then 'resolved' else state end::desk.failed_job_state,
    resolved_at = coalesce(resolved_at, now()), version = version + 1
  where id = any (v_jobs);
  update desk.failed_job_attempts set event = desk_private.impersonal_event(event),
    error_message = case when error_message is not null then error_type end, error_stack = null,
    note = case when note is not null then '[erased]' end, changes = null
  where failed_job_id = any (v_jobs);
  update desk.outbox_events set data = desk_private.impersonal_event(jsonb_build_object('data',
    data)) -> 'data', last_error = case when last_error is not null then '[erased]' end
  where event_id in (
    select after ->> 'event_id' from desk.activity
    where order_id = any (v_orders) and action = 'generation_requested'
    union all select event_id from desk.failed_job_attempts where failed_job_id = any (v_jobs));

  insert into desk.discarded_files (path, due_at, user_id)
  select path, now(), p_user_id from (
    select storage_path from public.song_variants
    where user_id = p_user_id and storage_path not in ('unrendered', 'erased')
    union select desk_private.path_of_audio_url(url) from desk_private.shop_song_files(p_user_id) url
  ) files (path) where path is not null
  on conflict (path) do update set due_at = now();
  update desk.discarded_files set due_at = now() where user_id = p_user_id;
  -- A token that no one has seen and that opens nothing: the links given away are unknown from now on.
  update public.song_variants set storage_path = 'erased', share_token = gen_random_uuid(),
    share_revoked_at = coalesce(share_revoked_at, now()), share_version = share_version + 1,
    audio_bytes = null, audio_type = null,
    generation_status = case when generation_status = 'complete' then 'complete'
      else 'failed' end::public.generation_status,
    replaced = null, generation_requested_by = null
  where user_id = p_user_id;
  delete from desk.song_options where order_id = any (v_orders);

  update desk.activity
  set note = case when note is not null then '[erased]' end, before = before - 'brief' - 'changes',
    after = after - 'brief' - 'changes'
  where order_id = any (v_orders) or (subject_type = 'failed_job' and subject_id = any (v_jobs::text[]));
  -- Answers to requests about them. An address may write an id in either case.
  update desk.idempotency_keys set body = '{}'
  where status is not null
    and substring(lower(request) from '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}')::uuid
      = any (v_orders || v_jobs || p_user_id);
end $$;

-- Empties a customer's account. The row stays, since everything references it; nothing is left to sign in
-- with. Tables and columns differ between versions of Auth.
create function desk_private.erase_account(p_user_id uuid, p_email text) returns void
  language plpgsql set search_path = '' as $$
declare v_table text; v_set text;
begin
  delete from desk.staff_invitations i using auth.users u where u.id = p_user_id
    and i.email = lower(u.email);
  update auth.users set email = p_email, encrypted_password = null where id = p_user_id;
  select string_agg(format('%I = %s', column_name,
    -- Auth cannot read null where it has always had an empty text.
    case column_name when 'raw_user_meta_data' then '''{}''' when 'phone' then 'null' else '''''' end), ', ')
  into v_set from information_schema.columns
  where table_schema = 'auth' and table_name = 'users' and column_name in (
    'raw_user_meta_data', 'phone', 'phone_change', 'phone_change_token', 'email_change',
    'email_change_token_new', 'email_change_token_current', 'confirmation_token', 'recovery_token',
    'reauthentication_token');
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
  -- Those of sessions are gone already. In a hosted project, user_id is a text.
  if to_regclass('auth.refresh_tokens') is not null then
    execute format('delete from auth.refresh_tokens where user_id = $1::%s',
      (select format_type(atttypid, atttypmod) from pg_catalog.pg_attribute
       where attrelid = to_regclass('auth.refresh_tokens') and attname = 'user_id')) using p_user_id::text;
  end if;
end $$;

-- Takes an account out of Auth's log, with its network addresses. The log has no index for this, so it is
-- read as text, which is fastest: about two seconds for a million lines.
create function desk_private.erase_account_log(p_user_id uuid, p_email text) returns void
  language plpgsql set search_path = '' as $$
begin
  if to_regclass('auth.audit_log_entries') is not null then
    execute 'delete from auth.audit_log_entries where payload::text like any ($1)'
      using array[desk_private.contains_pattern(p_user_id::text),
        desk_private.contains_pattern(to_json(lower(p_email))::text)];
  end if;
end $$;

-- Locks everything of a customer, and these failures: failures, orders, variants, the customer.
create function desk_private.lock_customer(p_user_id uuid, p_failures uuid[]) returns desk.shop_customers
  language plpgsql set search_path = '' as $$
declare v_user desk.shop_customers;
begin
  perform 1 from public.failed_jobs
  where customer_id = p_user_id or id = any (p_failures) order by id for update;
  perform desk_private.lock_shop_orders(array(select id from desk.shop_orders where customer_id = p_user_id));
  perform 1 from public.song_variants where user_id = p_user_id order by id for update;
  perform desk_private.lock_shop_customer(p_user_id);
  select * into v_user from desk.shop_customers where id = p_user_id;
  return v_user;
end $$;

-- Erases a customer, closes their links and has their songs removed from Storage. Refused while something is
-- being generated; asked again, it says when. SECURITY DEFINER: the owner alone may change the record.
create function desk.erase_customer(p_user_id uuid, p_actor uuid, p_reason text,
  p_request_id text default null) returns jsonb language plpgsql security definer set search_path = '' as $$
declare v_user desk.shop_customers; v_pattern text; v_recipients text[]; v_operations uuid[];
  v_failures uuid[]; v_erased_at timestamptz; v_orders integer; v_files integer; v_refusal text;
  v_event_id text := 'erasure:' || p_user_id;
  v_email text := 'erased-' || p_user_id || '@erased.invalid';
begin
  v_refusal := case when desk_private.written_text(p_reason) is null then 'reason_required'
    when not exists (select 1 from desk.staff_members
      where user_id = p_actor and role = 'admin' and disabled_at is null) then 'admin_required'
    when exists (select 1 from desk.staff_members where user_id = p_user_id) then 'is_staff' end;
  if v_refusal is not null then return jsonb_build_object('ok', false, 'code', v_refusal); end if;
  select c.* into v_user from desk.shop_customers c where id = p_user_id;
  select erased_at into v_erased_at from desk.erased_customers where customer_id = p_user_id;
  v_pattern := desk_private.words_pattern(array[v_user.email, v_user.full_name,
    (select email from auth.users where id = p_user_id)]);
  -- Bulk operations, failures, orders, variants, the customer: the order in which everything locks them.
  v_operations := array(
    select id from desk.bulk_operations
    where v_erased_at is null
      -- Ids, of which there may be thousands, name no one.
      and (params::text ~* v_pattern or (selection - 'ids')::text ~* v_pattern) order by id for update);
  v_failures := array(
    select j.id from desk.error_groups g join public.failed_jobs j on j.fingerprint = g.fingerprint
    where v_erased_at is null and g.title ~* v_pattern);
  v_user := desk_private.lock_customer(p_user_id, v_failures || array(
    select target_id from desk.bulk_operation_items where operation_id = any (v_operations)));
  if v_user.id is null then return jsonb_build_object('ok', false, 'code', 'not_found'); end if;
  select erased_at into v_erased_at from desk.erased_customers where customer_id = p_user_id;
  if found then
    return jsonb_build_object('ok', true, 'erased_at', v_erased_at, 'files', 0, 'event_id', v_event_id);
  end if;
  if exists (select 1 from public.song_variants where user_id = p_user_id
      and (generation_status = 'generating' or generation_event_id is not null)) then
    return jsonb_build_object('ok', false, 'code', 'generating');
  end if;
  select count(*) into v_orders from desk.shop_orders where customer_id = p_user_id;
  -- An error may name the recipient. Looked for only there, since many people have that name.
  v_recipients := array(
    select o.recipient_name from public.failed_jobs j join desk.shop_orders o on o.id = j.order_id
    where j.customer_id = p_user_id and o.recipient_name is not null);

  perform set_config('reprise.erasing', 'on', true);
  perform desk_private.erase_records(p_user_id);
  perform desk_private.erase_mentions(v_pattern, v_recipients, v_operations, v_failures);
  perform set_config('reprise.erasing', 'off', true);
  perform desk_private.erase_account(p_user_id, v_email);
  perform desk_private.erase_account_log(p_user_id, v_user.email);
  insert into desk.erased_customers (customer_id) values (p_user_id) returning erased_at into v_erased_at;
  perform desk_private.erase_shop_customer(p_user_id, v_email);
  perform desk_private.look_again('customer', array[p_user_id]);

  select count(*) into v_files from desk.discarded_files where user_id = p_user_id;
  insert into desk.outbox_events (event_id, name, data)
  values (v_event_id, 'desk/files.removal.requested', jsonb_build_object('customer_id', p_user_id));
  perform desk_private.log_activity(p_actor, 'customer_erased', 'customer', p_user_id::text, null, null,
    jsonb_build_object('orders', v_orders, 'files', v_files), desk_private.masked_text(p_reason, v_pattern),
    p_request_id);
  return jsonb_build_object('ok', true, 'erased_at', v_erased_at, 'files', v_files, 'event_id', v_event_id);
end $$;

-- 25_idempotency.sql

-- Idempotency keys: a repeated request gets the first one's answer.

-- The answers to requests with an Idempotency-Key, for a day.
create table desk.idempotency_keys (
  actor uuid not null,
  key text not null,
  -- Method, address and a hash of the body. Another request under the same key is a mistake.
  request text not null,
  status integer,
  body jsonb,
  claimed_at timestamptz not null default now(),
  primary key (actor, key)
);
create index idx_idempotency_keys_claimed_at on desk.idempotency_keys (claimed_at);

-- Claims a key for a request. If its server dies, the claim lapses after a minute: the state functions refuse
-- to do the same thing twice anyway.
create function desk.claim_idempotency_key(p_actor uuid, p_key text, p_request text) returns jsonb
  language plpgsql set search_path = '' as $$
declare v_known desk.idempotency_keys;
begin
  delete from desk.idempotency_keys where (actor, key) in (
    select actor, key from desk.idempotency_keys where claimed_at < now() - interval '1 day' limit 100
    for update skip locked);
  insert into desk.idempotency_keys (actor, key, request) values (p_actor, p_key, p_request)
  on conflict (actor, key) do nothing;
  if found then return jsonb_build_object('result', 'claimed'); end if;
  select * into v_known from desk.idempotency_keys where actor = p_actor and key = p_key for update;
  if v_known.request <> p_request then
    return jsonb_build_object('result', 'other_request');
  elsif v_known.status is not null then
    return jsonb_build_object('result', 'answered', 'status', v_known.status, 'body', v_known.body);
  elsif v_known.claimed_at > now() - interval '1 minute' then
    return jsonb_build_object('result', 'in_progress');
  end if;
  update desk.idempotency_keys set claimed_at = now() where actor = p_actor and key = p_key;
  return jsonb_build_object('result', 'claimed');
end $$;

-- Keeps the answer; without a status it releases the key, since the outcome is not known.
create function desk.finish_idempotency_key(p_actor uuid, p_key text, p_status integer default null,
  p_body jsonb default null) returns void language plpgsql set search_path = '' as $$
begin
  if p_status is null then
    delete from desk.idempotency_keys where actor = p_actor and key = p_key and status is null;
  else
    update desk.idempotency_keys set status = p_status, body = p_body where actor = p_actor and key = p_key;
  end if;
end $$;

-- 98_take_over.sql

-- What an installation has already, brought into the desk's tables in batches. Each function takes the rows
-- after an id and answers the last id that it took; null when there are no more. `npm run migrate` calls them
-- itself, a transaction a batch, in the order of the block at the end, which does the same where this file is
-- pasted.

create function desk_private.take_over_orders(p_after uuid, p_limit integer) returns uuid
  language plpgsql set search_path = '' as $$
declare v_ids uuid[];
begin
  v_ids := array(
    select id from desk.shop_orders where p_after is null or id > p_after order by id limit p_limit);
  begin
    perform desk_private.refresh_order_summaries_in_order(v_ids);
  exception when others then
    -- One order that cannot be followed stops no installation: the watch finds which.
    perform desk_private.note_shop_change('order', v_ids, sqlerrm);
  end;
  return v_ids[cardinality(v_ids)];
end $$;

-- Dead letters of Phase 1: what was addressed stays so, and the order is the one that the event names. What
-- the desk has changed already stays as it is.
create function desk_private.take_over_failed_jobs(p_after uuid, p_limit integer) returns uuid
  language plpgsql set search_path = '' as $$
declare v_ids uuid[];
begin
  v_ids := array(
    select id from public.failed_jobs where p_after is null or id > p_after order by id limit p_limit);
  perform 1 from public.failed_jobs where id = any (v_ids) order by id for update;
  update public.failed_jobs j
  set state = case when j.resolved_at is null then 'open' else 'resolved' end::desk.failed_job_state,
    last_failed_at = coalesce(j.failed_at, now()), order_id = l.order_id, customer_id = l.customer_id,
    needed_by = l.needed_by
  from public.failed_jobs earlier
  cross join lateral desk_private.event_links(earlier.event_data) l
  where j.id = earlier.id and j.id = any (v_ids) and j.version = 1;
  return v_ids[cardinality(v_ids)];
end $$;

do $$
declare v_last uuid;
begin
  loop
    v_last := desk_private.take_over_orders(v_last, 5000);
    exit when v_last is null;
  end loop;
  loop
    v_last := desk_private.take_over_failed_jobs(v_last, 5000);
    exit when v_last is null;
  end loop;
end $$;

-- 99_privileges.sql

-- Who may do what: the desk's schemas are for service_role alone. 00 and 01 grant what is the shop's.

-- Every table is closed to all others, should they ever be let into the schema.
do $$
declare t text;
begin
  for t in select tablename from pg_tables where schemaname = 'desk' loop
    execute format('alter table desk.%I enable row level security', t);
    execute format('create policy "Service role can manage %s" on desk.%I', replace(t, '_', ' '), t)
      || ' for all to service_role using (true) with check (true)';
  end loop;
end
$$;

-- The record is append-only, for service_role too.
revoke update, delete, truncate on desk.activity from service_role;

-- Functions are for everybody unless that is taken away.
revoke execute on all functions in schema desk, desk_private from public;
-- The one function of the desk in public: what a share link opens.
revoke execute on function public.find_shared_song(text) from public, anon, authenticated;
grant execute on function public.find_shared_song(text) to anon, service_role;

-- For the owner alone: with these, service_role could make anyone staff, or erase a customer in part.
revoke execute on function
  desk_private.add_staff_member(text, desk.staff_role, text, uuid, text),
  desk_private.erase_account(uuid, text), desk_private.erase_account_log(uuid, text),
  desk_private.erase_mentions(text, text[], uuid[], uuid[]), desk_private.erase_records(uuid),
  desk_private.erase_shop_customer(uuid, text)
  from service_role;

-- The shop's tables are read through these; they are written where 00_shop says so.
revoke insert, update, delete, truncate on desk.shop_customers, desk.shop_orders from service_role;

reset check_function_bodies;

-- The version of this schema. The server compares it with the one that it was built for.
create function desk.schema_version() returns text language sql immutable set search_path = '' as $$
  select '20261201090000.504a239c0c72c60d'; $$;
revoke execute on function desk.schema_version() from public;
