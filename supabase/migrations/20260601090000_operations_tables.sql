-- Operations schema: what the desk needs beyond Phase 1. Tables here; the functions that change them follow.
-- Nothing of it is for customers: no table below is granted to anon or authenticated.

create schema if not exists extensions;
create extension if not exists pg_trgm with schema extensions;

create type public.staff_role as enum ('viewer', 'agent', 'admin');
create type public.failed_job_state as enum ('open', 'retrying', 'resolved', 'recovered');
create type public.attempt_outcome as enum ('pending', 'succeeded', 'failed');
create type public.order_status as enum ('empty', 'pending', 'generating', 'complete', 'failed');

-- Being staff is a row here, never a claim that a user can set. The address and name are copies for display.
create table public.staff_members (
  user_id uuid primary key references auth.users (id) on delete cascade,
  email text not null unique,
  full_name text not null,
  role public.staff_role not null,
  disabled_at timestamptz,
  created_at timestamptz not null default now()
);

alter table public.customizations
  -- Passed to the song provider as it is.
  add column provider_options jsonb not null default '{}';

alter table public.song_variants
  -- What is in Storage under storage_path, so that a byte range can be answered without asking Storage first.
  -- Null on rows from before: then Storage is asked.
  add column audio_bytes integer,
  add column audio_type text,
  -- The event that is to generate this variant now; null when nothing is asked for.
  add column generation_event_id text,
  add column generation_requested_at timestamptz,
  add column generation_requested_by uuid references public.staff_members (user_id) on delete set null,
  -- Proved later, by a statement that keeps nobody waiting: the table may be large.
  add constraint song_variants_audio_bytes_check check (audio_bytes > 0) not valid;

alter table public.failed_jobs
  -- Both found in the event; null when they are not there.
  add column order_id uuid references public.orders (id) on delete set null,
  add column customer_id uuid references public.users (id) on delete set null,
  -- The day the song is needed, 'infinity' when nobody said: a copy of orders.occasion_date, never null, so that
  -- urgency is one index and pages can be cut at any row.
  add column needed_by date not null default 'infinity',
  -- The run that failed; it is recorded once, however often Inngest says so.
  add column run_id text unique,
  add column error_type text not null default 'Error',
  -- The group of failures that are one problem, and what it is called.
  add column fingerprint text,
  add column error_title text,
  add column state public.failed_job_state not null default 'open',
  -- The number of the latest attempt: 0 until the first retry.
  add column attempt integer not null default 0 check (attempt >= 0),
  add column last_failed_at timestamptz not null default now(),
  -- Goes up with every change: an operator acts on the version they saw.
  add column version integer not null default 1,
  add column assignee uuid references public.staff_members (user_id) on delete set null,
  add column snoozed_until timestamptz,
  -- Everything a search looks into, in lower case, kept by a trigger: one column, so that a search is one index.
  add column search_text text not null default '';

create index idx_failed_jobs_order_id on public.failed_jobs (order_id);
create index idx_failed_jobs_customer_id on public.failed_jobs (customer_id);
create index idx_failed_jobs_assignee on public.failed_jobs (assignee);
create index idx_failed_jobs_search_text on public.failed_jobs using gin (search_text extensions.gin_trgm_ops);
create index idx_failed_jobs_urgency on public.failed_jobs (state, needed_by, failed_at, id);

-- One row for each retry.
create table public.failed_job_attempts (
  id uuid primary key default gen_random_uuid(),
  failed_job_id uuid not null references public.failed_jobs (id) on delete cascade,
  attempt integer not null check (attempt >= 1),
  event_id text not null unique,
  -- The event as it is sent.
  event jsonb not null,
  requested_by uuid references public.staff_members (user_id) on delete set null,
  requested_at timestamptz not null default now(),
  scheduled_for timestamptz not null default now(),
  note text,
  run_id text unique,
  started_at timestamptz,
  outcome public.attempt_outcome not null default 'pending',
  ended_at timestamptz,
  error_type text,
  error_message text,
  error_stack text,
  unique (failed_job_id, attempt)
);

create index idx_failed_job_attempts_requested_by on public.failed_job_attempts (requested_by);

-- What is to be sent to Inngest. A row is written in the transaction of the change that causes it.
create table public.outbox_events (
  event_id text primary key,
  name text not null,
  data jsonb not null,
  due_at timestamptz not null default now(),
  attempts integer not null default 0,
  last_error text,
  -- Until then one relay has it; afterwards it is anybody's again.
  claimed_until timestamptz,
  sent_at timestamptz,
  created_at timestamptz not null default now()
);

create index idx_outbox_events_unsent on public.outbox_events (due_at) where sent_at is null;

-- The record of every change. Append-only: see the trigger in the functions' migration.
create table public.activity (
  id bigint generated always as identity primary key,
  at timestamptz not null default clock_timestamp(),
  -- Null: the system. Names are kept as they were at the time.
  actor_id uuid,
  actor_name text not null,
  action text not null,
  subject_type text not null,
  subject_id text not null,
  order_id uuid,
  before jsonb,
  after jsonb,
  note text,
  request_id text
);

create index idx_activity_subject on public.activity (subject_type, subject_id, id desc);
create index idx_activity_order_id on public.activity (order_id, id desc);

-- What the list of orders shows, one flat row an order, kept by triggers: the list filters and sorts on what
-- stands in four tables, and no index spans four tables.
create table public.order_summaries (
  order_id uuid primary key references public.orders (id) on delete cascade,
  user_id uuid not null,
  customer_email text not null,
  customer_name text,
  recipient_name text not null,
  occasion text not null,
  -- orders.occasion_date, 'infinity' when there is none.
  needed_by date not null,
  payment_status text not null,
  amount_cents integer not null,
  currency text not null,
  status public.order_status not null,
  variant_count integer not null,
  complete_count integer not null,
  failed_count integer not null,
  created_at timestamptz not null
);

create index idx_order_summaries_created_at on public.order_summaries (created_at desc, order_id desc);
create index idx_order_summaries_status on public.order_summaries (status, created_at desc, order_id desc);
create index idx_order_summaries_needed_by on public.order_summaries (needed_by, order_id);
create index idx_order_summaries_customer_email on public.order_summaries
  using gin (customer_email extensions.gin_trgm_ops);
create index idx_order_summaries_user_id on public.order_summaries (user_id);

do $$
declare
  t text;
begin
  foreach t in array array['staff_members', 'failed_job_attempts', 'outbox_events', 'activity', 'order_summaries'] loop
    execute format('alter table public.%I enable row level security', t);
    execute format('revoke all on public.%I from anon, authenticated', t);
    execute format('grant all on public.%I to service_role', t);
    execute format(
      'create policy "Service role can manage %s" on public.%I for all to service_role using (true) with check (true)',
      replace(t, '_', ' '), t);
  end loop;
end
$$;

revoke update, delete, truncate on public.activity from service_role;
revoke all on sequence public.activity_id_seq from anon, authenticated;

comment on table public.staff_members is 'Who may use the desk, and as what';
comment on table public.failed_job_attempts is 'One row for each retry of a failed job';
comment on table public.outbox_events is 'Events to be sent to Inngest, written with the change that causes them';
comment on table public.activity is 'Append-only record of every change';
comment on table public.order_summaries is 'One flat row an order for the list, kept by triggers';
