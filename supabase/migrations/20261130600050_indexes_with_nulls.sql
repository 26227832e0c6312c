-- Replaced by indexes whose keys are never null. DROP INDEX blocks reads, so nothing else is done here.

drop index public.idx_failed_jobs_urgency;
drop index public.idx_failed_jobs_needed_by;
drop index public.idx_failed_jobs_open_by_urgency;
