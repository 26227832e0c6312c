-- What the desk keeps of the shop's rows follows them. A write of the shop must never fail, wait or be the
-- victim of a deadlock because of that, so the triggers in 00_shop.sql lock no row of the shop's, wait for a
-- row of the desk's for a moment only, and note what they could not do. Two transactions do not see each
-- other's changes, such as a new order and its customer's new name: so what was followed at once is noted,
-- too, and looked at again when the transaction is over.

-- Only ever inserted into by a write of the shop, so that nothing can stand in its way.
create table desk.shop_changes (
  id bigint generated always as identity primary key,
  -- Of which rows: order, customer or brief, by their ids in the views shop_orders and shop_customers.
  kind text not null check (kind in ('order', 'customer', 'brief')),
  ids uuid[] not null,
  noted_at timestamptz not null default now(),
  due_at timestamptz not null default now(),
  -- How often it was looked at in vain, and why.
  tries integer not null default 0,
  error text
);
comment on table desk.shop_changes is 'Rows of the shop that have changed, until the desk has looked at them';
create index idx_shop_changes_due_at on desk.shop_changes (due_at, id);

-- How many rows a write of the shop follows at once, and a note holds at most. More would slow it down.
create function desk_private.rows_followed_at_once() returns integer language sql immutable as $$
  select 1000; $$;

-- Whether a write of the shop can follow these rows itself. A transaction of another kind reads only what was
-- there at its beginning.
create function desk_private.can_be_followed(p_ids uuid[]) returns boolean language sql stable as $$
  select cardinality(p_ids) <= desk_private.rows_followed_at_once()
    and current_setting('transaction_isolation') = 'read committed'; $$;

-- Notes rows that have changed. Never fails.
create function desk_private.note_shop_change(p_kind text, p_ids uuid[],
  p_error text default null) returns void language plpgsql security definer set search_path = '' as $$
begin
  insert into desk.shop_changes (kind, ids, error)
  select p_kind, array_agg(id), p_error from unnest(p_ids) with ordinality noted (id, n)
  where id is not null group by (n - 1) / desk_private.rows_followed_at_once();
  if p_error is not null then raise log 'Reprise looks at % later: %', p_kind, p_error; end if;
exception when others then
  raise log 'Reprise could not note % %: %', p_kind, p_ids, sqlerrm;
end $$;

-- Follows changed rows from a trigger, within the transaction of the shop's.
create function desk_private.follow_shop(p_kind text, p_ids uuid[]) returns void
  language plpgsql security definer set search_path = '' as $$
begin
  if cardinality(p_ids) = 0 then return; end if;
  if desk_private.can_be_followed(p_ids) then
    if p_kind = 'customer' then perform desk_private.refresh_failures_of_customers(p_ids); end if;
    perform desk_private.refresh_orders(desk_private.orders_of_shop_rows(p_kind, p_ids));
  end if;
  perform desk_private.note_shop_change(p_kind, p_ids);
end $$;

-- The orders that show something of these rows.
create function desk_private.orders_of_shop_rows(p_kind text, p_ids uuid[]) returns uuid[]
  language plpgsql stable security definer set search_path = '' as $$
begin
  return case p_kind
    when 'order' then p_ids
    when 'customer' then array(select order_id from desk.order_summaries where user_id = any (p_ids))
    else array(select id from desk.shop_orders where brief_id = any (p_ids)) end;
end $$;

-- Failures of customers: the text that a search reads has their address and name. A customer who is gone is
-- not a failure's any more.
create function desk_private.refresh_failures_of_customers(p_customer_ids uuid[]) returns void
  language plpgsql security definer set search_path = '' as $$
declare v_jobs uuid[];
begin
  select array_agg(id) into v_jobs from (
    select j.id from public.failed_jobs j left join desk.shop_customers c on c.id = j.customer_id
    where j.customer_id = any (p_customer_ids)
      and (c.id is null or j.search_text <> desk_private.failed_job_search_text(j))
    order by j.id for update of j) locked;
  update public.failed_jobs j
  set customer_id = (select c.id from desk.shop_customers c where c.id = j.customer_id)
  where j.id = any (v_jobs);
  delete from desk.erased_customers e where e.customer_id = any (p_customer_ids)
    and not exists (select 1 from desk.shop_customers c where c.id = e.customer_id);
end $$;

-- All that the desk keeps of orders: the day of their failures, and their summaries. Failures before
-- summaries, the order in which the state functions lock them. Of an order that is gone only the failures
-- stay.
create function desk_private.refresh_orders(p_order_ids uuid[]) returns void
  language plpgsql security definer set search_path = '' as $$
declare v_jobs uuid[];
begin
  select array_agg(id) into v_jobs from (
    select j.id from public.failed_jobs j left join desk.shop_orders o on o.id = j.order_id
    where j.order_id = any (p_order_ids) and (o.id is null
      or j.needed_by <> desk_private.needed_day(o.needed_on, o.needed_at, o.time_zone))
    order by j.id for update of j) locked;
  update public.failed_jobs j set order_id = now.id, needed_by = coalesce(now.needed_by, j.needed_by)
  from (
    select w.id as job, o.id, desk_private.needed_day(o.needed_on, o.needed_at, o.time_zone) as needed_by
    from public.failed_jobs w left join desk.shop_orders o on o.id = w.order_id
    where w.id = any (v_jobs)) now
  where j.id = now.job;
  perform desk_private.refresh_order_summaries_in_order(p_order_ids);
  with gone as (
    select id from unnest(p_order_ids) given (id)
    where not exists (select 1 from desk.shop_orders o where o.id = given.id)
  ), summaries as (delete from desk.order_summaries where order_id in (select id from gone)),
  runs as (delete from desk.generation_runs where order_id in (select id from gone)),
  ended as (delete from desk.ended_generations where order_id in (select id from gone))
  delete from desk.song_options where order_id in (select id from gone);
end $$;

-- Looks at noted rows again. Touches only what is not as it should be: nearly nothing, and a row that is
-- locked here could make a write of the shop note it once more.
create function desk_private.look_again(p_kind text, p_ids uuid[]) returns void
  language plpgsql security definer set search_path = '' as $$
declare v_orders uuid[] := desk_private.orders_of_shop_rows(p_kind, p_ids);
begin
  if p_kind = 'customer' then perform desk_private.refresh_failures_of_customers(p_ids); end if;
  perform desk_private.refresh_orders(array(
    select order_id from (
      select * from desk_private.order_summaries_now(v_orders)
      except select * from desk.order_summaries where order_id = any (v_orders)) differs
    union select j.order_id from public.failed_jobs j left join desk.shop_orders o on o.id = j.order_id
      where j.order_id = any (v_orders) and (o.id is null
        or j.needed_by <> desk_private.needed_day(o.needed_on, o.needed_at, o.time_zone))
    union select id from unnest(v_orders) given (id)
      where not exists (select 1 from desk.shop_orders o where o.id = given.id)));
end $$;

-- Works off what was noted, the longest due first, in one batch. What cannot be followed stays with its
-- error, row by row, and is tried again later; it stops nothing else. Answers whether there is more.
create function desk.follow_shop_changes(p_rows integer default 2000) returns jsonb
  language plpgsql set search_path = '' as $$
declare v_taken desk.shop_changes[]; v_change desk.shop_changes; v_kind text; v_ids uuid[];
  v_failed integer := 0;
begin
  perform set_config('lock_timeout', '900ms', true);
  with due as (
    select id, sum(cardinality(ids)) over (order by due_at, id) - cardinality(ids) as before from (
      select id, due_at, ids from desk.shop_changes where due_at <= now() order by due_at, id limit p_rows
      for update skip locked) c
  ), taken as (
    delete from desk.shop_changes where id in (select id from due where before < p_rows) returning *)
  select array_agg(t) into v_taken from taken t;
  begin
    for v_kind, v_ids in
      select t.kind, array_agg(distinct i) from unnest(v_taken) t, unnest(t.ids) i group by t.kind
    loop
      perform desk_private.look_again(v_kind, v_ids);
    end loop;
    v_taken := '{}';
  exception when others then
    raise log 'Reprise looks at changes of the shop one by one: %', sqlerrm;
  end;
  for v_change in
    select t.id, t.kind, array[i], t.noted_at, t.due_at, t.tries, t.error
    from unnest(v_taken) t, unnest(t.ids) i
  loop
    begin
      perform desk_private.look_again(v_change.kind, v_change.ids);
    exception when others then
      v_failed := v_failed + 1;
      insert into desk.shop_changes (kind, ids, noted_at, due_at, tries, error)
      values (v_change.kind, v_change.ids, v_change.noted_at,
        now() + least(interval '1 hour', interval '10 seconds' * 2 ^ least(v_change.tries, 10)),
        v_change.tries + 1, sqlerrm);
    end;
  end loop;
  return jsonb_build_object('failed', v_failed,
    'more', exists (select 1 from desk.shop_changes where due_at <= now()));
end $$;
