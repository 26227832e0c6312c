-- The desk's schemas, and what service_role may do in them.

create schema if not exists extensions;
create extension if not exists pg_trgm with schema extensions;

-- Everything of the desk is for service_role alone. The API exposes desk, and knows nothing of desk_private.
create schema if not exists desk;
create schema desk_private;

-- What `npm run migrate` has applied, and how long it took; the row without a step is the whole file. It
-- makes this table before anything else.
create table if not exists desk.migration_steps (
  migration text not null,
  step text not null,
  checksum text not null,
  started_at timestamptz not null default now(),
  finished_at timestamptz,
  duration_ms integer,
  -- How far it has come with rows that were there already.
  position text,
  primary key (migration, step)
);

grant usage on schema desk, desk_private to service_role;
alter default privileges in schema desk grant all on tables to service_role;
alter default privileges in schema desk grant all on sequences to service_role;
alter default privileges in schema desk, desk_private grant execute on functions to service_role;
