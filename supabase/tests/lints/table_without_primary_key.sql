-- Without a key a row cannot be named: not by a link, not by a page's cursor, not by replication.
select c.oid::regclass::text as finding
from pg_class c
where c.relnamespace in ('public'::regnamespace, 'desk'::regnamespace, 'desk_private'::regnamespace)
  and c.relkind in ('r', 'p')
  and not exists (select 1 from pg_index i where i.indrelid = c.oid and i.indisprimary)
order by 1;
