-- Small functions that the others are built on: texts, patterns, events and days.
-- Those that lists call for each row name no object and have no search_path, so that they are inlined.

-- A text without the white space around it, trimmed as trim() does it in the browser; null when nothing is
-- left. btrim() alone strips only spaces.
create function desk_private.written_text(p_text text) returns text
  language sql immutable set search_path = '' as $$
  select nullif(btrim(p_text,
    E'\t\n\u000b\f\r \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a'
    || E'\u2028\u2029\u202f\u205f\u3000\ufeff'), ''); $$;

-- The beginning of a text, cut by code point, with an ellipsis where it was cut. Reads only the beginning.
create function desk_private.beginning_of(p_text text, p_limit integer) returns text
  language sql immutable as $$
  select case when char_length(left(p_text, p_limit + 1)) > p_limit then left(p_text, p_limit - 1) || '…'
    else p_text end; $$;

-- A LIKE pattern for "contains". What a person types is never a wildcard.
create function desk_private.contains_pattern(p_text text) returns text
  language sql immutable set search_path = '' as $$
  select '%' || replace(replace(replace(p_text, '\', '\\'), '%', '\%'), '_', '\_') || '%'; $$;

-- A pattern for ~* that finds whole words: "Al" is not in "signal". Also finds them in JSON, where an escaped
-- line break before a word ends in a letter. Skips words of one letter; null when none are left.
create function desk_private.words_pattern(p_words text[]) returns text
  language sql immutable set search_path = '' as $$
  select '(?:(?<!\w)|(?<=\\(?:[bfnrt]|u[0-9a-f]{4})))(?:'
    || string_agg(distinct regexp_replace(form, '([][\\.^$*+?(){}|])', '\\\1', 'g'), '|') || ')(?!\w)'
  from (select btrim(w) from unnest(p_words) w) words (word)
  cross join lateral (values (word), (regexp_replace(to_jsonb(word)::text, '^"(.*)"$', '\1'))) forms (form)
  where char_length(word) > 1; $$;

-- The texts and numbers in an event's data, in lower case, as far as they are worth an index. Leaves out the
-- order's id, which a search finds anyway.
create function desk_private.payload_text(p_event jsonb) returns text
  language sql immutable set search_path = '' as $$
  select coalesce(left(lower(string_agg(value, ' ')), 1000), '')
  from (
    select v #>> '{}' as value from jsonb_path_query(p_event, 'strict $.data.**', '{}', true) v
    where jsonb_typeof(v) in ('string', 'number')
      and v #>> '{}' is distinct from (p_event -> 'data' ->> 'order_id')
    limit 200
  ) leaves; $$;

-- How much of a job type is shown and filtered by: a longer one does not fit into an address.
create function desk_private.job_type_shown() returns integer language sql immutable as $$
  select 500; $$;

-- The time zone that decides what day it is. UTC when it is null, or unknown to this Postgres.
create function desk_private.known_zone(p_zone text) returns text
  language plpgsql stable set search_path = '' as $$
begin
  perform now() at time zone p_zone;
  return coalesce(p_zone, 'UTC');
exception when invalid_parameter_value then
  return 'UTC';
end $$;

-- Today's date in a time zone.
create function desk_private.today_in(p_zone text) returns date language sql stable set search_path = '' as $$
  select (now() at time zone desk_private.known_zone(p_zone))::date; $$;

-- The condition of a page that begins at a day, on a column of dates or instants. Days are the zone's.
create function desk_private.from_day_condition(p_column text, p_is_date boolean, p_day text,
  p_ascending boolean, p_zone text) returns text language sql stable set search_path = '' as $$
  select case
    when p_is_date then format('%s %s %L::date', p_column, case when p_ascending then '>=' else '<=' end,
      p_day)
    when p_ascending then format('%s >= %L::timestamptz', p_column,
      p_day::date::timestamp at time zone desk_private.known_zone(p_zone))
    else format('%s < %L::timestamptz', p_column,
      (p_day::date + 1)::timestamp at time zone desk_private.known_zone(p_zone)) end; $$;

-- The day on which an order is needed: the one that is given, or that of its hour. 'infinity' for never.
create function desk_private.needed_day(p_day date, p_hour timestamptz, p_zone text) returns date
  language sql stable set search_path = '' as $$
  select coalesce(p_day, case when p_hour is not null
    then (p_hour at time zone desk_private.known_zone(p_zone))::date end, 'infinity'); $$;
