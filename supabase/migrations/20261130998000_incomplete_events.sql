-- An event that was nested too deeply is kept without its innermost levels and says so under a key of the desk's own. What
-- would be sent is not what was: it cannot be retried. Otherwise as before.
create or replace function public.event_refusal(p_event jsonb) returns text
  language sql immutable
  set search_path = ''
as $$
  select case
    when jsonb_typeof(p_event) is distinct from 'object' or jsonb_typeof(p_event -> 'name') is distinct from 'string'
      then 'not_an_event'
    when p_event ? 'reprise_incomplete' then 'incomplete'
    when p_event ->> 'name' = 'song/generation.failed' then 'a_report'
    when p_event ->> 'name' <> 'song/generation.requested' then 'unknown_event'
    when jsonb_typeof(p_event -> 'data') is distinct from 'object'
      or public.event_uuid(p_event, 'order_id') is null
      or jsonb_typeof(p_event -> 'data' -> 'variant_numbers') is distinct from 'array'
      or jsonb_array_length(p_event -> 'data' -> 'variant_numbers') not between 1 and 5
      or exists (
        select 1 from jsonb_array_elements(p_event -> 'data' -> 'variant_numbers') n where n::text !~ '^[1-5]$')
      or (p_event -> 'data' ? 'brief' and not public.brief_change_is_valid(p_event -> 'data' -> 'brief'))
      then 'malformed_data'
  end;
$$;
