-- Songs that an earlier release took off the air when a new version was asked for: their files are still there.
update public.song_variants v
set generation_status = 'complete', completed_at = (v.replaced ->> 'completed_at')::timestamptz,
  duration_ms = (v.replaced ->> 'duration_ms')::integer,
  generation_alive_until = case when v.generation_status = 'generating' then v.generation_alive_until end,
  new_version_failed_at = case when v.generation_event_id is null then now() end
where v.replaced ->> 'status' = 'complete' and v.generation_status <> 'complete'
  and v.storage_path not in ('unrendered', 'erased');
