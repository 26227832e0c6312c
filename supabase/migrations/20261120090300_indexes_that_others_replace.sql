-- What others do as well. Nobody may read while an index is taken away, so nothing else is done here.

drop index public.idx_failed_jobs_search_text;
drop index public.idx_failed_jobs_kind;
drop index public.idx_song_variants_storage_path;
