-- One index for each order in which a list can be asked for, with and without its filter, so that every page is read
-- where it lies and nothing is sorted (docs/decisions/0010-lists-at-a-million-rows.md). An index is read in both
-- directions; the id at its end gives every row one place.

create index idx_order_summaries_status_needed_by on public.order_summaries (status, needed_by, order_id);

create index idx_failed_jobs_last_failed_at on public.failed_jobs (last_failed_at, id);
create index idx_failed_jobs_state_last_failed_at on public.failed_jobs (state, last_failed_at, id);
create index idx_failed_jobs_needed_by on public.failed_jobs (needed_by, failed_at, id);
