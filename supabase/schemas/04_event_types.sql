-- The registry: what the desk knows about events and the jobs that they start. Without a row, an event is
-- sent again as it was, and its order and customer are looked for in the usual places.

create table desk.event_types (
  name text primary key check (char_length(name) between 1 and 256),
  -- {"en": ..., "de": ...}; without a language, the name made readable.
  label jsonb not null default '{}',
  job_type text,
  -- Where the event has these, such as data.order.id. A path that is set is the only place that is looked at.
  order_path text,
  customer_path text,
  variants_path text,
  -- JSON Schema of its data, for the form in which a payload is edited.
  schema jsonb,
  -- False: never sent again; why_not says why, {"en": ..., "de": ...}.
  retry boolean not null default true,
  why_not jsonb,
  -- The job reports to the desk by itself: a retry's data says of which failure it is, and as which attempt,
  -- and the songs that it names wait for it.
  reports boolean not null default false,
  price_cents numeric check (price_cents >= 0),
  -- The functions that it starts; null: those that were seen.
  starts text[],
  -- How much sooner than its day an occasion is looked at, in days: {"funeral": 1}.
  occasion_weights jsonb,
  -- What "Generate again" sends in place of the desk's own event.
  generate jsonb,
  updated_at timestamptz not null default now()
);
comment on table desk.event_types is 'What the desk knows about events and the jobs that they start';

-- The id in a value: a text, or an object with one.
create function desk_private.id_in(p_value jsonb) returns uuid language sql immutable as $$
  select case when id ~* '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$' then id::uuid end
  from (select case jsonb_typeof(p_value) when 'string' then p_value #>> '{}'
    when 'object' then p_value ->> 'id' end as id) value; $$;

create function desk_private.at_path(p_event jsonb, p_path text) returns jsonb language sql immutable as $$
  select p_event #> string_to_array(p_path, '.'); $$;

-- The order that an event names, whether it exists or not.
create function desk_private.event_order_id(p_event jsonb) returns uuid language sql stable as $$
  select case when t.order_path is not null
    then desk_private.id_in(desk_private.at_path(p_event, t.order_path))
    else coalesce(desk_private.id_in(p_event #> '{data,order_id}'),
      desk_private.id_in(p_event #> '{data,orderId}'), desk_private.id_in(p_event #> '{data,order}')) end
  from (select 1) one left join desk.event_types t on t.name = p_event ->> 'name'; $$;

-- The customer whom an event names and the shop has: by id, or by an address that is one customer's alone.
create function desk_private.event_customer_id(p_event jsonb) returns uuid
  language sql stable set search_path = '' as $$
  with named as (
    select t.customer_path is not null as registered,
      desk_private.at_path(p_event, t.customer_path) as value, p_event -> 'data' as data
    from (select 1) one left join desk.event_types t on t.name = p_event ->> 'name'
  ), ids as (
    select place, desk_private.id_in(value) as id
    from (select 1 as place, value from named where registered
      union all select k.place, n.data -> k.key from named n, unnest(array['user_id', 'userId', 'customer_id',
        'customerId', 'user', 'customer']) with ordinality as k (key, place) where not n.registered) v
  ), addresses as (
    select value #>> '{}' as email
    from (select value from named where registered
      union all select n.data #> k.path::text[] from named n, unnest(array['{email}', '{to}', '{user,email}',
        '{customer,email}']) as k (path) where not n.registered) v
    where jsonb_typeof(value) = 'string' and strpos(value #>> '{}', '@') > 1
  )
  select coalesce(
    (select c.id from ids join desk.shop_customers c on c.id = ids.id order by place limit 1),
    (select min(c.id::text)::uuid from (
        select c.id from addresses a join desk.shop_customers c
          on c.email_key = left(lower(a.email), 500) collate "C" limit 2) c
      having count(distinct c.id) = 1)); $$;

-- What a failure is about: the order, if the shop has it, with its customer and day; else the customer.
create function desk_private.event_links(p_event jsonb) returns table (order_id uuid, customer_id uuid,
  needed_by date) language sql stable set search_path = '' as $$
  select o.id, coalesce(o.customer_id, desk_private.event_customer_id(p_event)),
    desk_private.needed_day(o.needed_on, o.needed_at, o.time_zone)
  from (select desk_private.event_order_id(p_event) as id) named
  left join desk.shop_orders o on o.id = named.id; $$;

-- Whether the job of an event reports to the desk by itself.
create function desk_private.event_reports(p_event jsonb) returns boolean language sql stable as $$
  select coalesce((select t.reports from desk.event_types t where t.name = p_event ->> 'name'), false); $$;

-- The songs that an event names, as numbers; empty when it names none.
create function desk_private.event_songs(p_event jsonb) returns integer[]
  language sql stable set search_path = '' as $$
  select coalesce(array_agg(distinct n::text::integer order by n::text::integer), '{}')
  from desk.event_types t
  cross join lateral (select desk_private.at_path(p_event, t.variants_path) as value) named
  cross join lateral jsonb_array_elements(case jsonb_typeof(named.value) when 'array' then named.value
    when 'number' then jsonb_build_array(named.value) else '[]' end) as n
  where t.name = p_event ->> 'name' and n::text ~ '^[1-5]$'; $$;

-- The songs that wait for an event.
create function desk_private.event_variant_numbers(p_event jsonb) returns integer[] language sql stable as $$
  select case when desk_private.event_reports(p_event) then desk_private.event_songs(p_event)
    else '{}' end; $$;

-- Why an event cannot be sent again, as the code and facts of a sentence (app/lib/errors/failed-jobs.ts);
-- null when it can. An event that was too deep to be kept whole is incomplete: it would not be sent as it
-- was. Its size is up to Inngest, whose limit the server checks (INNGEST_MAX_EVENT_BYTES).
create function desk_private.event_refusal(p_event jsonb) returns jsonb
  language sql stable set search_path = '' as $$
  select case
    when jsonb_typeof(p_event) is distinct from 'object'
      or jsonb_typeof(p_event -> 'name') is distinct from 'string' or p_event ->> 'name' = ''
      then jsonb_build_object('code', 'event_malformed')
    when p_event ? 'reprise_incomplete' then jsonb_build_object('code', 'event_incomplete')
    when not t.retry then jsonb_build_object('code', 'event_never', 'facts', jsonb_build_object(
      'name', left(p_event ->> 'name', 100), 'why', coalesce(t.why_not, '{}')))
    when coalesce(jsonb_typeof(p_event -> 'data') <> 'object', t.order_path is not null)
      then jsonb_build_object('code', 'event_unfit', 'facts', '{"place": "data"}' || name.fact)
    when t.order_path is not null and desk_private.event_order_id(p_event) is null
      then jsonb_build_object('code', 'event_unfit', 'facts', jsonb_build_object(
        'place', t.order_path) || name.fact)
    when t.reports and not desk_private.songs_are_numbers(desk_private.at_path(p_event, t.variants_path))
      then jsonb_build_object('code', 'event_unfit', 'facts', jsonb_build_object(
        'place', t.variants_path) || name.fact)
  end
  from (select jsonb_build_object('name', left(p_event ->> 'name', 100)) as fact) name
  left join desk.event_types t on t.name = p_event ->> 'name'; $$;

-- Whether a value is a list of one to five numbers of songs.
create function desk_private.songs_are_numbers(p_value jsonb) returns boolean language sql immutable as $$
  select jsonb_typeof(p_value) = 'array' and jsonb_array_length(p_value) between 1 and 5
    and not exists (select 1 from jsonb_array_elements(p_value) n where n::text !~ '^[1-5]$'); $$;

-- Makes the registry what a file says: rows that are not in it go. Links of failures whose paths have changed
-- are made anew.
create function desk.save_event_types(p_types jsonb) returns jsonb language plpgsql set search_path = '' as $$
declare v_moved text[]; v_removed text[];
begin
  lock table desk.event_types in share row exclusive mode;
  with given as (
    select * from jsonb_populate_recordset(null::desk.event_types, p_types)
  ), before as (
    select t.name, t.order_path, t.customer_path from desk.event_types t
  )
  select array_agg(coalesce(g.name, b.name)) into v_moved from given g full join before b on b.name = g.name
  where g.order_path is distinct from b.order_path or g.customer_path is distinct from b.customer_path;

  with removed as (
    delete from desk.event_types t
    where not exists (select 1 from jsonb_array_elements(p_types) g where g ->> 'name' = t.name)
    returning name
  )
  select array_agg(name order by name) into v_removed from removed;

  insert into desk.event_types as t (name, label, job_type, order_path, customer_path, variants_path,
    schema, retry, why_not, reports, price_cents, starts, occasion_weights, generate)
  select g.name, coalesce(g.label, '{}'), g.job_type, g.order_path, g.customer_path, g.variants_path,
    g.schema, coalesce(g.retry, true), g.why_not, coalesce(g.reports, false), g.price_cents, g.starts,
    g.occasion_weights, g.generate
  from jsonb_populate_recordset(null::desk.event_types, p_types) g
  on conflict (name) do update set label = excluded.label, job_type = excluded.job_type,
    order_path = excluded.order_path, customer_path = excluded.customer_path,
    variants_path = excluded.variants_path, schema = excluded.schema, retry = excluded.retry,
    why_not = excluded.why_not, reports = excluded.reports, price_cents = excluded.price_cents,
    starts = excluded.starts, occasion_weights = excluded.occasion_weights, generate = excluded.generate,
    updated_at = now()
  where (t.*) is distinct from (excluded.*);
  insert into desk.relinks (name) select unnest(v_moved) on conflict (name) do update set after = default;
  return jsonb_build_object('removed', coalesce(to_jsonb(v_removed), '[]'),
    'moved', coalesce(to_jsonb(v_moved), '[]'));
end $$;

-- Event types whose paths have changed: their failures are linked again, from the lowest id on.
create table desk.relinks (
  name text primary key,
  after uuid not null default '00000000-0000-0000-0000-000000000000'
);
comment on table desk.relinks is 'Event types whose failures are to be linked again';

-- Links the next failures of one event type again, among p_limit rows.
create function desk.relink_failed_jobs(p_limit integer) returns boolean
  language plpgsql set search_path = '' as $$
declare v_relink desk.relinks; v_ids uuid[];
begin
  select * into v_relink from desk.relinks order by name limit 1 for update skip locked;
  if not found then return false; end if;
  v_ids := array(select id from public.failed_jobs where id > v_relink.after order by id limit p_limit);
  if v_ids = '{}' then
    delete from desk.relinks where name = v_relink.name;
    return exists (select 1 from desk.relinks);
  end if;
  perform 1 from public.failed_jobs where id = any (v_ids) and event_data ->> 'name' = v_relink.name
  order by id for update;
  update public.failed_jobs j
  set order_id = l.order_id, customer_id = l.customer_id, needed_by = l.needed_by
  from public.failed_jobs earlier cross join lateral desk_private.event_links(earlier.event_data) l
  where earlier.id = any (v_ids) and earlier.event_data ->> 'name' = v_relink.name and j.id = earlier.id
    and (j.order_id, j.customer_id, j.needed_by) is distinct from (l.order_id, l.customer_id, l.needed_by);
  update desk.relinks set after = v_ids[cardinality(v_ids)] where name = v_relink.name;
  return true;
end $$;

-- The demo's own: what the desk's generator listens to, and what it says when it gives up.
insert into desk.event_types (name, label, job_type, order_path, variants_path, reports, retry, why_not,
  updated_at) values
  ('song/generation.requested', '{"en": "Song generation", "de": "Liederzeugung"}', 'song_generation',
    'data.order_id', 'data.variant_numbers', true, true, null, '2026-12-01'),
  ('song/generation.failed', '{"en": "Song generation failed", "de": "Liederzeugung fehlgeschlagen"}', null,
    null, null, false, false,
    '{"en": "It is a report, not a request for work.", "de": "Es ist ein Bericht, kein Auftrag."}',
    '2026-12-01');
