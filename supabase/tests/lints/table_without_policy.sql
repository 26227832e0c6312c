-- A table nobody may read is one whose policy was forgotten: who may is to be said, if only service_role.
select c.oid::regclass::text as finding
from pg_class c
where c.relnamespace in ('public'::regnamespace, 'desk'::regnamespace, 'desk_private'::regnamespace)
  and c.relkind in ('r', 'p')
  and not exists (select 1 from pg_policy p where p.polrelid = c.oid)
order by 1;
