/** The runner's tables live apart from the application's, so that no migration ever meets them. */
export const SCHEMA = "inngest_runner";

/**
 * Idempotent. Payloads are text rather than jsonb: they are handed on exactly as they came, and jsonb refuses
 * the character U+0000 that a payload may hold.
 */
export const DDL = `
create schema if not exists ${SCHEMA};
-- What an earlier version kept in another form; the app registers again at each start.
drop table if exists event_triggers, seen_event_ids;

create table if not exists apps (
  name text primary key,
  url text not null,
  sdk text not null,
  registered_at timestamptz not null
);

create table if not exists functions (
  id text primary key,
  app_name text not null references apps (name) on delete cascade,
  url text not null,
  max_attempts integer not null,
  concurrency integer,
  active boolean not null
);

create table if not exists subscriptions (
  function_id text not null references functions (id) on delete cascade,
  event text not null,
  about_function text not null,
  primary key (function_id, event, about_function)
);

create table if not exists cron_triggers (
  function_id text not null references functions (id) on delete cascade,
  cron text not null,
  next_at timestamptz not null,
  primary key (function_id, cron)
);

create table if not exists events (
  id text primary key,
  name text not null,
  key text not null,
  body text not null,
  received_at timestamptz not null
);
alter table events add column if not exists key text not null default '';

-- An event id starts each function once in 24 hours; an id that no function has run for is as good as new.
create table if not exists run_keys (
  function_id text not null,
  key text not null,
  claimed_at timestamptz not null,
  primary key (function_id, key)
);

create table if not exists runs (
  id text primary key,
  function_id text not null,
  event_id text not null references events (id),
  status text not null,
  eager boolean not null default false,
  started_at timestamptz not null,
  ended_at timestamptz,
  output text
);
alter table runs drop constraint if exists runs_status_check;
alter table runs drop constraint if exists runs_status_known;
alter table runs add constraint runs_status_known
  check (status in ('Scheduled', 'Running', 'Completed', 'Failed', 'Cancelled'));
create index if not exists runs_event_id on runs (event_id);
create index if not exists runs_ended_at on runs (ended_at);

-- The further events of a run that takes several at once.
create table if not exists run_events (
  run_id text not null references runs (id) on delete cascade,
  position integer not null,
  event_id text not null references events (id),
  primary key (run_id, position)
);
create index if not exists run_events_event_id on run_events (event_id);
alter table functions add column if not exists batch_size integer;
alter table functions add column if not exists batch_timeout_ms float8;

create table if not exists steps (
  run_id text not null references runs (id) on delete cascade,
  step_id text not null,
  name text not null,
  position bigint generated always as identity,
  data text,
  error text,
  primary key (run_id, step_id),
  check (data is null or error is null)
);

create table if not exists queue (
  run_id text not null references runs (id) on delete cascade,
  step_id text not null,
  seq bigint generated always as identity,
  kind text not null check (kind in ('call', 'sleep')),
  name text not null,
  function_id text not null,
  attempt integer not null default 0,
  refusals integer not null default 0,
  run_at timestamptz not null,
  lease_token text,
  lease_until timestamptz,
  again boolean not null default false,
  primary key (run_id, step_id)
);
create index if not exists queue_run_at on queue (run_at);
create index if not exists queue_leased on queue (lease_until) where lease_until is not null;
`;
