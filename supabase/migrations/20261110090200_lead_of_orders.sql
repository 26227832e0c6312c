-- How long before their day orders are made: at least and at most. A list that is filtered by one of the two days and
-- sorted by the other reads from there on, in place of everything that is newer or older
-- (docs/decisions/0010-lists-at-a-million-rows.md). The index gives both ends in two looks, whatever is in between.

create index idx_order_summaries_lead on public.order_summaries ((needed_by - (created_at at time zone 'UTC')::date))
  where needed_by < 'infinity';

create function public.order_lead() returns jsonb
  language sql stable
  set search_path = ''
as $$
  select jsonb_build_object(
    'shortest', min(needed_by - (created_at at time zone 'UTC')::date),
    'longest', max(needed_by - (created_at at time zone 'UTC')::date))
  from public.order_summaries where needed_by < 'infinity';
$$;
revoke execute on function public.order_lead() from public, anon, authenticated;
grant execute on function public.order_lead() to service_role;
