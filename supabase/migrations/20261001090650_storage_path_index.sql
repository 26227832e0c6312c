-- Before a file is removed it is asked whether a variant plays it. By hash, since paths are only ever compared.
create index idx_song_variants_storage_path on public.song_variants using hash (storage_path);
