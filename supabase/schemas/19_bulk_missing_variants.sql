-- Bulk operations on orders: the kind "generate" makes what is missing.

-- The orders that a selection means at this moment, the most urgent first.
create function desk_private.selected_order_ids(p_selection jsonb) returns setof uuid
  language plpgsql stable set search_path = '' as $$
begin
  if p_selection ? 'ids' then
    return query
      select s.order_id from desk.order_summaries s
      where s.order_id in (select value::uuid from jsonb_array_elements_text(p_selection -> 'ids') value)
      order by s.needed_by, s.order_id;
  elsif jsonb_typeof(p_selection -> 'filter') = 'object' then
    return query execute 'select s.order_id from desk.order_summaries s where '
      || desk_private.order_where(p_selection -> 'filter', 'needed_by')
        || ' order by s.needed_by, s.order_id';
  end if;
end $$;

-- What is missing of an order: variants neither complete nor asked for; of an order without any, the first.
create function desk_private.missing_variants(p_order_id uuid) returns integer[]
  language sql stable set search_path = '' as $$
  select case when count(*) = 0 then array[1] else
    coalesce(array_agg(variant_number order by variant_number)
      filter (where generation_status in ('pending', 'failed') and generation_event_id is null), '{}') end
  from public.song_variants where order_id = p_order_id; $$;

-- Why nothing would be generated for an order now, as a code; null when something would be. With an open
-- failure the order is left to it: there, a retry is followed to its end.
create function desk_private.missing_variants_refusal(p_order desk.order_summaries) returns text
  language sql stable set search_path = '' as $$
  select case
    -- A shop that does not say is taken to be paid.
    when p_order.payment_status <> 'paid' then 'not_paid'
    -- Nearly all are, and nothing else has to be read for these.
    when p_order.status = 'complete' then 'nothing_missing'
    when desk_private.customer_is_erased(p_order.user_id) then 'erased'
    when not exists (select 1 from desk.shop_customers where id = p_order.user_id) then 'no_customer'
    when exists (select 1 from public.song_variants v
      where v.order_id = p_order.order_id
        and (v.generation_status = 'generating' or v.generation_event_id is not null))
      then 'already_generating'
    when desk_private.missing_variants(p_order.order_id) = '{}' then 'nothing_missing'
    when exists (select 1 from public.failed_jobs j
      where j.order_id = p_order.order_id and j.state in ('open', 'retrying')) then 'has_open_failure'
  end; $$;

create function desk_private.preview_missing_variants(p_selection jsonb) returns jsonb
  language sql stable set search_path = '' as $$
  with chosen as (
    select s.order_id, desk_private.missing_variants_refusal(s) as code
    from desk_private.selected_order_ids(p_selection) as selected (id)
    join desk.order_summaries s on s.order_id = selected.id)
  select jsonb_build_object('total', count(*), 'eligible', count(*) filter (where code is null),
    'variants', coalesce(sum(cardinality(desk_private.missing_variants(order_id)))
    filter (where code is null), 0), 'skipped', coalesce((
      select jsonb_object_agg(code, n) from (
        select code, count(*) as n from chosen where code is not null group by code) s), '{}'))
  from chosen; $$;

-- Asks for what is missing of one order, which the caller has locked.
create function desk_private.generate_missing_variants(p_order_id uuid, p_actor uuid, p_note text,
  p_request_id text) returns jsonb language plpgsql set search_path = '' as $$
declare v_code text;
begin
  select desk_private.missing_variants_refusal(s) into v_code
  from desk.order_summaries s where s.order_id = p_order_id;
  if not found then v_code := 'not_found'; end if;
  if v_code is not null then return jsonb_build_object('ok', false, 'code', v_code); end if;
  return desk.request_generation(p_order_id, desk_private.missing_variants(p_order_id), p_actor, p_note,
    p_request_id);
end $$;
