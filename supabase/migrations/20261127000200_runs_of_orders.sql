-- Whoever pastes the id of a run or of an event finds its order, also while the run is alive and when it has succeeded: so
-- far only what had failed could be found, or what the desk itself had asked for.

create table public.generation_runs (
  run_id text primary key,
  event_id text not null,
  order_id uuid not null references public.orders (id) on delete cascade,
  began_at timestamptz not null default now()
);
create index idx_generation_runs_event_id on public.generation_runs (event_id);
create index idx_generation_runs_order_id on public.generation_runs (order_id);
alter table public.generation_runs enable row level security;
revoke all on public.generation_runs from anon, authenticated;
grant all on public.generation_runs to service_role;
create policy "Service role can manage generation runs" on public.generation_runs
  for all to service_role using (true) with check (true);
comment on table public.generation_runs is 'The runs that make an order''s songs, from when each began';

insert into public.generation_runs (run_id, event_id, order_id, began_at)
select e.run_id, e.event_id, o.id, coalesce(e.sent_at, e.created_at)
from public.outbox_events e
join public.orders o on o.id = public.event_uuid(jsonb_build_object('data', e.data), 'order_id')
where e.run_id is not null
on conflict do nothing;

drop function public.begin_run(text, text);

-- As before, and the run can be found by the order that it is for.
create function public.begin_run(p_event_id text, p_run_id text, p_order_id uuid default null) returns boolean
  language plpgsql
  set search_path = ''
as $$
begin
  insert into public.generation_runs (run_id, event_id, order_id)
  select p_run_id, p_event_id, o.id from public.orders o where o.id = p_order_id
  on conflict (run_id) do nothing;
  update public.outbox_events set run_id = p_run_id where event_id = p_event_id and run_id is null;
  update public.failed_job_attempts
  set run_id = p_run_id, started_at = now()
  where event_id = p_event_id and run_id is null and outcome = 'pending';
  return not exists (
      select 1 from public.outbox_events where event_id = p_event_id and run_id is distinct from p_run_id)
    and not exists (
      select 1 from public.failed_job_attempts where event_id = p_event_id and run_id is distinct from p_run_id);
end
$$;

revoke execute on function public.begin_run(text, text, uuid) from public, anon, authenticated;
grant execute on function public.begin_run(text, text, uuid) to service_role;

-- Whatever has this id: an order, customer, variant, share token, failure, run or event. p_from and p_to are the first
-- and the last uuid that begin as what was typed; null for what is no beginning of one.
create or replace function public.search_by_id(p_text text, p_from uuid default null, p_to uuid default null)
  returns setof public.search_hit
  language plpgsql stable
  set search_path = ''
as $$
declare
  v_orders uuid[];
  v_failures uuid[];
begin
  if p_from is not null then
    return query select * from public.search_orders(array(
      select id from public.orders where id between p_from and p_to order by id limit 5), 0);
    return query select * from public.search_failures(array(
      select id from public.failed_jobs where id between p_from and p_to order by id limit 5), 0);
    return query select 'customer', u.id, null::uuid, null::integer, null::text, u.email, u.full_name, null::text,
      null::text, null::text, 0, u.created_at
    from public.users u where u.id between p_from and p_to order by u.id limit 5;
    if p_from = p_to then
      return query select * from public.search_variants(array(
        select id from public.song_variants where id = p_from
        union select id from public.song_variants where share_token = p_from), 0);
    else
      return;
    end if;
  end if;
  -- The id of a run or an event: of the failure that it ended in, or else of the order that it is for.
  select array_agg(id) into v_failures from (
    select id from public.failed_jobs where run_id = p_text
    union select id from public.failed_jobs where event_data ->> 'id' = p_text
    union select failed_job_id from public.failed_job_attempts where run_id = p_text
    union select failed_job_id from public.failed_job_attempts where event_id = p_text
    limit 20) found;
  return query select * from public.search_failures(v_failures, 0);
  select array_agg(distinct id) into v_orders from (
    select order_id as id from public.song_variants where generation_event_id = p_text
    union select order_id from public.failed_jobs where id = any (v_failures)
    union select public.event_uuid(jsonb_build_object('data', data), 'order_id') from public.outbox_events
      where event_id = p_text
    union select order_id from public.generation_runs where run_id = p_text
    union select order_id from public.generation_runs where event_id = p_text
    limit 20) found;
  return query select * from public.search_orders(v_orders, 1);
end
$$;
