-- What an order's timeline left out or said twice: when a run began to make a variant, when somebody first opened the link
-- of a song, and that its customer was erased; a first play that is in the record was also told from the song's own row.

-- When the link of each song was opened first: one row a song, none before that.
create table public.song_openings (
  variant_id uuid primary key references public.song_variants (id) on delete cascade,
  first_opened_at timestamptz not null default now()
);
alter table public.song_openings enable row level security;
revoke all on public.song_openings from anon, authenticated;
grant all on public.song_openings to service_role;
create policy "Service role can manage song openings" on public.song_openings
  for all to service_role using (true) with check (true);
comment on table public.song_openings is 'When the share link of each song was opened first';

-- Somebody opens a share link. The first time of all is a line in the order's history; later ones write nothing.
create function public.record_opening(p_variant_id uuid) returns boolean
  language plpgsql
  set search_path = ''
as $$
declare
  v_variant public.song_variants;
begin
  select * into v_variant from public.song_variants where id = p_variant_id;
  if not found or exists (select 1 from public.song_openings where variant_id = p_variant_id) then
    return false;
  end if;
  insert into public.song_openings (variant_id) values (p_variant_id) on conflict do nothing;
  if not found then
    return false;
  end if;
  perform public.log_activity(null, 'share_link_opened', 'variant', p_variant_id::text, v_variant.order_id, null,
    jsonb_build_object('variant_number', v_variant.variant_number), null, null);
  return true;
end
$$;
revoke execute on function public.record_opening(uuid) from public, anon, authenticated;
grant execute on function public.record_opening(uuid) to service_role;

-- As before, and the beginning is a line in the order's history: once for each event, not for each try.
create or replace function public.begin_variant_generation(
  p_order_id uuid, p_variant_number integer, p_event_id text, p_silent_seconds integer default 3600
) returns jsonb
  language plpgsql
  set search_path = ''
as $$
declare
  v_variant public.song_variants;
begin
  select * into v_variant from public.song_variants
  where order_id = p_order_id and variant_number = p_variant_number for update;
  if not found then
    return jsonb_build_object('ok', false, 'code', 'not_found');
  end if;
  if v_variant.generation_event_id is not null and v_variant.generation_event_id <> p_event_id then
    return jsonb_build_object('ok', false, 'code', 'superseded');
  end if;
  if exists (select 1 from public.ended_generations
      where event_id = p_event_id and order_id = p_order_id and variant_number = p_variant_number) then
    return jsonb_build_object('ok', false, 'code', 'ended');
  end if;
  if v_variant.generation_status = 'complete' then
    return jsonb_build_object('ok', false, 'code', 'complete');
  end if;
  update public.song_variants
  set generation_status = 'generating', generation_event_id = p_event_id,
    generation_requested_at = coalesce(generation_requested_at, now()),
    generation_alive_until = now() + p_silent_seconds * interval '1 second'
  where id = v_variant.id;
  if v_variant.generation_status <> 'generating' or v_variant.generation_event_id is null then
    perform public.log_activity(null, 'variant_started', 'variant', v_variant.id::text, p_order_id,
      jsonb_build_object('status', v_variant.generation_status),
      jsonb_build_object('variant_number', p_variant_number, 'status', 'generating', 'event_id', p_event_id),
      null, null);
  end if;
  return (
    select jsonb_build_object('ok', true, 'variant_id', v_variant.id, 'recipient_name', c.recipient_name,
      'occasion', c.occasion, 'genre', c.genre, 'mood', c.mood, 'language', c.language, 'message', c.message,
      'provider_options', c.provider_options)
    from public.orders o join public.customizations c on c.id = o.customization_id
    where o.id = p_order_id);
end
$$;

-- As before, with each first play once, and with the erasure of the customer, which is recorded as theirs.
create or replace function public.order_timeline(
  p_order_id uuid, p_limit integer default 200, p_before timestamptz default null, p_before_key text default null
) returns table (
  key text, at timestamptz, actor_name text, action text, subject_type text, subject_id text,
  before jsonb, after jsonb, note text
)
  language sql stable
  set search_path = ''
as $$
  with recorded as (
    select lpad(a.id::text, 20, '0') as key, a.at, a.actor_name, a.action, a.subject_type, a.subject_id, a.before, a.after,
      a.note
    from public.activity a
    where a.order_id = p_order_id
      and (p_before is null or (a.at, lpad(a.id::text, 20, '0') collate "C") < (p_before, p_before_key collate "C"))
    order by a.id desc
    -- Transactions that overlap may have their ids and their moments crosswise, so a few more are looked at.
    limit p_limit + 100
  ),
  others as (
    select '!0:created' as key, o.created_at as at, 'Reprise' as actor_name, 'order_created' as action,
      'order' as subject_type, o.id::text as subject_id,
      jsonb_build_object('amount_cents', o.amount_cents, 'currency', o.currency) as after, null as note
    from public.orders o where o.id = p_order_id
    union all
    select '!1:paid', o.paid_at, 'Reprise', 'order_paid', 'order', o.id::text,
      jsonb_build_object('amount_cents', o.amount_cents, 'currency', o.currency), null
    from public.orders o where o.id = p_order_id and o.paid_at is not null
    union all
    -- Songs that were made before there was a record.
    select '1:' || v.id, v.completed_at, 'Reprise', 'variant_completed', 'variant', v.id::text,
      jsonb_build_object('variant_number', v.variant_number, 'status', 'complete'), null
    from public.song_variants v
    where v.order_id = p_order_id and v.completed_at is not null and not exists (
      select 1 from public.activity a
      where a.subject_type = 'variant' and a.subject_id = v.id::text and a.action = 'variant_completed'
        and a.at >= v.completed_at - interval '1 second')
    union all
    select '2:' || v.id, v.first_played_at, 'Reprise', 'first_played', 'variant', v.id::text,
      jsonb_build_object('variant_number', v.variant_number), null
    from public.song_variants v
    where v.order_id = p_order_id and v.first_played_at is not null and not exists (
      select 1 from public.activity a
      where a.subject_type = 'variant' and a.subject_id = v.id::text and a.action = 'first_played')
    union all
    select '3:' || j.id, j.failed_at, 'Reprise', 'failed', 'failed_job', j.id::text,
      jsonb_build_object('variants', to_jsonb(public.event_variant_numbers(j.event_data))), null
    from public.failed_jobs j
    where j.order_id = p_order_id and not exists (
      select 1 from public.activity a
      where a.subject_type = 'failed_job' and a.subject_id = j.id::text and a.action = 'failed')
    union all
    select '4:' || t.id, t.started_at, 'Reprise', 'attempt_started', 'failed_job', t.failed_job_id::text,
      jsonb_build_object('attempt', t.attempt, 'run_id', t.run_id), null
    from public.failed_jobs j join public.failed_job_attempts t on t.failed_job_id = j.id
    where j.order_id = p_order_id and t.started_at is not null
    union all
    select '5:' || a.id, a.at, a.actor_name, a.action, a.subject_type, a.subject_id, null, a.note
    from public.orders o join public.activity a on a.subject_type = 'customer' and a.subject_id = o.user_id::text
    where o.id = p_order_id and a.action = 'customer_erased'
  ),
  everything as (
    select r.key, r.at, r.actor_name, r.action, r.subject_type, r.subject_id, r.before, r.after, r.note from recorded r
    union all
    select o.key, o.at, o.actor_name, o.action, o.subject_type, o.subject_id, null, o.after, o.note from others o
  )
  select e.* from everything e
  where p_before is null or (e.at, e.key collate "C") < (p_before, p_before_key collate "C")
  order by e.at desc, e.key collate "C" desc
  limit p_limit;
$$;
