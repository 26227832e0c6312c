-- Base schema: what an installation has before Phase 1.
--
-- The plan that Phase 1 comes from calls this file supabase-schema.sql. It is needed by new installations only;
-- an existing one already has these tables and starts with the Phase 1 migration
-- (docs/decisions/0004-names-of-the-schema-files.md).

create table public.users (
  id uuid primary key references auth.users (id) on delete cascade,
  email text not null,
  full_name text,
  created_at timestamptz not null default now()
);

create table public.customizations (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references public.users (id) on delete cascade,
  recipient_name text not null,
  occasion text not null,
  genre text not null,
  mood text not null,
  language text not null default 'en',
  message text,
  created_at timestamptz not null default now()
);

create table public.orders (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references public.users (id) on delete cascade,
  customization_id uuid not null references public.customizations (id),
  payment_status text not null default 'pending' check (payment_status in ('pending', 'paid', 'refunded')),
  amount_cents integer not null check (amount_cents >= 0),
  currency text not null default 'USD' check (currency ~ '^[A-Z]{3}$'),
  paid_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);

-- The single-song table from before variants. It is to be deprecated and must keep working until then:
-- no later migration touches it.
create table public.songs (
  id uuid primary key default gen_random_uuid(),
  order_id uuid not null references public.orders (id) on delete cascade,
  user_id uuid not null references public.users (id) on delete cascade,
  audio_url text,
  status text not null default 'pending',
  created_at timestamptz not null default now()
);

create index idx_customizations_user_id on public.customizations (user_id);
create index idx_orders_user_id on public.orders (user_id);
create index idx_orders_customization_id on public.orders (customization_id);
create index idx_songs_order_id on public.songs (order_id);
create index idx_songs_user_id on public.songs (user_id);

alter table public.users enable row level security;
alter table public.customizations enable row level security;
alter table public.orders enable row level security;
alter table public.songs enable row level security;

create policy "Users can view own profile" on public.users
  for select to authenticated using (id = (select auth.uid()));
create policy "Users can view own customizations" on public.customizations
  for select to authenticated using (user_id = (select auth.uid()));
create policy "Users can view own orders" on public.orders
  for select to authenticated using (user_id = (select auth.uid()));
create policy "Users can view own songs" on public.songs
  for select to authenticated using (user_id = (select auth.uid()));

-- The policies above only ever let an owner read. A hosted project's default privileges grant far more;
-- what no policy allows is not granted either.
revoke all on public.users, public.customizations, public.orders, public.songs from anon, authenticated;
grant select on public.users, public.customizations, public.orders, public.songs to authenticated;
grant all on public.users, public.customizations, public.orders, public.songs to service_role;
