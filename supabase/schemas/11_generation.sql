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
