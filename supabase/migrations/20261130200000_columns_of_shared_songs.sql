-- The public key with a share token reads what playing a song needs, and nothing about whose it is. Phase 1 grants the whole
-- row, so run this again after pasting Phase 1 again. The policies are Phase 1's own, and stay.
revoke select on public.song_variants from anon;
grant select (id, storage_path, duration_ms, generation_status, share_token, completed_at, audio_bytes, audio_type)
  on public.song_variants to anon;
