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
