-- What an installation has already, brought into the desk's tables. A new database has nothing to bring.

select desk_private.refresh_order_summaries_in_order(array(select id from public.orders));

-- Dead letters of Phase 1: what was addressed stays so, and the order is the one that the event names.
update public.failed_jobs j
set state = case when j.resolved_at is null then 'open' else 'resolved' end::desk.failed_job_state,
  last_failed_at = coalesce(j.failed_at, now()), order_id = o.id, customer_id = o.user_id,
  needed_by = coalesce(o.occasion_date, 'infinity')
from public.failed_jobs earlier
left join public.orders o on o.id = desk_private.event_uuid(earlier.event_data, 'order_id')
where j.id = earlier.id;
