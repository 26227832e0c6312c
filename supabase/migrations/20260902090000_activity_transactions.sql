-- Which transaction wrote a line of activity, so that "what has become visible since" has an exact answer: ids are
-- given out before the commit, and a transaction that takes long commits lower ids than were read long ago
-- (docs/decisions/0023-live.md). Two statements, since a column that comes with a volatile default rewrites the table;
-- and the index in a file of its own, since nobody may read while a column is added.
alter table public.activity add column xact xid8;
alter table public.activity alter column xact set default pg_current_xact_id();
