-- Generating again with changed wishes; stopping what is under way; and giving up on a run that nobody has heard of.

-- Runs that are over for a variant before they said so themselves: stopped by somebody, or lost. A run that comes back
-- from the dead finds itself here and does nothing, so that what was given up is not made behind somebody's back.
create table public.ended_generations (
  event_id text not null,
  order_id uuid not null references public.orders (id) on delete cascade,
  variant_number integer not null,
  how text not null check (how in ('cancelled', 'lost')),
  ended_by uuid references public.staff_members (user_id) on delete set null,
  ended_at timestamptz not null default now(),
  primary key (event_id, order_id, variant_number)
);
create index idx_ended_generations_order_id on public.ended_generations (order_id);
create index idx_ended_generations_ended_by on public.ended_generations (ended_by);
alter table public.ended_generations enable row level security;
revoke all on public.ended_generations from anon, authenticated;
grant all on public.ended_generations to service_role;
create policy "Service role can manage ended generations" on public.ended_generations
  for all to service_role using (true) with check (true);

alter table public.song_variants
  -- When the event's run has been silent for so long that it is lost. Each try says anew how long it may take.
  add column generation_alive_until timestamptz,
  -- What the variant was before somebody asked for it again, with the event that asked: what it goes back to when that
  -- is stopped. The earlier song stays in Storage until a new one is complete.
  add column replaced jsonb;

comment on table public.ended_generations is 'Runs that were stopped or lost, for each variant that they were to make';

-- Whether a changed brief is one; the same rules as briefChangeSchema in app/lib/generation/brief.ts.
create function public.brief_change_is_valid(p_brief jsonb) returns boolean
  language sql immutable
  set search_path = ''
as $$
  select jsonb_typeof(p_brief) = 'object' and p_brief <> '{}' and not exists (
    select 1 from jsonb_each(case when jsonb_typeof(p_brief) = 'object' then p_brief else '{}' end) f
    where f.key <> all (array['recipient_name', 'occasion', 'genre', 'mood', 'language', 'message'])
      or (f.key = 'message' and jsonb_typeof(f.value) not in ('string', 'null'))
      or (f.key = 'message' and length(btrim(f.value #>> '{}', E' \t\n\r')) > 2000)
      or (f.key <> 'message' and (jsonb_typeof(f.value) <> 'string'
        or length(btrim(f.value #>> '{}', E' \t\n\r')) not between 1 and 100))
      or (f.key = 'language' and (f.value #>> '{}') !~ '^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$'));
$$;

create or replace function public.event_refusal(p_event jsonb) returns text
  language sql immutable
  set search_path = ''
as $$
  select case
    when jsonb_typeof(p_event) is distinct from 'object' or jsonb_typeof(p_event -> 'name') is distinct from 'string'
      then 'not_an_event'
    when octet_length(p_event::text) > 512 * 1024 then 'too_large'
    when p_event ->> 'name' = 'song/generation.failed' then 'a_report'
    when p_event ->> 'name' <> 'song/generation.requested' then 'unknown_event'
    when jsonb_typeof(p_event -> 'data') is distinct from 'object'
      or public.event_uuid(p_event, 'order_id') is null
      or jsonb_typeof(p_event -> 'data' -> 'variant_numbers') is distinct from 'array'
      or jsonb_array_length(p_event -> 'data' -> 'variant_numbers') not between 1 and 5
      or exists (
        select 1 from jsonb_array_elements(p_event -> 'data' -> 'variant_numbers') n where n::text !~ '^[1-5]$')
      or (p_event -> 'data' ? 'brief' and not public.brief_change_is_valid(p_event -> 'data' -> 'brief'))
      then 'malformed_data'
  end;
$$;

-- Whether the run that has a variant is lost: silent for longer than it said it could be; or its event was taken by
-- Inngest a day ago and no run of it has begun.
create function public.generation_is_lost(p_variant public.song_variants) returns boolean
  language sql stable
  set search_path = ''
as $$
  select case p_variant.generation_status
    when 'generating' then coalesce(p_variant.generation_alive_until,
      coalesce(p_variant.generation_requested_at, p_variant.created_at) + interval '1 day') < now()
    when 'pending' then exists (
      select 1 from public.outbox_events e
      where e.event_id = p_variant.generation_event_id and e.sent_at < now() - interval '1 day')
    else false
  end;
$$;

drop function public.request_generation(uuid, integer[], uuid, text, text);

-- Asks for variants of an order to be generated again, whatever they are now, unless somebody is at it already. With a
-- brief, what is different from the customer's wishes this time; fields that say the same as these are dropped.
create function public.request_generation(
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
    generation_status = 'pending', completed_at = null, duration_ms = null, generation_alive_until = null,
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

drop function public.begin_variant_generation(uuid, integer, text);

-- A run is about to try to generate one variant. Answers what the customer asked for, or why there is nothing to do:
-- complete (it is there already), superseded (a newer request has it), ended (it was stopped or given up), not_found.
-- p_silent_seconds is how long nothing may be heard of the run from now on before it counts as lost.
create function public.begin_variant_generation(
  p_order_id uuid, p_variant_number integer, p_event_id text, p_silent_seconds integer default 3600
) returns jsonb
  language plpgsql
  set search_path = ''
as $$
declare
  v_variant public.song_variants;
begin
  select * into v_variant from public.song_variants
  where order_id = p_order_id and variant_number = p_variant_number for update;
  if not found then
    return jsonb_build_object('ok', false, 'code', 'not_found');
  end if;
  if v_variant.generation_event_id is not null and v_variant.generation_event_id <> p_event_id then
    return jsonb_build_object('ok', false, 'code', 'superseded');
  end if;
  if exists (select 1 from public.ended_generations
      where event_id = p_event_id and order_id = p_order_id and variant_number = p_variant_number) then
    return jsonb_build_object('ok', false, 'code', 'ended');
  end if;
  if v_variant.generation_status = 'complete' then
    return jsonb_build_object('ok', false, 'code', 'complete');
  end if;
  update public.song_variants
  set generation_status = 'generating', generation_event_id = p_event_id,
    generation_requested_at = coalesce(generation_requested_at, now()),
    generation_alive_until = now() + p_silent_seconds * interval '1 second'
  where id = v_variant.id;
  return (
    select jsonb_build_object('ok', true, 'variant_id', v_variant.id, 'recipient_name', c.recipient_name,
      'occasion', c.occasion, 'genre', c.genre, 'mood', c.mood, 'language', c.language, 'message', c.message,
      'provider_options', c.provider_options)
    from public.orders o join public.customizations c on c.id = o.customization_id
    where o.id = p_order_id);
end
$$;

-- A try has failed and the next comes later than usual, because the provider said so. Answers whether the run still has
-- the variant: false when it was stopped, given up or taken over meanwhile.
create function public.keep_generation(
  p_order_id uuid, p_variant_number integer, p_event_id text, p_silent_seconds integer
) returns boolean
  language plpgsql
  set search_path = ''
as $$
begin
  update public.song_variants
  set generation_alive_until = greatest(generation_alive_until, now() + p_silent_seconds * interval '1 second')
  where order_id = p_order_id and variant_number = p_variant_number and generation_event_id = p_event_id
    and generation_status = 'generating';
  return not exists (
      select 1 from public.ended_generations
      where event_id = p_event_id and order_id = p_order_id and variant_number = p_variant_number)
    and not exists (
      select 1 from public.song_variants
      where order_id = p_order_id and variant_number = p_variant_number and generation_event_id <> p_event_id);
end
$$;

-- As before, but what was stopped or given up is left as that has made it.
create or replace function public.fail_variants(p_event jsonb) returns integer[]
  language sql
  set search_path = ''
as $$
  with failed as (
    update public.song_variants v
    set generation_status = 'failed', generation_event_id = null, generation_requested_at = null,
      generation_requested_by = null, generation_alive_until = null
    where v.order_id = public.event_uuid(p_event, 'order_id')
      and v.variant_number = any (public.event_variant_numbers(p_event))
      and v.generation_status <> 'complete'
      and (v.generation_event_id is null or v.generation_event_id = p_event ->> 'id')
      and not exists (
        select 1 from public.ended_generations e
        where e.event_id = p_event ->> 'id' and e.order_id = v.order_id and e.variant_number = v.variant_number)
    returning v.variant_number
  )
  select coalesce(array_agg(variant_number order by variant_number), '{}') from failed;
$$;

-- Stops what is under way for some variants; each goes back to what is true: complete with the song that it had, failed
-- when a retry is stopped, otherwise what it was. A retry is stopped whole, since its failure is open again then.
create function public.cancel_generation(
  p_order_id uuid, p_variant_numbers integer[], p_actor uuid, p_reason text, p_request_id text default null
) returns jsonb
  language plpgsql
  set search_path = ''
as $$
declare
  v_events text[];
  v_attempts text[];
  v_before jsonb;
  v_after jsonb;
begin
  if public.written_text(p_reason) is null then
    return jsonb_build_object('ok', false, 'code', 'reason_required');
  end if;
  select array_agg(distinct generation_event_id) into v_events from public.song_variants
  where order_id = p_order_id and variant_number = any (p_variant_numbers) and generation_event_id is not null;
  -- Failures before orders before variants, as everywhere.
  perform 1 from public.failed_jobs where id in (
    select failed_job_id from public.failed_job_attempts where event_id = any (v_events))
  order by id for update;
  perform 1 from public.orders where id = p_order_id for update;
  if not found then
    return jsonb_build_object('ok', false, 'code', 'not_found');
  end if;
  perform 1 from public.song_variants where order_id = p_order_id order by id for update;
  select array_agg(event_id) into v_attempts from public.failed_job_attempts
  where event_id = any (v_events) and outcome = 'pending';

  with ended as (
    insert into public.ended_generations (event_id, order_id, variant_number, how, ended_by)
    select generation_event_id, order_id, variant_number, 'cancelled', p_actor from public.song_variants
    where order_id = p_order_id and generation_event_id = any (v_events) and generation_status <> 'complete'
      and (variant_number = any (p_variant_numbers) or generation_event_id = any (v_attempts))
    on conflict do nothing
    returning event_id, variant_number
  ),
  was as (
    select v.id, v.generation_status, v.replaced, e.event_id, v.variant_number
    from ended e join public.song_variants v on v.order_id = p_order_id and v.variant_number = e.variant_number
  ),
  changed as (
    update public.song_variants v
    set generation_status = case
        when was.replaced ->> 'event_id' = was.event_id then (was.replaced ->> 'status')::public.generation_status
        when was.event_id = any (v_attempts) then 'failed'
        else 'pending' end,
      completed_at = case when was.replaced ->> 'event_id' = was.event_id
        then (was.replaced ->> 'completed_at')::timestamptz end,
      duration_ms = case when was.replaced ->> 'event_id' = was.event_id
        then (was.replaced ->> 'duration_ms')::integer end,
      generation_event_id = null, generation_requested_at = null, generation_requested_by = null,
      generation_alive_until = null
    from was where v.id = was.id
    returning v.variant_number, v.generation_status, was.generation_status as earlier
  )
  select jsonb_object_agg(variant_number, earlier), jsonb_object_agg(variant_number, generation_status)
  into v_before, v_after from changed;
  if v_after is null then
    return jsonb_build_object('ok', false, 'code', 'nothing_under_way');
  end if;

  -- A variant that there was not before it was asked for is gone again.
  with gone as (
    delete from public.song_variants v using public.ended_generations e
    where v.order_id = p_order_id and e.order_id = p_order_id and e.variant_number = v.variant_number
      and e.event_id = any (v_events) and e.event_id like 'generation:%' and v.generation_event_id is null
      and v.generation_status = 'pending' and v.replaced ->> 'event_id' is distinct from e.event_id
    returning v.variant_number
  )
  select v_after || coalesce(jsonb_object_agg(variant_number, 'removed'), '{}') into v_after from gone;

  update public.failed_job_attempts set outcome = 'cancelled', ended_at = now() where event_id = any (v_attempts);
  update public.failed_jobs set state = 'open', version = version + 1
  where id in (select failed_job_id from public.failed_job_attempts where event_id = any (v_attempts))
    and state = 'retrying';
  perform public.log_activity(p_actor, 'generation_cancelled', 'order', p_order_id::text, p_order_id,
    v_before, v_after || jsonb_build_object('event_ids', to_jsonb(v_events), 'variant_numbers',
      (select jsonb_agg(key::integer order by key) from jsonb_object_keys(v_after) as key)),
    p_reason, p_request_id);
  return jsonb_build_object('ok', true, 'variants', v_after);
end
$$;

-- The events whose runs are lost, the longest silent first.
create function public.lost_generations(p_limit integer) returns table (order_id uuid, event_id text)
  language sql stable
  set search_path = ''
as $$
  select v.order_id, v.generation_event_id
  from public.song_variants v
  where v.generation_event_id is not null
  group by 1, 2
  -- One of its variants is heard of as long as the run is alive; those that wait for their step say nothing.
  having bool_or(public.generation_is_lost(v))
    and bool_and(v.generation_status = 'pending' or public.generation_is_lost(v))
  order by min(coalesce(v.generation_alive_until, v.generation_requested_at)) limit p_limit;
$$;

-- Gives up a lost run: its variants failed, and a dead letter says so, as one of its own run would have. Asked again,
-- or for a run that has been heard of meanwhile, it changes nothing.
create function public.give_up_generation(
  p_order_id uuid, p_event_id text, p_error_type text, p_error_message text, p_fingerprint text, p_title text
) returns jsonb
  language plpgsql
  set search_path = ''
as $$
declare
  v_variants integer[];
  v_event jsonb;
  v_answer jsonb;
begin
  perform 1 from public.failed_jobs where id in (
    select failed_job_id from public.failed_job_attempts where event_id = p_event_id) for update;
  perform 1 from public.orders where id = p_order_id for update;
  perform 1 from public.song_variants where order_id = p_order_id order by id for update;
  select array_agg(variant_number order by variant_number) into v_variants from public.song_variants v
  where v.order_id = p_order_id and v.generation_event_id = p_event_id
  having bool_or(public.generation_is_lost(v))
    and bool_and(v.generation_status = 'pending' or public.generation_is_lost(v));
  if v_variants is null then
    return jsonb_build_object('ok', false, 'code', 'not_lost');
  end if;
  v_event := coalesce(
    (select event from public.failed_job_attempts where event_id = p_event_id),
    (select jsonb_build_object('id', event_id, 'name', name, 'data', data) from public.outbox_events
      where event_id = p_event_id),
    -- Somebody else sent it, such as the shop.
    jsonb_build_object('id', p_event_id, 'name', 'song/generation.requested', 'data',
      jsonb_build_object('order_id', p_order_id, 'variant_numbers', to_jsonb(v_variants))));
  v_answer := public.record_failed_job('lost:' || p_event_id || ':' || p_order_id, 'song_generation', v_event, p_error_type,
    p_error_message, 0, null, p_fingerprint, p_title);
  insert into public.ended_generations (event_id, order_id, variant_number, how)
  select p_event_id, p_order_id, n, 'lost' from unnest(public.event_variant_numbers(v_event)) n
  on conflict do nothing;
  return v_answer;
end
$$;

do $$
declare
  f text;
begin
  foreach f in array array[
    'brief_change_is_valid(jsonb)', 'generation_is_lost(public.song_variants)',
    'request_generation(uuid, integer[], uuid, text, text, jsonb)',
    'begin_variant_generation(uuid, integer, text, integer)', 'keep_generation(uuid, integer, text, integer)',
    'cancel_generation(uuid, integer[], uuid, text, text)', 'lost_generations(integer)',
    'give_up_generation(uuid, text, text, text, text, text)'
  ] loop
    execute format('revoke execute on function public.%s from public, anon, authenticated', f);
    execute format('grant execute on function public.%s to service_role', f);
  end loop;
end
$$;
