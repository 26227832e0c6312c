-- Giving up by silence is for runs that Inngest cannot be asked about: of the others it is known what became of them, however
-- long they wait for their turn.

-- As before; the attempt is lost, which is not the same as failed.
create or replace function public.give_up_generation(
  p_order_id uuid, p_event_id text, p_error_type text, p_error_message text, p_fingerprint text, p_title text
) returns jsonb
  language plpgsql
  set search_path = ''
as $$
declare
  v_lost boolean;
begin
  perform public.lock_failed_job_of_event(p_event_id);
  perform 1 from public.orders where id = p_order_id for update;
  perform 1 from public.song_variants where order_id = p_order_id order by id for update;
  select bool_or(public.generation_is_lost(v))
    and bool_and(public.generation_is_lost(v)
      or not (v.generation_status = 'generating' or (v.generation_status = 'complete' and v.generation_alive_until is not null)))
  into v_lost
  from public.song_variants v where v.order_id = p_order_id and v.generation_event_id = p_event_id;
  if v_lost is not true then
    return jsonb_build_object('ok', false, 'code', 'not_lost');
  end if;
  return public.end_unheard_event(p_event_id, p_order_id, null, 'lost', p_error_type, p_error_message, null,
    p_fingerprint, p_title);
end
$$;

create or replace function public.lost_generations(p_limit integer) returns table (order_id uuid, event_id text)
  language sql stable
  set search_path = ''
as $$
  select v.order_id, v.generation_event_id
  from public.song_variants v
  where v.generation_event_id in (
    select w.generation_event_id from public.song_variants w
    where w.generation_event_id is not null
      and coalesce(case when w.generation_status <> 'pending' then w.generation_alive_until end,
        coalesce(w.generation_requested_at, w.created_at) + interval '1 day') < now())
    and not exists (
      select 1 from public.outbox_events o
      where o.event_id = v.generation_event_id and o.internal_ids <> '{}')
  group by 1, 2
  -- One of its variants is heard of as long as the run is alive; those that wait for their step say nothing.
  having bool_or(public.generation_is_lost(v))
    and bool_and(public.generation_is_lost(v)
      or not (v.generation_status = 'generating' or (v.generation_status = 'complete' and v.generation_alive_until is not null)))
  order by min(coalesce(v.generation_alive_until, v.generation_requested_at)) limit p_limit;
$$;
