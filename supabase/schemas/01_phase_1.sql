-- Phase 1 migration: song variants, the dead-letter queue and the occasion date.
--
-- Base: the base schema, 20260105090000_base_schema.sql (users, customizations, orders, songs).
-- It may be pasted into the Supabase SQL editor on top of that base, and it may be run twice.
-- The plan it comes from calls this file supabase-schema-v2.sql, its base supabase-schema.sql, and the types
-- src/types/database.ts (here app/lib/supabase/database.types.ts).
--
-- The table songs is deprecated by song_variants and is left exactly as it is.

-- 1. Type ---------------------------------------------------------------------------------------------------

do $$
begin
  create type public.generation_status as enum ('pending', 'generating', 'complete', 'failed');
exception
  when duplicate_object then null;
end
$$;

-- 2. Tables -------------------------------------------------------------------------------------------------

create table if not exists public.song_variants (
  id uuid primary key default gen_random_uuid(),
  order_id uuid not null references public.orders (id) on delete cascade,
  user_id uuid not null references public.users (id) on delete cascade,
  -- Room for the "+1" upsell.
  variant_number integer not null check (variant_number between 1 and 5),
  -- A path in Supabase Storage, never a signed URL.
  storage_path text not null,
  duration_ms integer,
  generation_status public.generation_status not null default 'pending',
  share_token uuid unique not null default gen_random_uuid(),
  -- The customer's favourite.
  selected boolean default false,
  created_at timestamptz default now(),
  completed_at timestamptz,
  unique (order_id, variant_number)
);

create table if not exists public.failed_jobs (
  id uuid primary key default gen_random_uuid(),
  job_type text not null,
  -- The full Inngest event.
  event_data jsonb not null,
  error_message text not null,
  error_stack text,
  retry_count integer not null,
  failed_at timestamptz default now(),
  resolved_at timestamptz,
  notes text
);

-- Retention and urgency.
alter table public.orders add column if not exists occasion_date date;

comment on table public.song_variants is
  'AI-generated song variants with per-variant status tracking and public share tokens';
comment on table public.failed_jobs is
  'Dead-letter queue for failed generation jobs after retry exhaustion';

-- 3. Indexes ------------------------------------------------------------------------------------------------

create index if not exists idx_song_variants_order_id on public.song_variants (order_id);
create index if not exists idx_song_variants_user_id on public.song_variants (user_id);
create index if not exists idx_song_variants_share_token on public.song_variants (share_token);
create index if not exists idx_song_variants_status on public.song_variants (generation_status);
create index if not exists idx_failed_jobs_type on public.failed_jobs (job_type);
create index if not exists idx_failed_jobs_failed_at on public.failed_jobs (failed_at);

-- 4. The token of this request ------------------------------------------------------------------------------

-- PostgREST puts the request's headers into a setting. It may be null, empty or no JSON at all, and what the
-- header holds may be no uuid: each of these means "no token", never an error.
create or replace function public.request_share_token() returns uuid
  language plpgsql stable
  set search_path = ''
as $$
begin
  return (nullif(current_setting('request.headers', true), '')::jsonb ->> 'x-share-token')::uuid;
exception
  when others then return null;
end
$$;

revoke execute on function public.request_share_token() from public, anon, authenticated;
-- The policy below runs as the role that asks, so anon needs it; it tells nobody anything but their own header.
grant execute on function public.request_share_token() to anon, service_role;

-- 5. Row-level security -------------------------------------------------------------------------------------

alter table public.song_variants enable row level security;
alter table public.failed_jobs enable row level security;

drop policy if exists "Users can view own song variants" on public.song_variants;
create policy "Users can view own song variants" on public.song_variants
  for select to authenticated
  using (user_id = (select auth.uid()));

drop policy if exists "Users can update own song variants" on public.song_variants;
create policy "Users can update own song variants" on public.song_variants
  for update to authenticated
  using (user_id = (select auth.uid()))
  with check (user_id = (select auth.uid()));

-- Only the row whose token the request carries: a bare "share_token is not null" would list every song to
-- anybody who has the public API key.
drop policy if exists "Public can view songs via share token" on public.song_variants;
create policy "Public can view songs via share token" on public.song_variants
  for select to anon
  using (share_token is not null and share_token = (select public.request_share_token()));

drop policy if exists "Service role can manage song variants" on public.song_variants;
create policy "Service role can manage song variants" on public.song_variants
  for all to service_role
  using (true) with check (true);

drop policy if exists "Service role can manage failed jobs" on public.failed_jobs;
create policy "Service role can manage failed jobs" on public.failed_jobs
  for all to service_role
  using (true) with check (true);

-- 6. Privileges ---------------------------------------------------------------------------------------------

-- A hosted project grants everything on new tables to anon and authenticated. An owner who may update the whole
-- row could point storage_path at somebody else's file, so only the favourite can be changed. (Revoking single
-- columns while the grant on the table stands would have no effect.) Whoever has a token reads what playing its song
-- needs, and nothing of whose it is.
revoke all on public.song_variants from anon, authenticated;
grant select (id, storage_path, duration_ms, generation_status, share_token, completed_at)
  on public.song_variants to anon;
grant select on public.song_variants to authenticated;
grant update (selected) on public.song_variants to authenticated;
grant all on public.song_variants to service_role;

revoke all on public.failed_jobs from anon, authenticated;
grant all on public.failed_jobs to service_role;
