-- An erasure left some of a customer behind: what an event carried besides a brief; searches, exports, notes of bulk work
-- and titles of errors that name them; the occasion in their words; files of the old songs; and what Auth keeps beside the
-- address. It takes these as well.

-- A pattern for "~*" that finds words where they stand by themselves, "Al" not in "signal", and also in a text of JSON,
-- where a new line before them is a backslash and a letter. Null when there are none; one letter is nobody's name.
create function public.words_pattern(p_words text[]) returns text
  language sql immutable
  set search_path = ''
as $$
  select '(?:(?<!\w)|(?<=\\(?:[bfnrt]|u[0-9a-f]{4})))(?:'
    || string_agg(distinct regexp_replace(form, '([][\\.^$*+?(){}|])', '\\\1', 'g'), '|') || ')(?!\w)'
  from (select btrim(w) from unnest(p_words) w) words (word)
  cross join lateral (values (word), (regexp_replace(to_jsonb(word)::text, '^"(.*)"$', '\1'))) forms (form)
  where char_length(word) > 1;
$$;

create function public.masked_text(p_text text, p_pattern text) returns text
  language sql immutable
  set search_path = ''
as $$
  select coalesce(regexp_replace(p_text, p_pattern, '[erased]', 'gi'), p_text);
$$;

-- Every text inside masked, keys left as they are: what comes back has the shape of what was given.
create function public.masked_json(p_value jsonb, p_pattern text) returns jsonb
  language plpgsql immutable
  set search_path = ''
as $$
begin
  return case when p_value::text !~* p_pattern then p_value else case jsonb_typeof(p_value)
    when 'string' then to_jsonb(public.masked_text(p_value #>> '{}', p_pattern))
    when 'array' then (
      select coalesce(jsonb_agg(public.masked_json(value, p_pattern) order by n), '[]')
      from jsonb_array_elements(p_value) with ordinality as e (value, n))
    when 'object' then (
      select coalesce(jsonb_object_agg(key, public.masked_json(value, p_pattern)), '{}') from jsonb_each(p_value))
    else p_value
  end end;
end
$$;

-- A text of an address as it was before it was percent-encoded; itself when it is not right.
create function public.decoded_url_text(p_text text) returns text
  language plpgsql immutable
  set search_path = ''
as $$
begin
  return convert_from(coalesce((
    select string_agg(
      case when length(m[1]) = 3 and m[1] like '\%%' then decode(substr(m[1], 2), 'hex') else convert_to(m[1], 'UTF8') end,
      ''::bytea order by n)
    from regexp_matches(p_text, '(%[0-9a-f]{2}|[^%]+|%)', 'gi') with ordinality as parts (m, n)), ''), 'UTF8');
exception when character_not_in_repertoire or untranslatable_character then
  return p_text;
end
$$;

-- The address of a list without a search that names somebody. That goes whole: with a part of it masked it might be one
-- that the list refuses, such as assignee:[erased]. No other part of an address holds what somebody has typed.
create function public.masked_query(p_query text, p_pattern text) returns text
  language sql immutable
  set search_path = ''
as $$
  select coalesce(string_agg(
    case when part like 'q=%' and public.decoded_url_text(replace(part, '+', ' ')) ~* p_pattern
      then 'q=%5Berased%5D' else part end, '&' order by n), '')
  from regexp_split_to_table(p_query, '&') with ordinality as parts (part, n);
$$;

-- Where in our bucket the file of an old song is: from an address that Storage gives out, or a path as it is; null for a
-- file that is elsewhere.
create function public.path_of_audio_url(p_url text) returns text
  language sql immutable
  set search_path = ''
as $$
  select nullif(path, '') from (
    select case when p_url ~* '^[a-z]+:' then substring(public.decoded_url_text(substring(p_url from '^[^?#]*'))
        from '/storage/v1/object/(?:public/|sign/|authenticated/)?songs/(.+)$')
      else regexp_replace(p_url, '^/?(songs/)?', '') end
  ) found (path) where path !~ '\.\.';
$$;

-- What follows is part of erase_customer, which alone calls it.

-- Masks what names a customer where nothing says of whom it is: saved views, exports, bulk operations, titles of errors.
-- Read through are saved_views, bulk_operations and error_groups, which stay small; the record is read by its subjects, and
-- what a bulk operation noted by its items. A note that somebody wrote at another customer's order is not looked for.
create function public.erase_mentions(p_pattern text, p_recipients text[], p_operations uuid[]) returns void
  language plpgsql
  set search_path = ''
as $$
declare
  v_jobs uuid[] := array(
    select distinct failed_job_id from public.bulk_operation_items where operation_id = any (p_operations));
  v_requests text[] := array(select 'bulk:' || id from unnest(p_operations) id);
begin
  update public.saved_views
  -- Names are unique for each person.
  set name = case when name ~* p_pattern then '[erased] ' || left(id::text, 8) else name end,
    query = public.masked_query(query, p_pattern)
  where name ~* p_pattern or query <> public.masked_query(query, p_pattern);
  update public.error_groups set title = public.masked_text(title, p_pattern) where title ~* p_pattern;
  -- Thousands of names make no pattern: first those that a title has at all.
  with names as materialized (select distinct name, lower(name) as lowered from unnest(p_recipients) name),
    titles as materialized (select fingerprint, lower(title) as lowered from public.error_groups),
    named as (
      select t.fingerprint, public.words_pattern(array_agg(n.name)) as pattern
      from titles t join names n on strpos(t.lowered, n.lowered) > 0 group by 1)
  update public.error_groups g set title = public.masked_text(g.title, n.pattern)
  from named n where n.fingerprint = g.fingerprint and g.title ~* n.pattern;
  update public.bulk_operations
  set params = public.masked_json(params, p_pattern), selection = public.masked_json(selection, p_pattern)
  where id = any (p_operations);
  update public.failed_jobs set notes = public.masked_text(notes, p_pattern)
  where id = any (v_jobs) and notes ~* p_pattern;
  update public.failed_job_attempts set note = public.masked_text(note, p_pattern)
  where failed_job_id = any (v_jobs) and note ~* p_pattern;

  update public.activity set note = public.masked_text(note, p_pattern)
  where subject_type = 'failed_job' and subject_id = any (v_jobs::text[]) and request_id = any (v_requests)
    and note ~* p_pattern;
  update public.activity set note = public.masked_text(note, p_pattern)
  where order_id in (select order_id from public.bulk_order_items where operation_id = any (p_operations))
    and request_id = any (v_requests) and note ~* p_pattern;
  update public.activity
  set before = jsonb_set(public.masked_json(before, p_pattern), '{query}',
      to_jsonb(public.masked_query(before ->> 'query', p_pattern)), false),
    after = jsonb_set(public.masked_json(after, p_pattern), '{query}',
      to_jsonb(public.masked_query(after ->> 'query', p_pattern)), false)
  where subject_type = 'saved_view';
  update public.activity
  set after = public.masked_json(after, p_pattern), note = public.masked_text(note, p_pattern)
  where subject_type in ('failed_jobs', 'orders', 'bulk_operation')
    and (after::text ~* p_pattern or note ~* p_pattern);
end
$$;

-- Takes personal data out of all rows that are a customer's own. Everything is found by an index, but for the answers that
-- are kept for a day.
create function public.erase_records(p_user_id uuid) returns void
  language plpgsql
  set search_path = ''
as $$
declare
  v_orders uuid[] := array(select id from public.orders where user_id = p_user_id);
  v_jobs uuid[] := array(select id from public.failed_jobs where customer_id = p_user_id);
begin
  -- A title keeps whatever stood outside of quotes; the type of an error says nothing of anybody.
  update public.failed_jobs
  set event_data = public.impersonal_event(event_data), error_message = error_type, error_title = error_type,
    error_stack = null, notes = case when notes is not null then '[erased]' end,
    state = case when state = 'open' then 'resolved' else state end::public.failed_job_state,
    resolved_at = coalesce(resolved_at, now()), version = version + 1
  where id = any (v_jobs);
  update public.failed_job_attempts
  set event = public.impersonal_event(event), error_message = case when error_message is not null then error_type end,
    error_stack = null, note = case when note is not null then '[erased]' end, changes = null
  where failed_job_id = any (v_jobs);
  update public.outbox_events set data = public.impersonal_event(jsonb_build_object('data', data)) -> 'data'
  where event_id in (
    select after ->> 'event_id' from public.activity
    where order_id = any (v_orders) and action = 'generation_requested'
    union all select event_id from public.failed_job_attempts where failed_job_id = any (v_jobs));

  insert into public.discarded_files (path, due_at, user_id)
  select path, now(), p_user_id from (
    select storage_path from public.song_variants
    where user_id = p_user_id and storage_path not in ('unrendered', 'erased')
    union select public.path_of_audio_url(audio_url) from public.songs where user_id = p_user_id
  ) files (path) where path is not null
  on conflict (path) do update set due_at = now();
  update public.discarded_files set due_at = now() where user_id = p_user_id;
  -- A token that nobody has ever seen, and that opens nothing: the links that were given away are as unknown as any other.
  update public.song_variants
  set storage_path = 'erased', share_token = gen_random_uuid(), share_revoked_at = coalesce(share_revoked_at, now()),
    share_version = share_version + 1, audio_bytes = null, audio_type = null,
    generation_status = case when generation_status = 'complete' then 'complete' else 'failed' end::public.generation_status,
    replaced = null, generation_requested_by = null
  where user_id = p_user_id;
  update public.songs set audio_url = null where user_id = p_user_id;
  update public.customizations
  set recipient_name = '[erased]', occasion = '[erased]', message = null, provider_options = '{}'
  where user_id = p_user_id;

  update public.activity
  set note = case when note is not null then '[erased]' end, before = before - 'brief' - 'changes',
    after = after - 'brief' - 'changes'
  where order_id = any (v_orders) or (subject_type = 'failed_job' and subject_id = any (v_jobs::text[]));
  -- What was answered to requests about them, such as a payload that somebody had revealed.
  update public.idempotency_keys set body = '{}'
  where status is not null
    and substring(request from '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}')
      = any ((v_orders || v_jobs || p_user_id)::text[]);
end
$$;

-- Empties a customer's account. It stays as a row, since everything hangs on it; nobody can sign in with it any more. Which
-- columns and tables there are differs from one version of Auth to another.
create function public.erase_account(p_user_id uuid, p_email text) returns void
  language plpgsql
  set search_path = ''
as $$
declare
  v_table text;
  v_set text;
begin
  update auth.users set email = p_email where id = p_user_id;
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
  foreach v_table in array array['identities', 'sessions', 'one_time_tokens', 'mfa_factors', 'flow_state'] loop
    if to_regclass('auth.' || v_table) is not null then
      execute format('delete from auth.%I where user_id = $1', v_table) using p_user_id;
    end if;
  end loop;
end
$$;

-- Takes an account out of the log of Auth, who it was and from which addresses of the network. The log has no index for
-- this and is read through, as text, which is the quickest: about two seconds for a million lines.
create function public.erase_account_log(p_user_id uuid, p_email text) returns void
  language plpgsql
  set search_path = ''
as $$
begin
  if to_regclass('auth.audit_log_entries') is not null then
    execute 'delete from auth.audit_log_entries where payload::text like any ($1)'
      using array[public.contains_pattern(p_user_id::text), public.contains_pattern(to_json(lower(p_email))::text)];
  end if;
end
$$;

-- Takes a customer's personal data out of everything that the desk keeps, closes their share links and has their songs
-- removed from Storage. Rows stay, so that counts do. Refused while something is being generated; asked again, it says
-- when it was done. SECURITY DEFINER because of the record of changes.
create or replace function public.erase_customer(
  p_user_id uuid, p_actor uuid, p_reason text, p_request_id text default null
) returns jsonb
  language plpgsql
  security definer
  set search_path = ''
as $$
declare
  v_user public.users;
  v_pattern text;
  v_recipients text[];
  v_operations uuid[];
  v_orders integer;
  v_files integer;
  v_event_id text := 'erasure:' || p_user_id;
  v_email text := 'erased-' || p_user_id || '@erased.invalid';
begin
  if public.written_text(p_reason) is null then
    return jsonb_build_object('ok', false, 'code', 'reason_required');
  end if;
  if not exists (select 1 from public.staff_members
      where user_id = p_actor and role = 'admin' and disabled_at is null) then
    return jsonb_build_object('ok', false, 'code', 'admin_required');
  end if;
  if exists (select 1 from public.staff_members where user_id = p_user_id) then
    return jsonb_build_object('ok', false, 'code', 'is_staff');
  end if;
  select * into v_user from public.users where id = p_user_id;
  v_pattern := public.words_pattern(array[v_user.email, v_user.full_name,
    (select email from auth.users where id = p_user_id)]);
  -- Bulk operations, failures, orders, variants, and the customer: in the order in which everything locks them.
  v_operations := array(
    select id from public.bulk_operations
    where v_user.erased_at is null
      -- Ids, of which there may be thousands, name nobody.
      and (params::text ~* v_pattern or (selection - 'ids')::text ~* v_pattern)
    order by id for update);
  perform 1 from public.failed_jobs
  where customer_id = p_user_id
    or id in (select failed_job_id from public.bulk_operation_items where operation_id = any (v_operations))
  order by id for update;
  perform 1 from public.orders where user_id = p_user_id order by id for update;
  perform 1 from public.song_variants where user_id = p_user_id order by id for update;
  select * into v_user from public.users where id = p_user_id for update;
  if not found then
    return jsonb_build_object('ok', false, 'code', 'not_found');
  end if;
  if v_user.erased_at is not null then
    return jsonb_build_object('ok', true, 'erased_at', v_user.erased_at, 'files', 0, 'event_id', v_event_id);
  end if;
  if exists (select 1 from public.song_variants
      where user_id = p_user_id and (generation_status = 'generating' or generation_event_id is not null)) then
    return jsonb_build_object('ok', false, 'code', 'generating');
  end if;
  select count(*) into v_orders from public.orders where user_id = p_user_id;
  -- An error may name whom the song was for. Looked for only there: it is often the name of many.
  v_recipients := array(
    select c.recipient_name from public.failed_jobs j
    join public.orders o on o.id = j.order_id join public.customizations c on c.id = o.customization_id
    where j.customer_id = p_user_id);

  perform set_config('reprise.erasing', 'on', true);
  perform public.erase_records(p_user_id);
  perform public.erase_mentions(v_pattern, v_recipients, v_operations);
  perform set_config('reprise.erasing', 'off', true);
  perform public.erase_account(p_user_id, v_email);
  perform public.erase_account_log(p_user_id, v_user.email);
  update public.users set email = v_email, full_name = null, erased_at = now()
  where id = p_user_id returning * into v_user;

  select count(*) into v_files from public.discarded_files where user_id = p_user_id;
  insert into public.outbox_events (event_id, name, data)
  values (v_event_id, 'desk/files.removal.requested', jsonb_build_object('customer_id', p_user_id));
  perform public.log_activity(p_actor, 'customer_erased', 'customer', p_user_id::text, null, null,
    jsonb_build_object('orders', v_orders, 'files', v_files), public.masked_text(p_reason, v_pattern), p_request_id);
  return jsonb_build_object('ok', true, 'erased_at', v_user.erased_at, 'files', v_files, 'event_id', v_event_id);
end
$$;

do $$
declare
  f text;
begin
  foreach f in array array[
    'words_pattern(text[])', 'masked_text(text, text)', 'masked_json(jsonb, text)', 'decoded_url_text(text)',
    'masked_query(text, text)', 'path_of_audio_url(text)', 'erase_mentions(text, text[], uuid[])', 'erase_records(uuid)',
    'erase_account(uuid, text)', 'erase_account_log(uuid, text)'
  ] loop
    execute format('revoke execute on function public.%s from public, anon, authenticated', f);
    if f like 'erase%' then
      execute format('revoke execute on function public.%s from service_role', f);
    else
      execute format('grant execute on function public.%s to service_role', f);
    end if;
  end loop;
end
$$;
