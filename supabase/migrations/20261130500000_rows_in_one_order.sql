-- Functions that lock several rows of one table lock them in the order of their ids: two that met in different orders
-- waited for each other, and PostgreSQL ended one of them (40P01). An UPDATE alone locks rows in whatever order its
-- plan finds them, so each takes its locks first.

create or replace function public.mark_outbox_sent(p_event_ids text[]) returns void
  language plpgsql
  set search_path = ''
as $$
begin
  perform 1 from public.outbox_events where event_id = any (p_event_ids) order by event_id for update;
  update public.outbox_events set sent_at = clock_timestamp(), claimed_until = null, last_error = null
  where event_id = any (p_event_ids) and sent_at is null;
end
$$;

create or replace function public.mark_outbox_failed(p_event_ids text[], p_error text, p_delays_ms integer[]) returns void
  language plpgsql
  set search_path = ''
as $$
begin
  perform 1 from public.outbox_events where event_id = any (p_event_ids) order by event_id for update;
  update public.outbox_events o
  set claimed_until = null, last_error = p_error, due_at = clock_timestamp() + f.delay * interval '1 millisecond'
  from unnest(p_event_ids, p_delays_ms) as f (event_id, delay)
  where o.event_id = f.event_id and o.sent_at is null;
end
$$;

create or replace function public.send_outbox_now(p_event_ids text[], p_actor uuid, p_request_id text default null)
  returns jsonb
  language plpgsql
  set search_path = ''
as $$
declare
  v_ids text[];
begin
  perform 1 from public.outbox_events where event_id = any (p_event_ids) order by event_id for update;
  with due as (
    update public.outbox_events set due_at = clock_timestamp()
    where event_id = any (p_event_ids) and sent_at is null
      and (claimed_until is null or claimed_until <= clock_timestamp())
    returning event_id
  )
  select coalesce(array_agg(event_id order by event_id), '{}') into v_ids from due;
  if v_ids = '{}' then
    return jsonb_build_object('ok', false, 'code', 'nothing_waits');
  end if;
  perform public.log_activity(p_actor, 'outbox_sent_now', 'outbox', array_to_string(v_ids, ' '), null,
    null, jsonb_build_object('event_ids', to_jsonb(v_ids)), null, p_request_id);
  return jsonb_build_object('ok', true, 'event_ids', to_jsonb(v_ids));
end
$$;

-- Failures before their groups, as the trigger that counts them does.
create or replace function public.set_fingerprints(p_rows jsonb) returns integer
  language plpgsql
  set search_path = ''
as $$
declare
  v_done integer;
begin
  perform 1 from public.failed_jobs
  where id in (select (r ->> 'id')::uuid from jsonb_array_elements(p_rows) r) order by id for update;
  insert into public.error_groups as g (fingerprint, error_type, title, first_seen, last_seen)
  select r ->> 'fingerprint', min(r ->> 'error_type'), min(r ->> 'title'), min(j.last_failed_at), max(j.last_failed_at)
  from jsonb_array_elements(p_rows) r join public.failed_jobs j on j.id = (r ->> 'id')::uuid
  group by 1 order by 1
  -- Changes nothing, but locks the group that is there.
  on conflict (fingerprint) do update set title = g.title;
  update public.failed_jobs j set fingerprint = r ->> 'fingerprint', error_title = r ->> 'title'
  from jsonb_array_elements(p_rows) r where j.id = (r ->> 'id')::uuid;
  get diagnostics v_done = row_count;
  return v_done;
end
$$;

-- Counts while no failure is being counted: the trigger locks single groups, in the order of its failures.
create or replace function public.rebuild_error_groups() returns void
  language sql
  set search_path = ''
as $$
  lock table public.error_groups in exclusive mode;
  delete from public.error_group_hours where true;
  insert into public.error_group_hours (fingerprint, hour, failures)
  select fingerprint, date_trunc('hour', last_failed_at), count(*)
  from public.failed_jobs where fingerprint is not null
    and fingerprint in (select fingerprint from public.error_groups)
  group by 1, 2;
  delete from public.error_groups g
  where not exists (select 1 from public.error_group_hours h where h.fingerprint = g.fingerprint);
  update public.error_groups g set first_seen = s.first_seen, last_seen = s.last_seen
  from (select fingerprint, min(last_failed_at) as first_seen, max(last_failed_at) as last_seen
    from public.failed_jobs where fingerprint is not null group by 1) s
  where s.fingerprint = g.fingerprint;
$$;

create or replace function public.fail_variants(p_event jsonb) returns integer[]
  language sql
  set search_path = ''
as $$
  with locked as materialized (
    select v.id from public.song_variants v
    where v.order_id = public.event_uuid(p_event, 'order_id')
      and v.variant_number = any (public.event_variant_numbers(p_event))
    order by v.id for update
  ),
  failed as (
    update public.song_variants v
    set generation_status = 'failed', generation_event_id = null, generation_requested_at = null,
      generation_requested_by = null, generation_alive_until = null
    where v.id in (select id from locked)
      and v.generation_status <> 'complete'
      and (v.generation_event_id is null or v.generation_event_id = p_event ->> 'id')
      and not exists (
        select 1 from public.ended_generations e
        where e.event_id = p_event ->> 'id' and e.order_id = v.order_id and e.variant_number = v.variant_number)
    returning v.variant_number
  )
  select coalesce(array_agg(variant_number order by variant_number), '{}') from failed;
$$;

-- Triggers of the shop's own tables lock failures as the desk's functions do.
create or replace function public.on_users_changed() returns trigger
  language plpgsql
  security definer
  set search_path = ''
as $$
begin
  -- Touched, so that what a search looks into says the new address and name. Failures before summaries, as the
  -- state functions lock them.
  perform 1 from public.failed_jobs where customer_id in (select id from changed) order by id for update;
  update public.failed_jobs j set customer_id = j.customer_id from changed u where j.customer_id = u.id;
  perform public.refresh_order_summaries_in_order(array(
    select o.id from public.orders o join changed u on u.id = o.user_id));
  return null;
end
$$;

create or replace function public.on_orders_changed() returns trigger
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
    perform 1 from public.failed_jobs where order_id in (
      select n.id from changed n join removed o on o.id = n.id where n.occasion_date is distinct from o.occasion_date)
    order by id for update;
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
