-- What the indexes with both days do as well. Nobody may read while an index is taken away, so nothing else is done here.

drop index public.idx_order_summaries_created_at;
drop index public.idx_order_summaries_needed_by;
drop index public.idx_order_summaries_status;
drop index public.idx_order_summaries_status_needed_by;
