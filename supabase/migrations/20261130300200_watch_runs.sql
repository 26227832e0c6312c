-- What was sent is followed by asking Inngest what became of it: runs that failed, were cancelled or were lost without
-- saying so end what they were for, and a bulk operation whose worker is gone goes on with another one.

alter table public.outbox_events
  -- The ids that Inngest gave the event, one for each time that it was sent: its API knows an event by these alone.
  add column internal_ids text[] not null default '{}',
  -- How often it was sent again because Inngest had no run of it, and when last.
  add column resends integer not null default 0,
  add column resent_at timestamptz;

-- When to ask about an event again. A row is the lease of the server that asks.
create table public.event_watches (
  event_id text primary key,
  look_at timestamptz not null,
  -- Since when Inngest has said that it has no run of it.
  missing_since timestamptz
);
create index idx_event_watches_look_at on public.event_watches (look_at);
alter table public.event_watches enable row level security;
revoke all on public.event_watches from anon, authenticated;
grant all on public.event_watches to service_role;
create policy "Service role can manage event watches" on public.event_watches
  for all to service_role using (true) with check (true);
comment on table public.event_watches is 'When Inngest is asked again what became of an event';

-- Keeps the ids that Inngest gave to events when it took them.
create function public.note_internal_ids(p_event_ids text[], p_internal_ids text[]) returns void
  language plpgsql
  set search_path = ''
as $$
begin
  perform 1 from public.outbox_events where event_id = any (p_event_ids) order by event_id for update;
  update public.outbox_events o set internal_ids = o.internal_ids || f.internal_id
  from unnest(p_event_ids, p_internal_ids) as f (event_id, internal_id)
  where o.event_id = f.event_id and f.internal_id <> '' and f.internal_id <> all (o.internal_ids);
end
$$;

-- Takes events that were sent and whose end is not known yet, those that were not asked about for longest first. Young ones
-- are asked about every half minute, old ones every ten minutes. Of many servers one gets each.
create function public.claim_event_watches(p_limit integer, p_after_seconds integer default 30)
  returns table (event_id text, kind text, order_id uuid, operation_id uuid, part integer, run_id text, internal_ids text[])
  language sql
  set search_path = ''
as $$
  with waiting as materialized (
    select a.event_id, 'attempt' as kind, public.event_uuid(a.event, 'order_id') as order_id,
      null::uuid as operation_id, null::integer as part, a.run_id, coalesce(o.sent_at, a.requested_at) as since
    from public.failed_job_attempts a
    left join public.outbox_events o on o.event_id = a.event_id
    where a.outcome = 'pending' and (o.event_id is null or o.sent_at is not null)
    union all
    select v.generation_event_id, 'generation', v.order_id, null, null, null,
      min(coalesce(o.sent_at, v.generation_requested_at, v.created_at))
    from public.song_variants v
    left join public.outbox_events o on o.event_id = v.generation_event_id
    where v.generation_event_id is not null and (o.event_id is null or o.sent_at is not null)
      and not exists (
        select 1 from public.failed_job_attempts a
        where a.event_id = v.generation_event_id and a.outcome = 'pending')
    group by v.generation_event_id, v.order_id
    union all
    select o.event_id, 'bulk', null, b.id, b.part, null, o.sent_at
    from public.bulk_operations b
    join public.outbox_events o on o.event_id = format('bulk:%s:part:%s', b.id, b.part)
    where b.state = 'running' and o.sent_at is not null
  ),
  due as materialized (
    select w.* from waiting w
    left join public.event_watches e on e.event_id = w.event_id
    where w.since < now() - p_after_seconds * interval '1 second' and (e.event_id is null or e.look_at <= now())
    order by coalesce(e.look_at, w.since), w.event_id limit p_limit
  ),
  claimed as (
    insert into public.event_watches as e (event_id, look_at)
    select d.event_id,
      now() + greatest(interval '30 seconds', least(interval '10 minutes', (now() - min(d.since)) / 4))
    from due d group by d.event_id order by d.event_id
    on conflict (event_id) do update set look_at = excluded.look_at where e.look_at <= now()
    returning e.event_id
  )
  select d.event_id, d.kind, d.order_id, d.operation_id, d.part,
    coalesce(d.run_id, o.run_id, (
      select r.run_id from public.generation_runs r where r.event_id = d.event_id order by r.began_at desc limit 1)),
    coalesce(o.internal_ids, '{}')
  from due d
  join claimed c on c.event_id = d.event_id
  left join public.outbox_events o on o.event_id = d.event_id;
$$;

-- Inngest has no run of an event. One that no run has begun is sent again under the same id, so that it cannot run twice;
-- one that has been sent often enough, or whose run has begun and is gone, is lost.
create function public.settle_missing_event(
  p_event_id text, p_patience_seconds integer default 120, p_max_resends integer default 3
) returns text
  language plpgsql
  set search_path = ''
as $$
declare
  v_since timestamptz;
  v_event public.outbox_events;
  v_patience interval := p_patience_seconds * interval '1 second';
begin
  insert into public.event_watches as w (event_id, look_at, missing_since) values (p_event_id, now(), now())
  on conflict (event_id) do update set missing_since = coalesce(w.missing_since, now())
  returning missing_since into v_since;
  select * into v_event from public.outbox_events where event_id = p_event_id for update;
  if found and (v_event.sent_at is null or v_event.sent_at > now() - v_patience) then
    return 'waits';
  end if;
  if v_event.event_id is not null and v_event.run_id is null and v_event.resends < p_max_resends then
    update public.outbox_events
    set sent_at = null, claimed_until = null, due_at = now(), resends = resends + 1, resent_at = now()
    where event_id = p_event_id;
    update public.event_watches set missing_since = null where event_id = p_event_id;
    return 'resent';
  end if;
  return case when v_since > now() - v_patience then 'waits' else 'lost' end;
end
$$;

-- Ends what an event was for when its run is over, or lost, and has not said so. When all of its songs are there after all,
-- it has succeeded.
create function public.end_unheard_event(
  p_event_id text, p_order_id uuid, p_run_id text, p_outcome public.attempt_outcome, p_error_type text,
  p_error_message text, p_error_stack text default null, p_fingerprint text default null, p_title text default null,
  p_kind text default null, p_kind_version integer default 0
) returns jsonb
  language plpgsql
  set search_path = ''
as $$
declare
  v_attempt public.failed_job_attempts;
  v_variants integer[];
  v_event jsonb;
  v_answer jsonb;
begin
  perform public.lock_failed_job_of_event(p_event_id);
  perform 1 from public.orders where id = p_order_id for update;
  perform 1 from public.song_variants where order_id = p_order_id order by id for update;
  select * into v_attempt from public.failed_job_attempts where event_id = p_event_id;
  select array_agg(variant_number order by variant_number) into v_variants from public.song_variants
  where order_id = p_order_id and generation_event_id = p_event_id;
  if v_variants is null and v_attempt.outcome is distinct from 'pending' then
    return jsonb_build_object('ok', true, 'result', 'nothing_open');
  end if;
  if v_attempt.outcome = 'pending' and public.event_is_made(v_attempt.event) then
    return public.end_attempt_of_event(p_event_id, p_run_id);
  end if;
  v_event := coalesce(
    v_attempt.event,
    (select jsonb_build_object('id', event_id, 'name', name, 'data', data) from public.outbox_events
      where event_id = p_event_id),
    -- Another service sent it, such as the shop.
    jsonb_build_object('id', p_event_id, 'name', 'song/generation.requested', 'data',
      jsonb_build_object('order_id', p_order_id, 'variant_numbers', to_jsonb(v_variants))));
  v_answer := public.record_failed_job(
    coalesce(p_run_id, 'lost:' || p_event_id || ':' || coalesce(p_order_id::text, '')), 'song_generation', v_event,
    p_error_type, p_error_message, 0, p_error_stack, p_fingerprint, p_title, p_kind, p_kind_version, p_outcome);
  -- What was recorded before may have left songs that no run makes.
  perform public.fail_variants(v_event);
  if p_outcome <> 'failed' then
    insert into public.ended_generations (event_id, order_id, variant_number, how)
    select p_event_id, o.id, n, case p_outcome when 'cancelled' then 'cancelled' else 'lost' end
    from public.orders o, unnest(public.event_variant_numbers(v_event)) n where o.id = p_order_id
    on conflict do nothing;
  end if;
  return v_answer;
end
$$;

-- Goes on with a bulk operation whose worker is gone: under a new id, and as a new part, so that the old worker does nothing
-- should it come back.
create function public.take_up_bulk_operation(p_operation_id uuid, p_part integer, p_reason text) returns jsonb
  language plpgsql
  set search_path = ''
as $$
declare
  v_answer jsonb := public.continue_bulk_operation(p_operation_id, p_part);
begin
  if (v_answer ->> 'ok')::boolean then
    perform public.log_activity(null, 'bulk_taken_up', 'bulk_operation', p_operation_id::text, null, null,
      jsonb_build_object('part', p_part + 1), p_reason, null);
  end if;
  return v_answer;
end
$$;

-- As before, and one item that cannot be done is set aside, in place of stopping the others.
create or replace function public.act_on_failed_jobs(
  p_kind public.bulk_kind, p_ids uuid[], p_params jsonb, p_actor uuid, p_request_id text
) returns table (failed_job_id uuid, code text, event_id text)
  language plpgsql
  set search_path = ''
as $$
#variable_conflict use_column
declare
  v_note text := p_params ->> 'note';
  v_id uuid;
  v_answer jsonb;
begin
  if p_kind = 'retry' then
    begin
      return query select * from public.retry_failed_jobs(p_ids, p_actor, v_note, p_request_id);
      return;
    exception
      -- The whole batch is tried again.
      when deadlock_detected or serialization_failure or query_canceled then raise;
      when others then
        raise warning 'a batch of retries could not be written: % (%)', sqlerrm, sqlstate;
    end;
  end if;
  foreach v_id in array p_ids loop
    begin
      v_answer := case p_kind
        when 'retry' then public.retry_failed_job(v_id, p_actor, v_note, null, p_request_id)
        when 'resolve' then public.resolve_failed_job(v_id, p_actor, v_note, null, p_request_id)
        when 'assign' then public.assign_failed_job(v_id, p_actor, (p_params ->> 'assignee')::uuid, v_note, null,
          p_request_id)
        when 'snooze' then public.snooze_failed_job(v_id, p_actor, (p_params ->> 'until')::timestamptz, v_note, null,
          p_request_id)
      end;
    exception
      when deadlock_detected or serialization_failure or query_canceled then raise;
      when others then
        raise warning 'failed job % could not be done: % (%)', v_id, sqlerrm, sqlstate;
        v_answer := jsonb_build_object('code', 'not_done');
    end;
    return query select v_id, v_answer ->> 'code', v_answer ->> 'event_id';
  end loop;
end
$$;

-- As before, and one order for which it cannot be done is set aside.
create or replace function public.run_missing_variants_batch(p_operation_id uuid, p_part integer, p_limit integer) returns jsonb
  language plpgsql
  set search_path = ''
as $$
declare
  v_operation public.bulk_operations;
  v_item record;
  v_answer jsonb;
  v_done integer := 0;
  v_skipped integer := 0;
begin
  select * into v_operation from public.bulk_operations where id = p_operation_id for update;
  if not found or v_operation.state <> 'running' or v_operation.part <> p_part then
    return jsonb_build_object('more', false, 'state', v_operation.state, 'handled', 0);
  end if;
  for v_item in
    select i.position, i.order_id, s as summary from public.bulk_order_items i
    join public.order_summaries s on s.order_id = i.order_id
    where i.operation_id = p_operation_id and i.result = 'pending' order by i.position limit p_limit
  loop
    -- Somebody may ask for the same order at this moment: what is missing is looked at under its lock.
    begin
      perform 1 from public.orders where id = v_item.order_id for update;
      v_answer := jsonb_build_object('ok', false, 'code', public.missing_variants_refusal(v_item.summary));
      if v_answer ->> 'code' is null then
        v_answer := public.request_generation(v_item.order_id, public.missing_variants(v_item.order_id),
          v_operation.created_by, v_operation.params ->> 'note', 'bulk:' || p_operation_id);
      end if;
    exception
      when deadlock_detected or serialization_failure or query_canceled then raise;
      when others then
        raise warning 'songs of order % could not be asked for: % (%)', v_item.order_id, sqlerrm, sqlstate;
        v_answer := jsonb_build_object('ok', false, 'code', 'not_done');
    end;
    update public.bulk_order_items
    set result = case when (v_answer ->> 'ok')::boolean then 'done' else 'skipped' end::public.bulk_result,
      code = v_answer ->> 'code', event_id = v_answer ->> 'event_id', at = clock_timestamp()
    where operation_id = p_operation_id and position = v_item.position;
    v_done := v_done + (v_answer ->> 'ok')::boolean::integer;
    v_skipped := v_skipped + (not (v_answer ->> 'ok')::boolean)::integer;
  end loop;
  update public.bulk_operations
  set done_count = done_count + v_done, skipped_count = skipped_count + v_skipped,
    state = case when done_count + skipped_count + v_done + v_skipped >= total or v_done + v_skipped = 0
      then 'done' else state end,
    ended_at = case when done_count + skipped_count + v_done + v_skipped >= total or v_done + v_skipped = 0
      then now() end
  where id = p_operation_id
  returning * into v_operation;
  return jsonb_build_object('more', v_operation.state = 'running', 'state', v_operation.state,
    'handled', v_done + v_skipped, 'per_minute', v_operation.per_minute);
end
$$;

do $$
declare
  f regprocedure;
begin
  foreach f in array array[
    'public.note_internal_ids(text[], text[])', 'public.claim_event_watches(integer, integer)',
    'public.settle_missing_event(text, integer, integer)',
    'public.end_unheard_event(text, uuid, text, public.attempt_outcome, text, text, text, text, text, text, integer)',
    'public.take_up_bulk_operation(uuid, integer, text)'
  ]::regprocedure[] loop
    execute format('revoke execute on function %s from public, anon, authenticated', f);
    execute format('grant execute on function %s to service_role', f);
  end loop;
end
$$;
