-- A shop that sells songs as gifts, as it was before it had a desk: its own names, its own nulls, its own triggers.

create table public.users (
  id uuid primary key default gen_random_uuid(),
  email text not null unique,
  name text,
  locale text not null default 'en',
  created_at timestamptz not null default now()
);

create table public.customizations (
  id uuid primary key default gen_random_uuid(),
  user_id uuid references public.users (id) on delete cascade,
  for_name text,
  event text,
  style jsonb not null default '{}',
  words text
);

create table public.orders (
  id uuid primary key default gen_random_uuid(),
  -- Guests order, too.
  user_id uuid references public.users (id) on delete cascade,
  -- Songs of the catalogue have none.
  customization_id uuid references public.customizations (id) on delete set null,
  status text not null default 'cart' check (status in ('cart', 'paid', 'delivered', 'refunded')),
  total_cents integer,
  currency text,
  deliver_on date,
  created_at timestamptz not null default now(),
  changed_at timestamptz
);
create index orders_user_id on public.orders (user_id);
create index orders_status on public.orders (status, created_at);

create function public.note_change() returns trigger language plpgsql as $$
begin
  new.changed_at := now();
  return new;
end $$;
create trigger note_change before update on public.orders
  for each row execute function public.note_change();

-- What the shop's own jobs leave behind.
create table public.emails_sent (
  id bigint generated always as identity primary key,
  event_id text not null,
  recipient text not null,
  template text not null
);
create table public.crm_contacts (
  order_id uuid primary key references public.orders (id) on delete cascade,
  event_id text not null,
  synced_at timestamptz not null default now()
);
-- While a row names a service, that service is away.
create table public.outages (service text primary key);

alter table public.users enable row level security;
alter table public.customizations enable row level security;
alter table public.orders enable row level security;
alter table public.emails_sent enable row level security;
alter table public.crm_contacts enable row level security;
alter table public.outages enable row level security;
create policy "own profile" on public.users for select to authenticated using (id = auth.uid());
create policy "own orders" on public.orders for all to authenticated using (user_id = auth.uid());
