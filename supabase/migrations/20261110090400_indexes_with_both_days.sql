-- Each order of the list carries the other day along as well, so that a filter by it is answered in the index and not from
-- every row on the way (docs/decisions/0010-lists-at-a-million-rows.md). Only writers wait; the old ones go afterwards.

create index idx_order_summaries_made on public.order_summaries (created_at, order_id, needed_by);
create index idx_order_summaries_needed on public.order_summaries (needed_by, order_id, created_at);
create index idx_order_summaries_status_made on public.order_summaries (status, created_at, order_id, needed_by);
create index idx_order_summaries_status_needed on public.order_summaries (status, needed_by, order_id, created_at);
