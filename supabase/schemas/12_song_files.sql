-- Files in Storage that wait for removal: replaced songs, and those of erased customers.

-- A row is deleted with its file.
create table desk.discarded_files (
  path text primary key,
  -- Kept until then, since someone may be listening to it.
  due_at timestamptz not null,
  user_id uuid,
  -- To bring it back by.
  id uuid,
  -- The variant whose song it was; null for a file that cannot be brought back.
  variant_id uuid references public.song_variants (id) on delete set null,
  replaced_at timestamptz,
  duration_ms integer,
  audio_bytes integer,
  audio_type text,
  completed_at timestamptz,
  peaks smallint[]
);
comment on table desk.discarded_files is 'Files that are to be removed from Storage when they are due; '
  'replaced songs can be brought back until then';
create index idx_discarded_files_due_at on desk.discarded_files (due_at, path);
create index idx_discarded_files_user_id on desk.discarded_files (user_id);
create index idx_discarded_files_variant_id on desk.discarded_files (variant_id);

-- Without variants that have no file: they share two words in place of a path, which would make one chain
-- that each change of such a variant reads from end to end.
create index idx_song_variants_rendered_path on public.song_variants using hash (storage_path)
  where storage_path not in ('unrendered', 'erased');

-- Keeps a replaced song for 30 days, in case it is brought back; other files go after a day.
create function desk_private.discard_replaced_song() returns trigger
  language plpgsql security definer set search_path = '' as $$
begin
  if tg_op = 'UPDATE' and old.generation_status = 'complete' and new.storage_path <> 'erased' then
    insert into desk.discarded_files (
      id, path, due_at, user_id, variant_id, replaced_at, duration_ms, audio_bytes, audio_type, completed_at,
        peaks)
    values (gen_random_uuid(), old.storage_path, now() + interval '30 days', old.user_id, old.id, now(),
      old.duration_ms, old.audio_bytes, old.audio_type, old.completed_at,
      (select peaks from desk.song_peaks where variant_id = old.id and storage_path = old.storage_path))
    on conflict (path) do nothing;
  else
    -- Someone may be listening to it.
    insert into desk.discarded_files (path, due_at, user_id)
    values (old.storage_path, now() + interval '1 day', old.user_id) on conflict (path) do nothing;
  end if;
  return null;
end $$;
create trigger song_variants_replaced after update of storage_path on public.song_variants
  for each row when (new.storage_path <> old.storage_path
    and old.storage_path not in ('unrendered', 'erased'))
  execute function desk_private.discard_replaced_song();
create trigger song_variants_discarded after delete on public.song_variants
  for each row when (old.storage_path not in ('unrendered', 'erased'))
  execute function desk_private.discard_replaced_song();

-- Files that are due and that no variant plays; forgets one that is played after all. Skips a song that is
-- being brought back at this moment.
create function desk.take_discarded_files(p_limit integer, p_user_id uuid default null) returns setof text
  language plpgsql set search_path = '' as $$
begin
  delete from desk.discarded_files f
  where f.path in (
      select path from desk.discarded_files
      where due_at <= now() and (p_user_id is null or user_id = p_user_id) order by due_at, path
        limit p_limit)
    and exists (select 1 from public.song_variants v where v.storage_path = f.path
      and v.storage_path not in ('unrendered', 'erased'));
  return query
    select f.path from desk.discarded_files f
    where f.due_at <= now() and (p_user_id is null or f.user_id = p_user_id)
    order by f.due_at, f.path limit p_limit for update skip locked;
end $$;

-- Forgets files that have been removed.
create function desk.forget_discarded_files(p_paths text[]) returns void
  language sql set search_path = '' as $$
  delete from desk.discarded_files where path = any (p_paths); $$;

-- Brings a replaced song back; the one that plays now is kept in its place. Refused once its file is due.
create function desk.restore_former_song(p_variant_id uuid, p_song_id uuid, p_actor uuid, p_reason text,
  p_request_id text default null) returns jsonb language plpgsql set search_path = '' as $$
declare v_variant public.song_variants; v_song desk.discarded_files;
begin
  if desk_private.written_text(p_reason) is null
  then return jsonb_build_object('ok', false, 'code', 'reason_required'); end if;
  select * into v_variant from public.song_variants where id = p_variant_id for update;
  if not found then return jsonb_build_object('ok', false, 'code', 'not_found'); end if;
  if desk_private.customer_is_erased(v_variant.user_id)
  then return jsonb_build_object('ok', false, 'code', 'erased'); end if;
  select * into v_song from desk.discarded_files where id = p_song_id
    and variant_id = p_variant_id for update;
  -- By the clock, not by the start of this transaction: a file that is due may be on its way out.
  if not found or v_song.due_at <= clock_timestamp()
  then return jsonb_build_object('ok', false, 'code', 'no_former_song'); end if;
  update public.song_variants
  set generation_status = 'complete', storage_path = v_song.path, duration_ms = v_song.duration_ms,
    audio_bytes = v_song.audio_bytes, audio_type = v_song.audio_type, completed_at = v_song.completed_at,
    new_version_failed_at = null
  where id = p_variant_id;
  if v_song.peaks is not null then
    insert into desk.song_peaks as p (variant_id, storage_path, peaks)
    values (p_variant_id, v_song.path, v_song.peaks)
    on conflict (variant_id) do update set storage_path = excluded.storage_path, peaks = excluded.peaks;
  end if;
  delete from desk.discarded_files where path = v_song.path;
  perform desk_private.log_activity(p_actor, 'song_restored', 'variant', p_variant_id::text,
    v_variant.order_id, jsonb_build_object('completed_at', v_variant.completed_at, 'duration_ms',
    v_variant.duration_ms), jsonb_build_object('variant_number', v_variant.variant_number, 'completed_at',
      v_song.completed_at, 'duration_ms', v_song.duration_ms), p_reason, p_request_id);
  return jsonb_build_object('ok', true);
end $$;
