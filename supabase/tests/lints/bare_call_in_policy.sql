-- auth.uid() and its like are asked again for every row; (select auth.uid()) once for a statement. A wrapped call is
-- taken out of the policy's text before the search; in a subquery with a FROM it is asked for each of its rows again.
with policies as (
  select p.polrelid::regclass as on_table, p.polname,
    regexp_replace(
      concat_ws(' ', pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid)),
      '\( SELECT ((?! FROM ).)*? AS \w+\)', '', 'g') as rest
  from pg_policy p
  join pg_class c on c.oid = p.polrelid
  where c.relnamespace in ('public'::regnamespace, 'desk'::regnamespace, 'desk_private'::regnamespace)
)
select format('%s: %s', on_table, polname) as finding
from policies
where rest ~ '\m(auth\.\w+|current_setting|request_share_token)\('
order by 1;
