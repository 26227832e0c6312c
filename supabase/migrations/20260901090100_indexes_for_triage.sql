-- What is open is a hundredth of all and what people work on: two indexes of open failures carry every column that a
-- filter asks for, one for each order of the list, so that a filtered page, all facets and all groups are read from the
-- index alone (about 230 bytes a failure: 2.3 MB for 10,000). Closed failures have their orders' indexes and are
-- filtered while they are walked; the index of kinds is for a kind that is rare among them (7 MB for a million).

create index idx_failed_jobs_open_by_urgency on public.failed_jobs (needed_by, failed_at, id)
  include (kind, job_type, assignee, snoozed_until, fingerprint, customer_id, last_failed_at) where state = 'open';
create index idx_failed_jobs_open_by_failure on public.failed_jobs (last_failed_at, id)
  include (kind, job_type, assignee, snoozed_until, fingerprint, customer_id, needed_by) where state = 'open';
create index idx_failed_jobs_kind on public.failed_jobs (kind, state);
-- Finds the failures whose kind was worked out by an older table.
create index idx_failed_jobs_kind_version on public.failed_jobs (kind_version);

-- Values inside an event's data, by containment. About 40 bytes a failure whose event says as much as
-- a request for variants; among the open ones an index of their own, since a value such as variant_numbers=1 is in a third
-- of all.
create index idx_failed_jobs_payload on public.failed_jobs using gin ((event_data -> 'data') jsonb_path_ops);
create index idx_failed_jobs_open_payload on public.failed_jobs using gin ((event_data -> 'data') jsonb_path_ops)
  where state = 'open';
