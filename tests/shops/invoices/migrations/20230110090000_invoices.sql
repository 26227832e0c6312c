-- A company that sends invoices as PDF: no songs, no orders, no users.

create table public.clients (
  id uuid primary key default gen_random_uuid(),
  company text not null,
  contact_email text
);

create table public.invoices (
  id uuid primary key default gen_random_uuid(),
  client_id uuid not null references public.clients (id),
  number text not null unique,
  total numeric(12, 2) not null,
  currency char(3) not null default 'EUR',
  due_on date,
  pdf_path text,
  issued_at timestamptz not null default now()
);
create index invoices_client_id on public.invoices (client_id);

-- While a row names a service, that service is away.
create table public.outages (service text primary key);

alter table public.clients enable row level security;
alter table public.invoices enable row level security;
alter table public.outages enable row level security;
