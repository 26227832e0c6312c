-- What is under way is little: the runs that are lost are found in it, and a variant by the event that makes it. In a
-- migration of its own, so that nobody has to wait but writers.
create index idx_song_variants_generation_event_id on public.song_variants (generation_event_id)
  where generation_event_id is not null;
