-- The desk's schemas, and what service_role may do in them.

create schema if not exists extensions;
create extension if not exists pg_trgm with schema extensions;

-- Everything of the desk is for service_role alone. The API exposes desk, and knows nothing of desk_private.
create schema desk;
create schema desk_private;
grant usage on schema desk, desk_private to service_role;
alter default privileges in schema desk grant all on tables to service_role;
alter default privileges in schema desk grant all on sequences to service_role;
alter default privileges in schema desk, desk_private grant execute on functions to service_role;
