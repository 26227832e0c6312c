-- As before, and: a song whose new version failed is still the old one, and not what the event asked for.
create or replace function public.event_is_made(p_event jsonb) returns boolean
  language sql stable
  set search_path = ''
as $$
  select p_event ->> 'name' is distinct from 'song/generation.requested'
    or (public.event_variant_numbers(p_event) <> '{}' and not exists (
      select 1 from unnest(public.event_variant_numbers(p_event)) n
      where not exists (
        select 1 from public.song_variants v
        where v.order_id = public.event_uuid(p_event, 'order_id') and v.variant_number = n
          and v.generation_status = 'complete' and v.new_version_failed_at is null
          -- A song that is still being made again is the old one.
          and v.generation_event_id is distinct from p_event ->> 'id')));
$$;
