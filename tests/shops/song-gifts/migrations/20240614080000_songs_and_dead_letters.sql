-- Songs and dead letters with the columns that later became a desk's Phase 1, and a share page of the shop's own.

create type public.generation_status as enum ('pending', 'generating', 'complete', 'failed');

create table public.song_variants (
  id uuid primary key default gen_random_uuid(),
  order_id uuid not null references public.orders (id) on delete cascade,
  user_id uuid not null references public.users (id) on delete cascade,
  variant_number integer not null check (variant_number between 1 and 5),
  storage_path text not null,
  duration_ms integer,
  generation_status public.generation_status not null default 'pending',
  share_token uuid unique not null default gen_random_uuid(),
  selected boolean default false,
  created_at timestamptz default now(),
  completed_at timestamptz,
  unique (order_id, variant_number)
);

create table public.failed_jobs (
  id uuid primary key default gen_random_uuid(),
  job_type text not null,
  event_data jsonb not null,
  error_message text not null,
  error_stack text,
  retry_count integer not null,
  failed_at timestamptz default now(),
  resolved_at timestamptz,
  notes text
);

alter table public.song_variants enable row level security;
alter table public.failed_jobs enable row level security;
-- The share page of the shop asks for a token with the public key.
create policy "shared songs" on public.song_variants for select to anon using (share_token is not null);
