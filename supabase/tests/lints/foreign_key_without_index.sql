-- Deleting the row that a foreign key points to looks for those that point: without an index, through the whole table.
-- Any index counts that begins with the key's columns, in whatever order, and covers all rows.
select format('%s.%s', c.conrelid::regclass, c.conname) as finding
from pg_constraint c
where c.contype = 'f'
  and c.connamespace in ('public'::regnamespace, 'desk'::regnamespace, 'desk_private'::regnamespace)
  and not exists (
    select 1
    from pg_index i
    where i.indrelid = c.conrelid
      and i.indisvalid
      and i.indpred is null
      and cardinality(c.conkey) <= i.indnkeyatts
      and (string_to_array(i.indkey::text, ' ')::smallint[])[1:cardinality(c.conkey)] @> c.conkey
  )
order by 1;
