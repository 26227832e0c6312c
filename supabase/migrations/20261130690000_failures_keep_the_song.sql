-- A run is over without a song. What plays stays; what was stopped or given up is left as that has made it.
create or replace function public.fail_variants(p_event jsonb) returns integer[]
  language sql
  set search_path = ''
as $$
  with locked as materialized (
    select v.id from public.song_variants v
    where v.order_id = public.event_uuid(p_event, 'order_id')
      and v.variant_number = any (public.event_variant_numbers(p_event))
    order by v.id for update
  ),
  failed as (
    update public.song_variants v
    set generation_status = case when v.generation_status = 'complete' then v.generation_status else 'failed' end,
      new_version_failed_at = case when v.generation_status = 'complete' then now() end,
      generation_event_id = null, generation_requested_at = null,
      generation_requested_by = null, generation_alive_until = null
    where v.id in (select id from locked)
      and (v.generation_event_id = p_event ->> 'id'
        or (v.generation_event_id is null and v.generation_status <> 'complete'))
      and not exists (
        select 1 from public.ended_generations e
        where e.event_id = p_event ->> 'id' and e.order_id = v.order_id and e.variant_number = v.variant_number)
    returning v.variant_number
  )
  select coalesce(array_agg(variant_number order by variant_number), '{}') from failed;
$$;
