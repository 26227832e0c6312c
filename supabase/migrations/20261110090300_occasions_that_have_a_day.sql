-- As before, but an order for which nobody named a day has no occasion "from" a day on either; the list says the same
-- (app/lib/orders/order-filter.server.ts).
create or replace function public.selected_orders(p_selection jsonb) returns setof public.order_summaries
  language plpgsql stable
  set search_path = ''
as $$
declare
  f jsonb := p_selection -> 'filter';
  q text := lower(btrim(coalesce(p_selection -> 'filter' ->> 'q', ''), E' \t\n\r'));
begin
  if p_selection ? 'ids' then
    return query
      select s.* from public.order_summaries s
      where s.order_id in (select value::uuid from jsonb_array_elements_text(p_selection -> 'ids') value)
      order by s.needed_by, s.order_id;
    return;
  end if;
  return query execute
    'select s.* from public.order_summaries s where true'
    || case when f ? 'status' then ' and s.status = ($1 ->> ''status'')::public.order_status' else '' end
    || case when f ? 'any_failed' then ' and s.status = ''failed''' else '' end
    || case when f ? 'due_within' then ' and s.unfinished is true and s.needed_by <= (now() at time zone ''utc'')::date + ($1 ->> ''due_within'')::integer' else '' end
    || case when f ? 'never_played' then ' and s.status = ''complete'' and s.played is false' else '' end
    || case when f ? 'occasion_from' then ' and s.needed_by >= ($1 ->> ''occasion_from'')::date and s.needed_by < ''infinity''' else '' end
    || case when f ? 'occasion_to' then ' and s.needed_by <= ($1 ->> ''occasion_to'')::date' else '' end
    || case when f ? 'created_from'
      then ' and s.created_at >= ($1 ->> ''created_from'')::timestamp at time zone ''utc''' else '' end
    || case when f ? 'created_to'
      then ' and s.created_at < (($1 ->> ''created_to'')::date + 1)::timestamp at time zone ''utc''' else '' end
    || case
      when q = '' then ''
      when q ~ '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$' then ' and s.order_id = $2::uuid'
      -- A whole address is that address when somebody has it.
      when q ~ '^[^\s@]+@[^\s@]+\.[^\s@]+$'
        and exists (select 1 from public.order_summaries where customer_email = q) then ' and s.customer_email = $2'
      else ' and s.customer_email like ''%'' || replace(replace(replace(replace($2, ''\'', ''\\''), ''%'', ''\%''),'
        || ' ''_'', ''\_''), ''*'', ''_'') || ''%'''
    end
    || ' order by s.needed_by, s.order_id'
    using f, q;
end
$$;
