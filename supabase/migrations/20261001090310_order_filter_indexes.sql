-- What is there already, and the indexes of the filters (docs/decisions/0010-lists-at-a-million-rows.md): one for each
-- order in which a filtered list can be asked for. In a migration of its own, so that only writers wait.

update public.order_summaries set unfinished = true where status in ('pending', 'generating', 'failed');

create index idx_order_summaries_unfinished on public.order_summaries (needed_by, order_id) where unfinished is true;
create index idx_order_summaries_unfinished_created_at on public.order_summaries (created_at, order_id)
  where unfinished is true;
create index idx_order_summaries_unplayed on public.order_summaries (status, created_at, order_id)
  where played is false;
create index idx_order_summaries_unplayed_needed_by on public.order_summaries (status, needed_by, order_id)
  where played is false;
