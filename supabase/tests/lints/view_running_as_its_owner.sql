-- A view reads with its owner's rights, past row-level security, unless it is made with security_invoker.
-- A materialized view cannot be, so there is to be none here.
select c.oid::regclass::text as finding
from pg_class c
where c.relnamespace in ('public'::regnamespace, 'desk'::regnamespace, 'desk_private'::regnamespace)
  and c.relkind in ('v', 'm')
  and not coalesce(
    (select lower(o.option_value) in ('true', 'on', '1', 'yes')
     from pg_options_to_table(c.reloptions) o where o.option_name = 'security_invoker'), false)
order by 1;
