-- What an installation has already, brought into the desk's tables in batches. Each function takes the rows
-- after an id and answers the last id that it took; null when there are no more. `npm run migrate` calls them
-- itself, a transaction a batch, in the order of the block at the end, which does the same where this file is
-- pasted.

create function desk_private.take_over_orders(p_after uuid, p_limit integer) returns uuid
  language plpgsql set search_path = '' as $$
declare v_ids uuid[];
begin
  v_ids := array(
    select id from desk.shop_orders where p_after is null or id > p_after order by id limit p_limit);
  begin
    perform desk_private.refresh_order_summaries_in_order(v_ids);
  exception when others then
    -- One order that cannot be followed stops no installation: the watch finds which.
    perform desk_private.note_shop_change('order', v_ids, sqlerrm);
  end;
  return v_ids[cardinality(v_ids)];
end $$;

-- Dead letters of Phase 1: what was addressed stays so, and the order is the one that the event names. What
-- the desk has changed already stays as it is.
create function desk_private.take_over_failed_jobs(p_after uuid, p_limit integer) returns uuid
  language plpgsql set search_path = '' as $$
declare v_ids uuid[];
begin
  v_ids := array(
    select id from public.failed_jobs where p_after is null or id > p_after order by id limit p_limit);
  perform 1 from public.failed_jobs where id = any (v_ids) order by id for update;
  update public.failed_jobs j
  set state = case when j.resolved_at is null then 'open' else 'resolved' end::desk.failed_job_state,
    last_failed_at = coalesce(j.failed_at, now()), order_id = l.order_id, customer_id = l.customer_id,
    needed_by = l.needed_by
  from public.failed_jobs earlier
  cross join lateral desk_private.event_links(earlier.event_data) l
  where j.id = earlier.id and j.id = any (v_ids) and j.version = 1;
  return v_ids[cardinality(v_ids)];
end $$;

do $$
declare v_last uuid;
begin
  loop
    v_last := desk_private.take_over_orders(v_last, 5000);
    exit when v_last is null;
  end loop;
  loop
    v_last := desk_private.take_over_failed_jobs(v_last, 5000);
    exit when v_last is null;
  end loop;
end $$;
