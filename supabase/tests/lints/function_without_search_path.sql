-- Names in a function without a search_path of its own mean what the caller makes them mean. One in desk_private that is
-- an SQL expression and acts as its caller has none, so that it is inlined where it is called for each row.
select p.oid::regprocedure::text as finding
from pg_proc p
where p.pronamespace in ('public'::regnamespace, 'desk'::regnamespace, 'desk_private'::regnamespace)
  and p.prokind <> 'a'
  and not coalesce('search_path=""' = any (p.proconfig), false)
  and not (p.pronamespace = 'desk_private'::regnamespace and not p.prosecdef and p.provolatile <> 'v'
    and p.prolang = (select oid from pg_language where lanname = 'sql'))
  -- What an extension brings is the extension's.
  and not exists (select 1 from pg_depend d where d.objid = p.oid and d.classid = 'pg_proc'::regclass and d.deptype = 'e')
order by 1;
