-- Search everywhere: a person, or anything that has an id.

-- What is found, each kind with its own columns; rank 0 is best.
create type desk.search_hit as (
  kind text, id uuid, order_id uuid, variant_number integer, state text, email text, full_name text,
  recipient_name text, occasion text, error text, rank integer, at timestamptz
);

-- Orders, failures and variants as hits, by id.
create function desk_private.search_orders(p_order_ids uuid[], p_rank integer) returns setof desk.search_hit
  language sql stable set search_path = '' as $$
  select 'order', s.order_id, s.order_id, null::integer, s.status::text, s.customer_email, s.customer_name,
    s.recipient_name, s.occasion, null::text, p_rank, s.created_at
  from desk.order_summaries s where s.order_id = any (p_order_ids); $$;

create function desk_private.search_failures(p_failed_job_ids uuid[],
  p_rank integer) returns setof desk.search_hit language sql stable set search_path = '' as $$
  select 'failure', j.id, j.order_id, null::integer, j.state::text, s.customer_email, s.customer_name,
    s.recipient_name, s.occasion, coalesce(j.error_title, left(j.error_message, 200)), p_rank,
      j.last_failed_at
  from public.failed_jobs j left join desk.order_summaries s on s.order_id = j.order_id
  where j.id = any (p_failed_job_ids); $$;

create function desk_private.search_variants(p_variant_ids uuid[],
  p_rank integer) returns setof desk.search_hit language sql stable set search_path = '' as $$
  select 'variant', v.id, v.order_id, v.variant_number, v.generation_status::text, s.customer_email,
    s.customer_name, s.recipient_name, s.occasion, null::text, p_rank, v.created_at
  from public.song_variants v left join desk.order_summaries s on s.order_id = v.order_id
  where v.id = any (p_variant_ids); $$;

-- Whatever has this id: an order, customer, variant, share token, failure, run or event. p_from and p_to are
-- the first and the last uuid that begin with what was typed; null when no uuid begins like that.
create function desk.search_by_id(p_text text, p_from uuid default null,
  p_to uuid default null) returns setof desk.search_hit language plpgsql stable set search_path = '' as $$
declare v_orders uuid[]; v_failures uuid[];
begin
  if p_from is not null then
    return query select * from desk_private.search_orders(array(
      select id from desk.shop_orders where id between p_from and p_to order by id limit 5), 0);
    return query select * from desk_private.search_failures(array(
      select id from public.failed_jobs where id between p_from and p_to order by id limit 5), 0);
    return query select 'customer', u.id, null::uuid, null::integer, null::text, u.email, u.full_name,
      null::text, null::text, null::text, 0, u.created_at
    from desk.shop_customers u where u.id between p_from and p_to order by u.id limit 5;
    if p_from = p_to then
      return query select * from desk_private.search_variants(array(
        select id from public.song_variants where id = p_from
        union select id from public.song_variants where share_token = p_from), 0);
    else
      return;
    end if;
  end if;
  -- The id of a run or event: the failure that it ended in, or else the order that it is for.
  select array_agg(id) into v_failures from (
    select id from public.failed_jobs where run_id = p_text
    union select id from public.failed_jobs where event_data ->> 'id' = p_text
    union select failed_job_id from desk.failed_job_attempts where run_id = p_text
    union select failed_job_id from desk.failed_job_attempts where event_id = p_text
    limit 20) found;
  return query select * from desk_private.search_failures(v_failures, 0);
  select array_agg(distinct id) into v_orders from (
    select order_id as id from public.song_variants where generation_event_id = p_text
    union select order_id from public.failed_jobs where id = any (v_failures)
    union select desk_private.event_order_id(jsonb_build_object('name', name, 'data', data))
    from desk.outbox_events
      where event_id = p_text
    union select order_id from desk.generation_runs where run_id = p_text
    union select order_id from desk.generation_runs where event_id = p_text
    limit 20) found;
  return query select * from desk_private.search_orders(v_orders, 1);
end $$;

-- Customers by address or name, the best match first, with the latest orders and open failures of the first
-- three. Dynamic, so that each text gets its own plan. p_whole finds whole values only, for staff who see
-- masked data: parts would tell the rest, letter by letter.
create function desk.search_customers(p_text text, p_limit integer default 8,
  p_whole boolean default false) returns setof desk.search_hit
  language plpgsql stable set search_path = '' as $$
declare
  v_text text := lower(p_text);
  v_pattern text := '%' || replace(replace(replace(lower(p_text), '\', '\\'), '%', '\%'), '_', '\_') || '%';
  v_ids uuid[] := '{}'; v_more uuid[];
begin
  if p_whole then
    execute 'select array(select id from desk.shop_customers
      where email_key = $1 or name_key = $1 order by id limit $2)'
      into v_ids using v_text, p_limit;
  else
    -- No character sorts after the last one.
    execute 'select array(select id from desk.shop_customers where email_key >= $1
      and email_key < $1 || chr(1114111) order by email_key limit $2)'
      into v_ids using v_text, p_limit;
    execute 'select array(select id from desk.shop_customers where name_key >= $1
      and name_key < $1 || chr(1114111) order by name_key limit $2)'
      into v_more using v_text, p_limit;
    v_ids := v_ids || v_more;
    if cardinality(v_ids) < p_limit then
      execute 'select array(select id from desk.shop_customers where text_key like $1 limit $2)'
        into v_more using v_pattern, 5 * p_limit;
      v_ids := v_ids || v_more;
    end if;
  end if;

  return query
    with found as (
      select u.id, u.email, u.full_name, u.created_at, case
          when lower(u.email) = v_text then 0
          when lower(u.full_name) = v_text then 1
          when starts_with(lower(u.email), v_text) then 2
          when starts_with(lower(u.full_name), v_text) then 3
          when strpos(' ' || lower(coalesce(u.full_name, '')), ' ' || v_text) > 0 then 4
          else 5
        end as rank
      from desk.shop_customers u where u.id = any (v_ids) order by rank, lower(u.email), u.id limit p_limit
    ), first_ones as (select id, rank from found order by rank, lower(email), id limit 3),
    latest as (
      select o.order_id, f.rank from first_ones f cross join lateral (
        select order_id from desk.order_summaries where user_id = f.id order by created_at desc limit 3) o
    ), broken as (
      select j.id, f.rank from first_ones f cross join lateral (
        select id from public.failed_jobs where customer_id = f.id and state = 'open'
        order by last_failed_at desc limit 3) j
    )
    select 'customer', id, null::uuid, null::integer, null::text, email, full_name, null::text, null::text,
      null::text, rank, created_at from found
    union all
    select h.kind, h.id, h.order_id, h.variant_number, h.state, h.email, h.full_name, h.recipient_name,
      h.occasion, h.error, l.rank, h.at
    from latest l cross join lateral desk_private.search_orders(array[l.order_id], 0) h
    union all
    select h.kind, h.id, h.order_id, h.variant_number, h.state, h.email, h.full_name, h.recipient_name,
      h.occasion, h.error, b.rank, h.at
    from broken b cross join lateral desk_private.search_failures(array[b.id], 0) h;
end $$;
