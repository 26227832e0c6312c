-- Variants that have no file share two words in the place of a path. In the index of paths they made one chain, which each
-- change of such a variant read from end to end.

create index idx_song_variants_rendered_path on public.song_variants using hash (storage_path)
  where storage_path not in ('unrendered', 'erased');

create or replace function public.take_discarded_files(p_limit integer, p_user_id uuid default null) returns setof text
  language plpgsql
  set search_path = ''
as $$
begin
  delete from public.discarded_files f
  where f.path in (
      select path from public.discarded_files
      where due_at <= now() and (p_user_id is null or user_id = p_user_id) order by due_at, path limit p_limit)
    and exists (select 1 from public.song_variants v where v.storage_path = f.path
      and v.storage_path not in ('unrendered', 'erased'));
  return query
    select f.path from public.discarded_files f
    where f.due_at <= now() and (p_user_id is null or f.user_id = p_user_id)
    order by f.due_at, f.path limit p_limit;
end
$$;
