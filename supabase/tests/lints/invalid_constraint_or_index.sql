-- A constraint that was never validated, or an index whose building broke off, promises what it does not keep.
select format('%s.%s', c.conrelid::regclass, c.conname) as finding
from pg_constraint c
where c.connamespace in ('public'::regnamespace, 'desk'::regnamespace, 'desk_private'::regnamespace)
  and not c.convalidated
union all
select i.indexrelid::regclass::text
from pg_index i
join pg_class c on c.oid = i.indexrelid
where c.relnamespace in ('public'::regnamespace, 'desk'::regnamespace, 'desk_private'::regnamespace)
  and not (i.indisvalid and i.indisready)
order by 1;
