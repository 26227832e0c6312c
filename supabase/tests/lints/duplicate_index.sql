-- Two indexes with the same columns, operator classes, order, expressions and condition: every write pays for both.
-- One that is the beginning of another is none: it is smaller, and its scans are cheaper.
with indexes as (
  select i.indexrelid, i.indrelid, c.relname,
    row(i.indrelid, i.indkey::text, i.indclass::text, i.indcollation::text, i.indoption::text, c.relam, i.indnkeyatts,
      pg_get_expr(i.indexprs, i.indrelid), pg_get_expr(i.indpred, i.indrelid))::text as shape
  from pg_index i
  join pg_class c on c.oid = i.indexrelid
  where c.relnamespace in ('public'::regnamespace, 'desk'::regnamespace, 'desk_private'::regnamespace)
),
-- Phase 1 asks for share_token to be unique, which is an index already, and for an index by this name. Both stay.
required as (
  select 'song_variants_share_token_key' as one, 'idx_song_variants_share_token' as other
)
select format('%s: %s, %s', a.indrelid::regclass, least(a.relname, b.relname), greatest(a.relname, b.relname)) as finding
from indexes a
join indexes b on a.shape = b.shape and a.indexrelid < b.indexrelid
where not exists (
  select 1 from required r where (a.relname, b.relname) in ((r.one, r.other), (r.other, r.one))
)
order by 1;
