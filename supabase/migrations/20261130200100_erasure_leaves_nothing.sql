-- What an erasure left readable: answers that were kept for a request whose address wrote an id in capitals, why an event was
-- refused, and the errors of other customers' failures whose group is titled with the name. Each function is as before
-- but for that.

-- Few events have an error, among very many that were sent.
create index idx_outbox_events_errors on public.outbox_events (event_id) where last_error is not null;
-- Answers of this kind are not kept any more.
delete from public.idempotency_keys where request ~* '^POST /resources/failed-jobs/[^/ ]+/reveal ';

create or replace function public.erase_records(p_user_id uuid) returns void
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
  update public.outbox_events
  set data = public.impersonal_event(jsonb_build_object('data', data)) -> 'data',
    last_error = case when last_error is not null then '[erased]' end
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
  -- What was answered to requests about them. An address may write an id in either case.
  update public.idempotency_keys set body = '{}'
  where status is not null
    and substring(lower(request) from '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}')::uuid
      = any (v_orders || v_jobs || p_user_id);
end
$$;

-- What follows is part of erase_customer, which alone calls it.
drop function public.erase_mentions(text, text[], uuid[]);

-- Masks what names a customer where nothing says of whom it is: saved views, exports, bulk operations, titles of errors, why
-- an event was refused. Read through are saved_views, bulk_operations, error_groups and the answers of a day, which stay
-- small; the record is read by its subjects, and what a bulk operation noted by its items. A note that somebody wrote at
-- another customer's order is not looked for.
create function public.erase_mentions(
  p_pattern text, p_recipients text[], p_operations uuid[], p_failures uuid[]
) returns void
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
  -- Inngest's refusal of one event may be what is kept with others that went along.
  update public.outbox_events set last_error = public.masked_text(last_error, p_pattern)
  where last_error is not null and last_error ~* p_pattern;
  update public.idempotency_keys set body = public.masked_json(body, p_pattern)
  where status is not null and body::text ~* p_pattern;
  update public.bulk_operations
  set params = public.masked_json(params, p_pattern), selection = public.masked_json(selection, p_pattern)
  where id = any (p_operations);
  update public.failed_jobs set notes = public.masked_text(notes, p_pattern)
  where id = any (v_jobs) and notes ~* p_pattern;
  -- A title is one for all failures of a group, whoever they are of.
  with patterns as (
    select j.id, concat_ws('|', p_pattern, public.words_pattern(array(
      select distinct name from unnest(p_recipients) name where strpos(lower(j.error_message), lower(name)) > 0))) as pattern
    from public.failed_jobs j where j.id = any (p_failures))
  update public.failed_jobs j
  set error_message = public.masked_text(error_message, pattern), error_title = public.masked_text(error_title, pattern),
    error_stack = public.masked_text(error_stack, pattern)
  from patterns p where p.id = j.id;
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

revoke execute on function public.erase_mentions(text, text[], uuid[], uuid[])
  from public, anon, authenticated, service_role;

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
  v_failures uuid[];
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
  v_failures := array(
    select j.id from public.error_groups g join public.failed_jobs j on j.fingerprint = g.fingerprint
    where v_user.erased_at is null and g.title ~* v_pattern);
  perform 1 from public.failed_jobs
  where customer_id = p_user_id or id = any (v_failures)
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
  perform public.erase_mentions(v_pattern, v_recipients, v_operations, v_failures);
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
