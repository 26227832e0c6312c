-- Keeps order_summaries equal to what orders, users, customizations and song_variants say.

create function public.refresh_order_summaries(p_order_ids uuid[]) returns void
  language sql
  security definer
  set search_path = ''
as $$
  insert into public.order_summaries as s (
    order_id, user_id, customer_email, customer_name, recipient_name, occasion, needed_by,
    payment_status, amount_cents, currency, status, variant_count, complete_count, failed_count, created_at)
  select o.id, o.user_id, lower(u.email), u.full_name, c.recipient_name, c.occasion,
    coalesce(o.occasion_date, 'infinity'),
    o.payment_status, o.amount_cents, o.currency,
    (case
      when v.failed > 0 then 'failed'
      when v.generating > 0 then 'generating'
      when v.pending > 0 then 'pending'
      when v.total > 0 then 'complete'
      else 'empty'
    end)::public.order_status,
    v.total, v.complete, v.failed, o.created_at
  from public.orders o
  join public.users u on u.id = o.user_id
  join public.customizations c on c.id = o.customization_id
  cross join lateral (
    select count(*) as total,
      count(*) filter (where generation_status = 'complete') as complete,
      count(*) filter (where generation_status = 'failed') as failed,
      count(*) filter (where generation_status = 'generating') as generating,
      count(*) filter (where generation_status = 'pending') as pending
    from public.song_variants where order_id = o.id
  ) v
  where o.id = any (p_order_ids)
  on conflict (order_id) do update set
    user_id = excluded.user_id, customer_email = excluded.customer_email, customer_name = excluded.customer_name,
    recipient_name = excluded.recipient_name, occasion = excluded.occasion,
    needed_by = excluded.needed_by, payment_status = excluded.payment_status,
    amount_cents = excluded.amount_cents, currency = excluded.currency, status = excluded.status,
    variant_count = excluded.variant_count, complete_count = excluded.complete_count,
    failed_count = excluded.failed_count, created_at = excluded.created_at;
$$;

-- Statement-level triggers: one refresh for a whole import or a five-variant order. Rows are refreshed in the
-- order of their ids, so that two statements cannot wait for each other crosswise.
-- A second writer waits here until the first one's change is visible; without the lock the later of two
-- concurrent refreshes could count variants as they were before the earlier one.
create function public.refresh_order_summaries_in_order(p_order_ids uuid[]) returns void
  language plpgsql
  security definer
  set search_path = ''
as $$
declare
  v_ids uuid[];
begin
  select array_agg(id order by id) into v_ids
  from (select distinct unnest(p_order_ids) as id) ids where id is not null;
  if v_ids is null then
    return;
  end if;
  perform 1 from public.order_summaries where order_id = any (v_ids) order by order_id for update;
  perform public.refresh_order_summaries(v_ids);
end
$$;

create function public.on_song_variants_changed() returns trigger
  language plpgsql
  security definer
  set search_path = ''
as $$
begin
  if tg_op = 'INSERT' then
    perform public.refresh_order_summaries_in_order(array(select order_id from changed));
  elsif tg_op = 'DELETE' then
    perform public.refresh_order_summaries_in_order(array(select order_id from removed));
  else
    perform public.refresh_order_summaries_in_order(array(
      select n.order_id from changed n join removed o on o.id = n.id
      where n.generation_status is distinct from o.generation_status or n.order_id <> o.order_id
      union
      select o.order_id from changed n join removed o on o.id = n.id where n.order_id <> o.order_id));
  end if;
  return null;
end
$$;

create function public.on_orders_changed() returns trigger
  language plpgsql
  security definer
  set search_path = ''
as $$
declare
  v_users uuid[];
  v_customizations uuid[];
begin
  if tg_op = 'INSERT' then
    select array_agg(user_id), array_agg(customization_id) into v_users, v_customizations from changed;
  else
    select array_agg(n.user_id), array_agg(n.customization_id) into v_users, v_customizations
    from changed n join removed o on o.id = n.id
    where n.user_id <> o.user_id or n.customization_id <> o.customization_id;
    -- Failures before summaries, as the state functions lock them.
    update public.failed_jobs j set needed_by = coalesce(n.occasion_date, 'infinity')
    from changed n join removed o on o.id = n.id
    where j.order_id = n.id and n.occasion_date is distinct from o.occasion_date;
  end if;
  -- A rename that is not committed yet does not see this order: this waits for it, or it for this.
  perform 1 from public.users where id = any (v_users) order by id for share;
  perform 1 from public.customizations where id = any (v_customizations) order by id for share;
  perform public.refresh_order_summaries_in_order(array(select id from changed));
  return null;
end
$$;

create function public.on_users_changed() returns trigger
  language plpgsql
  security definer
  set search_path = ''
as $$
begin
  -- Touched, so that what a search looks into says the new address and name. Failures before summaries, as the
  -- state functions lock them.
  update public.failed_jobs j set customer_id = j.customer_id from changed u where j.customer_id = u.id;
  perform public.refresh_order_summaries_in_order(array(
    select o.id from public.orders o join changed u on u.id = o.user_id));
  return null;
end
$$;

create function public.on_customizations_changed() returns trigger
  language plpgsql
  security definer
  set search_path = ''
as $$
begin
  perform public.refresh_order_summaries_in_order(array(
    select o.id from public.orders o join changed c on c.id = o.customization_id));
  return null;
end
$$;

create function public.set_failed_job_search_text() returns trigger
  language plpgsql
  security definer
  set search_path = ''
as $$
begin
  -- An error may carry a whole page of HTML; what a person searches for stands at its beginning.
  new.search_text := lower(concat_ws(' ', new.id, new.error_type, left(new.error_message, 1000), new.run_id,
    new.event_data ->> 'id', new.order_id,
    (select concat_ws(' ', email, full_name) from public.users where id = new.customer_id)));
  return new;
end
$$;

create trigger failed_jobs_search_text
  before insert or update of error_type, error_message, run_id, event_data, order_id, customer_id
  on public.failed_jobs for each row execute function public.set_failed_job_search_text();

create trigger song_variants_inserted after insert on public.song_variants
  referencing new table as changed
  for each statement execute function public.on_song_variants_changed();
create trigger song_variants_updated after update on public.song_variants
  referencing new table as changed old table as removed
  for each statement execute function public.on_song_variants_changed();
create trigger song_variants_deleted after delete on public.song_variants
  referencing old table as removed
  for each statement execute function public.on_song_variants_changed();
create trigger orders_inserted after insert on public.orders
  referencing new table as changed
  for each statement execute function public.on_orders_changed();
create trigger orders_updated after update on public.orders
  referencing new table as changed old table as removed
  for each statement execute function public.on_orders_changed();
create trigger users_updated after update on public.users
  referencing new table as changed
  for each statement execute function public.on_users_changed();
create trigger customizations_updated after update on public.customizations
  referencing new table as changed
  for each statement execute function public.on_customizations_changed();

revoke execute on function
  public.refresh_order_summaries(uuid[]), public.refresh_order_summaries_in_order(uuid[]),
  public.on_song_variants_changed(), public.on_orders_changed(), public.on_users_changed(),
  public.on_customizations_changed(), public.set_failed_job_search_text()
  from public, anon, authenticated;
grant execute on function public.refresh_order_summaries_in_order(uuid[]) to service_role;

-- What is there already.
select public.refresh_order_summaries_in_order(array(select id from public.orders));
update public.failed_jobs set run_id = run_id;
