-- On top of the migrations: for each rule of supabase/tests/lints one object that breaks this rule and no other, and
-- for the rule on privileges two. The names say which.

create table public.fk_without_index (
  id uuid primary key,
  order_id uuid references public.orders (id)
);
create table public.without_rls (id uuid primary key);
create table public.without_policy (id uuid primary key);
create table public.bare_call (id uuid primary key, owner uuid, other uuid);
create table public.several_policies (id uuid primary key);
create table public.twice_indexed (id uuid primary key, name text);
create table public.without_key (id uuid);
create table public.unvalidated (id uuid primary key, number integer);
create table public.granted_by_default (id uuid primary key);

create index twice_indexed_name_1 on public.twice_indexed (name) where name <> '';
create index twice_indexed_name_2 on public.twice_indexed (name) where name <> '';
-- Alike, and yet none of them the same.
create index twice_indexed_name_3 on public.twice_indexed (name);
create index twice_indexed_name_4 on public.twice_indexed (name desc);
create index twice_indexed_name_5 on public.twice_indexed (name text_pattern_ops);
create index twice_indexed_name_6 on public.twice_indexed (name, id);
create index twice_indexed_name_7 on public.twice_indexed (lower(name));

alter table public.unvalidated add constraint number_is_positive check (number > 0) not valid;

do $$
declare
  t text;
begin
  foreach t in array array['fk_without_index', 'without_rls', 'without_policy', 'bare_call', 'several_policies',
    'twice_indexed', 'without_key', 'unvalidated', 'granted_by_default'] loop
    if t <> 'without_rls' then
      execute format('alter table public.%I enable row level security', t);
    end if;
    if t <> 'granted_by_default' then
      execute format('revoke all on public.%I from anon, authenticated', t);
    end if;
    if t not in ('without_policy', 'several_policies') then
      execute format('create policy "Service" on public.%I for all to service_role using (true)', t);
    end if;
  end loop;
end
$$;

-- Wrapped, as is right, in one half and bare in the other.
create policy "Bare" on public.bare_call for select to authenticated
  using (owner = (select auth.uid()) and other = auth.uid());
create policy "One" on public.several_policies for insert to authenticated with check (true);
create policy "Another" on public.several_policies for insert to public with check (true);

create view public.runs_as_owner as select id from public.orders;
revoke all on public.runs_as_owner from anon, authenticated;
create view public.runs_as_invoker with (security_invoker = true) as select id from public.orders;
revoke all on public.runs_as_invoker from anon, authenticated;

create function public.without_search_path() returns integer language sql as 'select 1';
create function public.definer() returns integer language sql security definer set search_path = '' as 'select 1';
create function public.granted_function() returns integer language sql set search_path = '' as 'select 1';
revoke execute on function public.without_search_path() from public, anon, authenticated;
revoke execute on function public.definer() from public, anon;
revoke execute on function public.granted_function() from anon, authenticated;
