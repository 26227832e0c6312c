-- A song that is there plays until a new one is finished. What is under way for a variant (generation_event_id and the columns
-- beside it) says nothing about the song that plays: a complete variant stays complete while a new version of it is made,
-- keeps its song when that fails, and gets the new one in one transaction when it is finished. The song before is kept for
-- 30 days and can be brought back until then.

alter table public.song_variants
  -- When the last new version of a complete variant failed; null once one is finished.
  add column new_version_failed_at timestamptz,
  -- Tries that have begun for what is under way, or was last.
  add column generation_tries integer not null default 0;

-- A song that was replaced waits here, too, with all that is needed to bring it back: until it is due.
alter table public.discarded_files
  -- By which it is brought back.
  add column id uuid,
  -- The variant that it was the song of; null for a file that cannot be brought back.
  add column variant_id uuid references public.song_variants (id) on delete set null,
  add column replaced_at timestamptz,
  add column duration_ms integer,
  add column audio_bytes integer,
  add column audio_type text,
  add column completed_at timestamptz,
  add column peaks smallint[];
create index idx_discarded_files_variant_id on public.discarded_files (variant_id);
comment on table public.discarded_files is
  'Files that are to be removed from Storage when they are due; replaced songs can be brought back until then';

-- What is under way for a variant: "waiting" for its run, "making" once a try has begun, null for nothing.
create function public.generation_under_way(p_variant public.song_variants) returns text
  language sql immutable
  set search_path = ''
as $$
  select case
    when p_variant.generation_status = 'generating'
      or (p_variant.generation_event_id is not null and p_variant.generation_status = 'complete'
        and p_variant.generation_alive_until is not null) then 'making'
    when p_variant.generation_event_id is not null then 'waiting'
  end;
$$;

-- The retries that the variants of an event have had, without their first tries; null when no try has begun.
create function public.generation_retries(p_event_id text) returns integer
  language sql stable
  set search_path = ''
as $$
  select max(generation_tries) - 1 from public.song_variants
  where generation_event_id = p_event_id and generation_tries > 0;
$$;

create or replace function public.discard_replaced_song() returns trigger
  language plpgsql
  security definer
  set search_path = ''
as $$
begin
  if tg_op = 'UPDATE' and old.generation_status = 'complete' and new.storage_path <> 'erased' then
    insert into public.discarded_files (
      id, path, due_at, user_id, variant_id, replaced_at, duration_ms, audio_bytes, audio_type, completed_at, peaks)
    values (gen_random_uuid(), old.storage_path, now() + interval '30 days', old.user_id, old.id, now(), old.duration_ms,
      old.audio_bytes, old.audio_type, old.completed_at,
      (select peaks from public.song_peaks where variant_id = old.id and storage_path = old.storage_path))
    on conflict (path) do nothing;
  else
    -- Someone may be listening to it at this moment.
    insert into public.discarded_files (path, due_at, user_id)
    values (old.storage_path, now() + interval '1 day', old.user_id)
    on conflict (path) do nothing;
  end if;
  return null;
end
$$;

-- As before, and a song that is being brought back at this moment is left alone.
create or replace function public.take_discarded_files(p_limit integer, p_user_id uuid default null) returns setof text
  language plpgsql
  set search_path = ''
as $$
begin
  delete from public.discarded_files f
  where f.path in (
      select path from public.discarded_files
      where due_at <= now() and (p_user_id is null or user_id = p_user_id) order by due_at, path limit p_limit)
    and exists (select 1 from public.song_variants v where v.storage_path = f.path
      and v.storage_path not in ('unrendered', 'erased'));
  return query
    select f.path from public.discarded_files f
    where f.due_at <= now() and (p_user_id is null or f.user_id = p_user_id)
    order by f.due_at, f.path limit p_limit
    for update skip locked;
end
$$;

-- A song is about to be uploaded: should its run die before the song is its variant's, the file is removed a day later, or
-- with everything else of an erased customer.
create function public.announce_song_file(p_order_id uuid, p_variant_number integer, p_path text) returns void
  language sql
  set search_path = ''
as $$
  insert into public.discarded_files (path, due_at, user_id)
  select p_path, now() + interval '1 day', user_id from public.song_variants
  where order_id = p_order_id and variant_number = p_variant_number
  on conflict (path) do nothing;
$$;

-- As before, but a song that plays stays as it is.
create or replace function public.request_generation(
  p_order_id uuid, p_variant_numbers integer[], p_actor uuid, p_reason text,
  p_request_id text default null, p_brief jsonb default null
) returns jsonb
  language plpgsql
  set search_path = ''
as $$
declare
  v_order public.orders;
  v_busy public.song_variants;
  v_before jsonb;
  v_wishes jsonb;
  v_event_id text := 'generation:' || gen_random_uuid();
  v_data jsonb;
begin
  if public.written_text(p_reason) is null then
    return jsonb_build_object('ok', false, 'code', 'reason_required');
  end if;
  if coalesce(array_length(p_variant_numbers, 1), 0) = 0 or not p_variant_numbers <@ array[1, 2, 3, 4, 5] then
    return jsonb_build_object('ok', false, 'code', 'bad_variant');
  end if;
  if p_brief is not null and not public.brief_change_is_valid(p_brief) then
    return jsonb_build_object('ok', false, 'code', 'bad_brief');
  end if;
  p_variant_numbers := array(select distinct n from unnest(p_variant_numbers) as n order by n);
  select * into v_order from public.orders where id = p_order_id for update;
  if not found then
    return jsonb_build_object('ok', false, 'code', 'not_found');
  end if;
  if public.customer_is_erased(v_order.user_id) then
    return jsonb_build_object('ok', false, 'code', 'erased');
  end if;

  perform 1 from public.song_variants
  where order_id = p_order_id and variant_number = any (p_variant_numbers) order by id for update;
  select v.* into v_busy from public.song_variants v
  where order_id = p_order_id and variant_number = any (p_variant_numbers)
    and (generation_event_id is not null
      -- Marked as being made, by nobody: taken over once no run could still be at it.
      or (generation_status = 'generating' and not public.generation_is_lost(v)))
  order by variant_number limit 1;
  if found then
    return jsonb_build_object('ok', false, 'code', 'already_generating',
      'variant_number', v_busy.variant_number, 'requested_at', v_busy.generation_requested_at,
      'requested_by', (select full_name from public.staff_members where user_id = v_busy.generation_requested_by),
      'event_id', v_busy.generation_event_id, 'lost', public.generation_is_lost(v_busy));
  end if;

  if p_brief is not null then
    select to_jsonb(c) into v_wishes from public.customizations c where c.id = v_order.customization_id;
    select jsonb_object_agg(key, value) into p_brief from jsonb_each(p_brief)
    where value is distinct from v_wishes -> key;
  end if;
  select coalesce(jsonb_object_agg(variant_number, generation_status), '{}') into v_before
  from public.song_variants where order_id = p_order_id and variant_number = any (p_variant_numbers);
  insert into public.song_variants as v (
    order_id, user_id, variant_number, storage_path, generation_event_id, generation_requested_at,
    generation_requested_by)
  select p_order_id, v_order.user_id, n, 'unrendered', v_event_id, now(), p_actor
  from unnest(p_variant_numbers) as n
  on conflict (order_id, variant_number) do update
  set replaced = jsonb_build_object('event_id', v_event_id, 'status', v.generation_status,
      'completed_at', v.completed_at, 'duration_ms', v.duration_ms),
    generation_status = case when v.generation_status = 'complete' then v.generation_status else 'pending' end,
    completed_at = case when v.generation_status = 'complete' then v.completed_at end,
    duration_ms = case when v.generation_status = 'complete' then v.duration_ms end,
    generation_alive_until = null, generation_tries = 0,
    generation_event_id = v_event_id, generation_requested_at = now(), generation_requested_by = p_actor;

  v_data := jsonb_build_object('order_id', p_order_id, 'variant_numbers', to_jsonb(p_variant_numbers));
  if p_brief is not null then
    v_data := v_data || jsonb_build_object('brief', p_brief);
    v_before := v_before || jsonb_build_object('brief',
      (select jsonb_object_agg(key, v_wishes -> key) from jsonb_object_keys(p_brief) as key));
  end if;
  insert into public.outbox_events (event_id, name, data)
  values (v_event_id, 'song/generation.requested', v_data);
  perform public.log_activity(p_actor, 'generation_requested', 'order', p_order_id::text, p_order_id,
    v_before, v_data || jsonb_build_object('event_id', v_event_id), p_reason, p_request_id);
  return jsonb_build_object('ok', true, 'event_id', v_event_id);
end
$$;

-- A run is about to try to make one variant, or a new version of it. Answers what the customer asked for, or why there is
-- nothing to do: complete (the song is there, and this event is not asked for a new one), superseded (a newer request has
-- the variant), ended (it was stopped or given up), erased, not_found, order_not_found. p_silent_seconds is how long nothing may be heard of
-- the run from now on before it counts as lost.
create or replace function public.begin_variant_generation(
  p_order_id uuid, p_variant_number integer, p_event_id text, p_silent_seconds integer default 3600
) returns jsonb
  language plpgsql
  set search_path = ''
as $$
declare
  v_variant public.song_variants;
  v_begun boolean;
begin
  select * into v_variant from public.song_variants
  where order_id = p_order_id and variant_number = p_variant_number for update;
  if not found then
    return jsonb_build_object('ok', false, 'code',
      case when exists (select 1 from public.orders where id = p_order_id) then 'not_found' else 'order_not_found' end);
  end if;
  if public.customer_is_erased(v_variant.user_id) then
    return jsonb_build_object('ok', false, 'code', 'erased');
  end if;
  if v_variant.generation_event_id is not null and v_variant.generation_event_id <> p_event_id then
    return jsonb_build_object('ok', false, 'code', 'superseded');
  end if;
  if exists (select 1 from public.ended_generations
      where event_id = p_event_id and order_id = p_order_id and variant_number = p_variant_number) then
    return jsonb_build_object('ok', false, 'code', 'ended');
  end if;
  if v_variant.generation_status = 'complete' and v_variant.generation_event_id is null then
    return jsonb_build_object('ok', false, 'code', 'complete');
  end if;
  v_begun := v_variant.generation_event_id is not null and public.generation_under_way(v_variant) = 'making';
  update public.song_variants
  set generation_status = case when generation_status = 'complete' then generation_status else 'generating' end,
    generation_event_id = p_event_id, generation_requested_at = coalesce(generation_requested_at, now()),
    generation_alive_until = now() + p_silent_seconds * interval '1 second',
    generation_tries = case when v_begun then generation_tries + 1 else 1 end
  where id = v_variant.id;
  if not v_begun then
    perform public.log_activity(null, 'variant_started', 'variant', v_variant.id::text, p_order_id,
      jsonb_build_object('status', v_variant.generation_status),
      jsonb_build_object('variant_number', p_variant_number, 'event_id', p_event_id, 'status',
        case when v_variant.generation_status = 'complete' then 'complete' else 'generating' end),
      null, null);
  end if;
  return (
    select jsonb_build_object('ok', true, 'variant_id', v_variant.id, 'recipient_name', c.recipient_name,
      'occasion', c.occasion, 'genre', c.genre, 'mood', c.mood, 'language', c.language, 'message', c.message,
      'provider_options', c.provider_options)
    from public.orders o join public.customizations c on c.id = o.customization_id
    where o.id = p_order_id);
end
$$;

create or replace function public.keep_generation(
  p_order_id uuid, p_variant_number integer, p_event_id text, p_silent_seconds integer
) returns boolean
  language plpgsql
  set search_path = ''
as $$
begin
  update public.song_variants v
  set generation_alive_until = greatest(generation_alive_until, now() + p_silent_seconds * interval '1 second')
  where order_id = p_order_id and variant_number = p_variant_number and generation_event_id = p_event_id
    and public.generation_under_way(v) = 'making';
  return not exists (
      select 1 from public.ended_generations
      where event_id = p_event_id and order_id = p_order_id and variant_number = p_variant_number)
    and not exists (
      select 1 from public.song_variants
      where order_id = p_order_id and variant_number = p_variant_number and generation_event_id <> p_event_id);
end
$$;

-- As before: the variant's new song is in Storage and takes its place, and with the last song of a retry the attempt ends.
-- The song before is kept by discard_replaced_song().
create or replace function public.complete_variant_generation(
  p_order_id uuid, p_variant_number integer, p_event_id text, p_storage_path text, p_duration_ms integer,
  p_audio_bytes integer, p_audio_type text
) returns jsonb
  language plpgsql
  set search_path = ''
as $$
declare
  v_variant public.song_variants;
begin
  -- It also makes two variants of one event wait for each other: the later one sees that all of them are complete.
  perform public.lock_failed_job_of_event(p_event_id);
  select * into v_variant from public.song_variants
  where order_id = p_order_id and variant_number = p_variant_number for update;
  if not found then
    return jsonb_build_object('ok', false, 'code', 'not_found');
  end if;
  if v_variant.generation_status = 'complete' and v_variant.storage_path = p_storage_path then
    return jsonb_build_object('ok', true, 'result', 'already_recorded');
  end if;
  if v_variant.generation_event_id is distinct from p_event_id and not (
    v_variant.generation_event_id is null
    and (v_variant.generation_status = 'failed' or v_variant.new_version_failed_at is not null)
    and exists (select 1 from public.failed_job_attempts where event_id = p_event_id and outcome = 'ended'))
  then
    return jsonb_build_object('ok', false, 'code', 'superseded');
  end if;
  update public.song_variants
  set generation_status = 'complete', storage_path = p_storage_path, duration_ms = p_duration_ms,
    audio_bytes = p_audio_bytes, audio_type = p_audio_type, completed_at = now(), generation_event_id = null,
    generation_requested_at = null, generation_requested_by = null, generation_alive_until = null,
    new_version_failed_at = null
  where id = v_variant.id;
  delete from public.discarded_files where path = p_storage_path;
  perform public.log_activity(null, 'variant_completed', 'variant', v_variant.id::text, p_order_id,
    jsonb_build_object('status', v_variant.generation_status),
    jsonb_build_object('status', 'complete', 'variant_number', p_variant_number, 'duration_ms', p_duration_ms),
    null, p_event_id);
  perform public.end_attempt_of_event(p_event_id);
  return jsonb_build_object('ok', true, 'result', 'completed');
end
$$;

-- Brings a replaced song back; the one that plays now is kept in its place. Refused once its file is due for removal.
create function public.restore_former_song(
  p_variant_id uuid, p_song_id uuid, p_actor uuid, p_reason text, p_request_id text default null
) returns jsonb
  language plpgsql
  set search_path = ''
as $$
declare
  v_variant public.song_variants;
  v_song public.discarded_files;
begin
  if public.written_text(p_reason) is null then
    return jsonb_build_object('ok', false, 'code', 'reason_required');
  end if;
  select * into v_variant from public.song_variants where id = p_variant_id for update;
  if not found then
    return jsonb_build_object('ok', false, 'code', 'not_found');
  end if;
  if public.customer_is_erased(v_variant.user_id) then
    return jsonb_build_object('ok', false, 'code', 'erased');
  end if;
  select * into v_song from public.discarded_files where id = p_song_id and variant_id = p_variant_id for update;
  -- By the clock and not by this transaction's beginning: a file that is due may be on its way out.
  if not found or v_song.due_at <= clock_timestamp() then
    return jsonb_build_object('ok', false, 'code', 'no_former_song');
  end if;
  update public.song_variants
  set generation_status = 'complete', storage_path = v_song.path, duration_ms = v_song.duration_ms,
    audio_bytes = v_song.audio_bytes, audio_type = v_song.audio_type, completed_at = v_song.completed_at,
    new_version_failed_at = null
  where id = p_variant_id;
  if v_song.peaks is not null then
    insert into public.song_peaks as p (variant_id, storage_path, peaks)
    values (p_variant_id, v_song.path, v_song.peaks)
    on conflict (variant_id) do update set storage_path = excluded.storage_path, peaks = excluded.peaks;
  end if;
  delete from public.discarded_files where path = v_song.path;
  perform public.log_activity(p_actor, 'song_restored', 'variant', p_variant_id::text, v_variant.order_id,
    jsonb_build_object('completed_at', v_variant.completed_at, 'duration_ms', v_variant.duration_ms),
    jsonb_build_object('variant_number', v_variant.variant_number, 'completed_at', v_song.completed_at,
      'duration_ms', v_song.duration_ms),
    p_reason, p_request_id);
  return jsonb_build_object('ok', true);
end
$$;

do $$
declare
  f text;
begin
  foreach f in array array[
    'generation_under_way(public.song_variants)', 'generation_retries(text)',
    'announce_song_file(uuid, integer, text)', 'restore_former_song(uuid, uuid, uuid, text, text)'
  ] loop
    execute format('revoke execute on function public.%s from public, anon, authenticated', f);
    execute format('grant execute on function public.%s to service_role', f);
  end loop;
end
$$;
