-- A SECURITY DEFINER function passes by row-level security: only the share lookup may do so for a customer.
select format('%s: %s', p.oid::regprocedure, string_agg(r.rolname, ', ' order by r.rolname)) as finding
from pg_proc p
join pg_roles r on r.rolname in ('anon', 'authenticated') and has_function_privilege(r.oid, p.oid, 'execute')
where p.pronamespace in ('public'::regnamespace, 'desk'::regnamespace, 'desk_private'::regnamespace)
  and p.prosecdef
  and p.oid <> coalesce(to_regprocedure('public.find_shared_song(text)'), 0)
group by p.oid
order by 1;
