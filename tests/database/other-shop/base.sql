-- A shop that was there first, with columns of its own, no foreign keys, and nulls wherever it likes.
create table public.users (
  id uuid primary key default gen_random_uuid(),
  email text,
  name text
);
create table public.customizations (
  id uuid primary key default gen_random_uuid(),
  dedicated_to text,
  event text,
  lyrics text
);
create table public.orders (
  id uuid primary key default gen_random_uuid(),
  user_id uuid,
  customization_id uuid,
  status text,
  total numeric,
  currency text,
  created_at timestamptz not null default now()
);
