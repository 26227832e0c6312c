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
