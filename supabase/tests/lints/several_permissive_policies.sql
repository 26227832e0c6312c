-- Permissive policies of one role and command are joined by "or", so that the widest of them decides, and all are
-- asked for every row. A policy for all commands counts for each, one for public for every role.
with commands as (
  select unnest(array['r', 'a', 'w', 'd']) as command, unnest(array['select', 'insert', 'update', 'delete']) as word
),
policies as (
  select p.polrelid, c.word, r.rolname
  from pg_policy p
  join pg_class t on t.oid = p.polrelid and t.relnamespace in ('public'::regnamespace, 'desk'::regnamespace, 'desk_private'::regnamespace)
  join commands c on p.polcmd = '*' or c.command = p.polcmd
  join pg_roles r on r.oid = any (p.polroles)
    or (p.polroles = '{0}' and r.rolname in ('anon', 'authenticated', 'service_role'))
  where p.polpermissive
)
select format('%s: %s %s', polrelid::regclass, rolname, word) as finding
from policies
group by polrelid, rolname, word
having count(*) > 1
order by 1;
