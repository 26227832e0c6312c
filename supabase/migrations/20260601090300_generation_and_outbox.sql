-- Generation: asking for it by hand, and what a run says about each variant. Then the outbox's relay, the staff,
-- and the one lookup that anybody may make: a shared song by its token.

-- Asks for variants of an order to be generated again, whatever they are now, unless somebody is at it already.
create function public.request_generation(
  p_order_id uuid, p_variant_numbers integer[], p_actor uuid, p_reason text,
  p_request_id text default null
) returns jsonb
  language plpgsql
  set search_path = ''
as $$
declare
  v_order public.orders;
  v_busy public.song_variants;
  v_before jsonb;
  v_event_id text := 'generation:' || gen_random_uuid();
  v_data jsonb;
begin
  if nullif(btrim(p_reason), '') is null then
    return jsonb_build_object('ok', false, 'code', 'reason_required');
  end if;
  if coalesce(array_length(p_variant_numbers, 1), 0) = 0 or not p_variant_numbers <@ array[1, 2, 3, 4, 5] then
    return jsonb_build_object('ok', false, 'code', 'bad_variant');
  end if;
  p_variant_numbers := array(select distinct n from unnest(p_variant_numbers) as n order by n);
  select * into v_order from public.orders where id = p_order_id for update;
  if not found then
    return jsonb_build_object('ok', false, 'code', 'not_found');
  end if;

  perform 1 from public.song_variants
  where order_id = p_order_id and variant_number = any (p_variant_numbers) order by id for update;
  select * into v_busy from public.song_variants
  where order_id = p_order_id and variant_number = any (p_variant_numbers)
    and (generation_status = 'generating' or generation_event_id is not null)
  order by variant_number limit 1;
  if found then
    return jsonb_build_object('ok', false, 'code', 'already_generating',
      'variant_number', v_busy.variant_number, 'requested_at', v_busy.generation_requested_at,
      'requested_by', (select full_name from public.staff_members where user_id = v_busy.generation_requested_by));
  end if;

  select coalesce(jsonb_object_agg(variant_number, generation_status), '{}') into v_before
  from public.song_variants where order_id = p_order_id and variant_number = any (p_variant_numbers);
  insert into public.song_variants as v (
    order_id, user_id, variant_number, storage_path, generation_event_id, generation_requested_at,
    generation_requested_by)
  select p_order_id, v_order.user_id, n, 'unrendered', v_event_id, now(), p_actor
  from unnest(p_variant_numbers) as n
  on conflict (order_id, variant_number) do update
  set generation_status = 'pending', completed_at = null, duration_ms = null,
    generation_event_id = v_event_id, generation_requested_at = now(), generation_requested_by = p_actor;

  v_data := jsonb_build_object('order_id', p_order_id, 'variant_numbers', to_jsonb(p_variant_numbers));
  insert into public.outbox_events (event_id, name, data)
  values (v_event_id, 'song/generation.requested', v_data);
  perform public.log_activity(p_actor, 'generation_requested', 'order', p_order_id::text, p_order_id,
    v_before, v_data || jsonb_build_object('event_id', v_event_id), p_reason, p_request_id);
  return jsonb_build_object('ok', true, 'event_id', v_event_id);
end
$$;

-- A run is about to generate one variant. Answers what the customer asked for, or why there is nothing to do:
-- complete (it is there already), superseded (a newer request has it), not_found.
create function public.begin_variant_generation(p_order_id uuid, p_variant_number integer, p_event_id text)
  returns jsonb
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
  if v_variant.generation_status = 'complete' then
    return jsonb_build_object('ok', false, 'code', 'complete');
  end if;
  update public.song_variants
  set generation_status = 'generating', generation_event_id = p_event_id,
    generation_requested_at = coalesce(generation_requested_at, now())
  where id = v_variant.id;
  return (
    select jsonb_build_object('ok', true, 'variant_id', v_variant.id, 'recipient_name', c.recipient_name,
      'occasion', c.occasion, 'genre', c.genre, 'mood', c.mood, 'language', c.language, 'message', c.message,
      'provider_options', c.provider_options)
    from public.orders o join public.customizations c on c.id = o.customization_id
    where o.id = p_order_id);
end
$$;

-- The variant's audio is in Storage. Refused when a newer request has taken the variant over.
create function public.complete_variant_generation(
  p_order_id uuid, p_variant_number integer, p_event_id text, p_storage_path text, p_duration_ms integer,
  p_audio_bytes integer, p_audio_type text
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
  if v_variant.generation_status = 'complete' and v_variant.storage_path = p_storage_path then
    return jsonb_build_object('ok', true, 'result', 'already_recorded');
  end if;
  if v_variant.generation_event_id is distinct from p_event_id then
    return jsonb_build_object('ok', false, 'code', 'superseded');
  end if;
  update public.song_variants
  set generation_status = 'complete', storage_path = p_storage_path, duration_ms = p_duration_ms,
    audio_bytes = p_audio_bytes, audio_type = p_audio_type, completed_at = now(), generation_event_id = null, generation_requested_at = null, generation_requested_by = null
  where id = v_variant.id;
  perform public.log_activity(null, 'variant_completed', 'variant', v_variant.id::text, p_order_id,
    jsonb_build_object('status', v_variant.generation_status),
    jsonb_build_object('status', 'complete', 'variant_number', p_variant_number, 'duration_ms', p_duration_ms),
    null, p_event_id);
  return jsonb_build_object('ok', true, 'result', 'completed');
end
$$;

-- The outbox ----------------------------------------------------------------------------------------------------

-- Takes due events for one relay until the lease ends; a relay that dies gives them back by doing nothing.
-- With ids given, only those (the relay right after a commit); otherwise the oldest due first.
create function public.claim_outbox_events(p_limit integer, p_lease_seconds integer, p_event_ids text[] default null)
  returns setof public.outbox_events
  language sql
  set search_path = ''
as $$
  update public.outbox_events o
  set claimed_until = clock_timestamp() + make_interval(secs => p_lease_seconds), attempts = o.attempts + 1
  from (
    select event_id from public.outbox_events
    where sent_at is null and due_at <= clock_timestamp()
      and (claimed_until is null or claimed_until <= clock_timestamp())
      and (p_event_ids is null or event_id = any (p_event_ids))
    order by due_at, event_id
    limit p_limit
    for update skip locked
  ) due
  where o.event_id = due.event_id
  returning o.*;
$$;

create function public.mark_outbox_sent(p_event_id text) returns void
  language sql
  set search_path = ''
as $$
  update public.outbox_events set sent_at = clock_timestamp(), claimed_until = null, last_error = null
  where event_id = p_event_id and sent_at is null;
$$;

create function public.mark_outbox_failed(p_event_id text, p_error text, p_delay_ms integer) returns void
  language sql
  set search_path = ''
as $$
  update public.outbox_events
  set claimed_until = null, last_error = p_error, due_at = clock_timestamp() + p_delay_ms * interval '1 millisecond'
  where event_id = p_event_id and sent_at is null;
$$;

-- Staff ---------------------------------------------------------------------------------------------------------

-- Makes the account with this address staff, or changes its role or name, or disables it. SECURITY DEFINER because
-- the service role may not read auth.users in SQL.
create function public.set_staff_member(
  p_email text, p_full_name text default null, p_role public.staff_role default null,
  p_disabled boolean default null, p_actor uuid default null, p_request_id text default null
) returns jsonb
  language plpgsql
  security definer
  set search_path = ''
as $$
declare
  v_user_id uuid;
  v_before public.staff_members;
  v_after public.staff_members;
begin
  select id into v_user_id from auth.users where lower(email) = lower(btrim(p_email));
  if not found then
    return jsonb_build_object('ok', false, 'code', 'no_account');
  end if;
  select * into v_before from public.staff_members where user_id = v_user_id for update;
  insert into public.staff_members as s (user_id, email, full_name, role, disabled_at)
  values (v_user_id, lower(btrim(p_email)), coalesce(p_full_name, split_part(p_email, '@', 1)),
    coalesce(p_role, 'viewer'), case when p_disabled then now() end)
  on conflict (user_id) do update
  set full_name = coalesce(p_full_name, s.full_name), role = coalesce(p_role, s.role),
    disabled_at = case when p_disabled then coalesce(s.disabled_at, now())
                       when p_disabled is null then s.disabled_at end
  returning * into v_after;
  perform public.log_activity(p_actor, 'staff_changed', 'staff_member', v_user_id::text, null,
    case when v_before.user_id is not null
      then jsonb_build_object('role', v_before.role, 'disabled', v_before.disabled_at is not null) end,
    jsonb_build_object('role', v_after.role, 'disabled', v_after.disabled_at is not null), null, p_request_id);
  return jsonb_build_object('ok', true, 'user_id', v_user_id);
end
$$;

-- The shared song -----------------------------------------------------------------------------------------------

-- What the holder of a share link may know. Text, not uuid, so that a malformed token is no row and no error.
create function public.find_shared_song(p_token text) returns table (
  variant_id uuid, generation_status public.generation_status, storage_path text, duration_ms integer,
  audio_bytes integer, audio_type text, completed_at timestamptz, recipient_name text, occasion text
)
  language sql stable
  security definer
  set search_path = ''
as $$
  select v.id, v.generation_status, v.storage_path, v.duration_ms, v.audio_bytes, v.audio_type,
    v.completed_at, c.recipient_name, c.occasion
  from public.song_variants v
  join public.orders o on o.id = v.order_id
  join public.customizations c on c.id = o.customization_id
  where v.share_token = case
    when p_token ~* '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$' then p_token::uuid
  end;
$$;

revoke execute on function
  public.request_generation(uuid, integer[], uuid, text, text),
  public.begin_variant_generation(uuid, integer, text),
  public.complete_variant_generation(uuid, integer, text, text, integer, integer, text),
  public.claim_outbox_events(integer, integer, text[]), public.mark_outbox_sent(text),
  public.mark_outbox_failed(text, text, integer),
  public.set_staff_member(text, text, public.staff_role, boolean, uuid, text),
  public.find_shared_song(text)
  from public, anon, authenticated;
grant execute on function
  public.request_generation(uuid, integer[], uuid, text, text),
  public.begin_variant_generation(uuid, integer, text),
  public.complete_variant_generation(uuid, integer, text, text, integer, integer, text),
  public.claim_outbox_events(integer, integer, text[]), public.mark_outbox_sent(text),
  public.mark_outbox_failed(text, text, integer),
  public.set_staff_member(text, text, public.staff_role, boolean, uuid, text)
  to service_role;
grant execute on function public.find_shared_song(text) to anon, service_role;
