-- Many who ask at once were told to wait up to a second longer than the window lasts.

-- Counts requests under a key in a window that begins with the first of them.
-- Answers how many seconds to wait when they are more than the limit, else 0.
create or replace function public.count_share_requests(
  p_key text, p_requests integer, p_limit integer, p_window_seconds integer
) returns integer
  language plpgsql
  set search_path = ''
as $$
declare
  v_now timestamptz := clock_timestamp();
  v_row public.share_limits;
begin
  if p_key is null or p_requests is null then
    return 0;
  end if;
  insert into public.share_limits as l (key, requests, window_ends)
  values (p_key, p_requests, v_now + make_interval(secs => p_window_seconds))
  on conflict (key) do update set
    requests = case when l.window_ends <= v_now then excluded.requests
                    else least(l.requests::bigint + excluded.requests, 1000000000)::integer end,
    window_ends = case when l.window_ends <= v_now then excluded.window_ends else l.window_ends end
  returning * into v_row;
  -- A window that begins takes some that have ended with it: the table holds what counts, and little else.
  if v_row.requests = p_requests then
    delete from public.share_limits where key = any (array(
      select key from public.share_limits where window_ends <= v_now order by window_ends limit 20
      for update skip locked));
  end if;
  return case
    -- By the clock of now: whoever had to wait for the row finds a window that began after their own beginning.
    when v_row.requests > p_limit
      then greatest(1, ceil(extract(epoch from v_row.window_ends - clock_timestamp()))::integer)
    else 0
  end;
end
$$;
