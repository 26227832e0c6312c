-- Whatever is granted by mistake, row-level security still says no.
select c.oid::regclass::text as finding
from pg_class c
where c.relnamespace in ('public'::regnamespace, 'desk'::regnamespace, 'desk_private'::regnamespace)
  and c.relkind in ('r', 'p')
  and not c.relrowsecurity
order by 1;
