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
