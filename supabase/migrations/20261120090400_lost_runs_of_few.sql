-- As before, but whether a run is lost is asked only of those that are old enough for it: while a hundred thousand wait, that
-- is a comparison of times for each and not a look into the outbox. A variant's event is sent no earlier than it was
-- asked for.
create or replace function public.lost_generations(p_limit integer) returns table (order_id uuid, event_id text)
  language sql stable
  set search_path = ''
as $$
  select v.order_id, v.generation_event_id
  from public.song_variants v
  where v.generation_event_id in (
    select w.generation_event_id from public.song_variants w
    where w.generation_event_id is not null
      and coalesce(case when w.generation_status = 'generating' then w.generation_alive_until end,
        coalesce(w.generation_requested_at, w.created_at) + interval '1 day') < now())
  group by 1, 2
  -- One of its variants is heard of as long as the run is alive; those that wait for their step say nothing.
  having bool_or(public.generation_is_lost(v))
    and bool_and(v.generation_status = 'pending' or public.generation_is_lost(v))
  order by min(coalesce(v.generation_alive_until, v.generation_requested_at)) limit p_limit;
$$;
