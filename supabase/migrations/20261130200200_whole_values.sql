-- What somebody may search for who sees masked data: whole values. A part of one would tell the rest, letter by letter. And
-- whose names stand in a text that nobody has sorted by customer, so that these can be masked in it.

-- Lower case and in the order of the bytes, as idx_users_full_name.
create index idx_order_summaries_recipient on public.order_summaries (lower(recipient_name) collate "C");

-- The failures that a whole value names: a customer's address, or the id of a failure, order, customer, event or run.
create function public.failed_jobs_named(p_value text) returns uuid[]
  language plpgsql stable
  set search_path = ''
as $$
declare
  v_id uuid := case
    when p_value ~* '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$' then p_value::uuid end;
begin
  return array(
    select id from (
      select unnest(public.failed_jobs_of_event(p_value) || public.failed_jobs_of_run(p_value))
      union select j.id from public.failed_jobs j where j.id = v_id
      union select j.id from public.failed_jobs j where j.order_id = v_id
      union select j.id from public.failed_jobs j where j.customer_id = v_id
      union select j.id from public.failed_jobs j where j.customer_id = any (public.customers_with_address(p_value))
    ) named (id) limit 1000);
end
$$;

-- As before, and with p_whole only those whose whole address or whole name it is.
drop function public.search_customers(text, integer);
create function public.search_customers(
  p_text text, p_limit integer default 8, p_whole boolean default false
) returns setof public.search_hit
  language plpgsql stable
  set search_path = ''
as $$
declare
  v_text text := lower(p_text);
  v_pattern text := '%' || replace(replace(replace(lower(p_text), '\', '\\'), '%', '\%'), '_', '\_') || '%';
  v_ids uuid[] := '{}';
  v_more uuid[];
begin
  if p_whole then
    execute 'select array(select id from public.users
      where lower(email) collate "C" = $1 or lower(full_name) collate "C" = $1 order by id limit $2)'
      into v_ids using v_text, p_limit;
  else
    -- Nothing is greater than the last character that there is.
    execute 'select array(select id from public.users where lower(email) collate "C" >= $1
      and lower(email) collate "C" < $1 || chr(1114111) order by lower(email) collate "C" limit $2)'
      into v_ids using v_text, p_limit;
    execute 'select array(select id from public.users where lower(full_name) collate "C" >= $1
      and lower(full_name) collate "C" < $1 || chr(1114111) order by lower(full_name) collate "C" limit $2)'
      into v_more using v_text, p_limit;
    v_ids := v_ids || v_more;
    if cardinality(v_ids) < p_limit then
      execute 'select array(select id from public.users
        where lower(email || '' '' || coalesce(full_name, '''')) like $1 limit $2)'
        into v_more using v_pattern, 5 * p_limit;
      v_ids := v_ids || v_more;
    end if;
  end if;

  return query
    with found as (
      select u.id, u.email, u.full_name, u.created_at,
        case
          when lower(u.email) = v_text then 0
          when lower(u.full_name) = v_text then 1
          when starts_with(lower(u.email), v_text) then 2
          when starts_with(lower(u.full_name), v_text) then 3
          when strpos(' ' || lower(coalesce(u.full_name, '')), ' ' || v_text) > 0 then 4
          else 5
        end as rank
      from public.users u where u.id = any (v_ids)
      order by rank, lower(u.email), u.id limit p_limit
    ),
    first_ones as (select id, rank from found order by rank, lower(email), id limit 3),
    latest as (
      select o.order_id, f.rank from first_ones f cross join lateral (
        select order_id from public.order_summaries where user_id = f.id order by created_at desc limit 3) o
    ),
    broken as (
      select j.id, f.rank from first_ones f cross join lateral (
        select id from public.failed_jobs where customer_id = f.id and state = 'open'
        order by last_failed_at desc limit 3) j
    )
    select 'customer', id, null::uuid, null::integer, null::text, email, full_name, null::text, null::text, null::text,
      rank, created_at from found
    union all
    select h.kind, h.id, h.order_id, h.variant_number, h.state, h.email, h.full_name, h.recipient_name, h.occasion,
      h.error, l.rank, h.at
    from latest l cross join lateral public.search_orders(array[l.order_id], 0) h
    union all
    select h.kind, h.id, h.order_id, h.variant_number, h.state, h.email, h.full_name, h.recipient_name, h.occasion,
      h.error, b.rank, h.at
    from broken b cross join lateral public.search_failures(array[b.id], 0) h;
end
$$;

-- Which of some texts are names: of customers and of those whom songs are for, and of the staff. Compared in lower case.
create function public.names_among(p_texts text[]) returns jsonb
  language sql stable
  set search_path = ''
as $$
  with texts as materialized (select distinct given, lower(given) as lowered from unnest(p_texts) given)
  select jsonb_build_object(
    'customers', coalesce((select jsonb_agg(given) from texts
      where exists (select 1 from public.users where lower(full_name) collate "C" = lowered collate "C")
        or exists (select 1 from public.order_summaries where lower(recipient_name) collate "C" = lowered collate "C")), '[]'),
    'staff', coalesce((select jsonb_agg(given) from texts
      where lowered in (select lower(full_name) from public.staff_members)), '[]'));
$$;

do $$
declare
  f text;
begin
  foreach f in array array[
    'failed_jobs_named(text)', 'search_customers(text, integer, boolean)', 'names_among(text[])'
  ] loop
    execute format('revoke execute on function public.%s from public, anon, authenticated', f);
    execute format('grant execute on function public.%s to service_role', f);
  end loop;
end
$$;
