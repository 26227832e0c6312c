-- Share links: who may open a song, how it sounds, how often it is played.

alter table public.song_variants
  -- When someone listened to it first.
  add column first_played_at timestamptz,
  -- Null: not revoked, never expires.
  add column share_revoked_at timestamptz,
  add column share_expires_at timestamptz,
  -- What the giver allows the holder of the link.
  add column allow_download boolean not null default false,
  add column allow_embed boolean not null default false,
  -- Goes up with every change of the link: staff act on the version that they saw.
  add column share_version integer not null default 1;

-- A link that has ended must not open by another door: the public key reads the row by Phase 1's policy.
-- Restrictive, so that it still stands beside that one when Phase 1 is pasted again.
create policy "Ended share links open nothing" on public.song_variants as restrictive
  for select to anon
  using (share_revoked_at is null and (share_expires_at is null or share_expires_at > now()));

-- 0 to 255, read from the audio itself. They belong to one file: a song that is made again has another.
create table desk.song_peaks (
  variant_id uuid primary key references public.song_variants (id) on delete cascade,
  storage_path text not null,
  peaks smallint[] not null check (cardinality(peaks) between 1 and 512)
);
comment on table desk.song_peaks is 'How loud each song is from beginning to end, for its waveform';

-- One row a song; none before the first play.
create table desk.song_plays (
  variant_id uuid primary key references public.song_variants (id) on delete cascade,
  plays integer not null check (plays > 0),
  first_played_at timestamptz not null,
  last_played_at timestamptz not null
);
comment on table desk.song_plays is 'How often each song was played, and when first';

-- A keyed hash that identifies no one, deleted after the day.
create table desk.song_listeners (
  variant_id uuid not null references public.song_variants (id) on delete cascade,
  day date not null,
  listener text not null,
  primary key (variant_id, day, listener)
);
comment on table desk.song_listeners is 'Keyed hashes of today''s listeners, so that each counts once';
create index idx_song_listeners_day on desk.song_listeners (day);

-- One row a song; none before its link was opened.
create table desk.song_openings (
  variant_id uuid primary key references public.song_variants (id) on delete cascade
);
comment on table desk.song_openings is 'The songs whose share link was opened; when is in the record';

-- Requests in the current window, by link, and by address for wrong ones. Keys are hashes.
create table desk.share_limits (
  key text primary key,
  requests integer not null,
  window_ends timestamptz not null
);
comment on table desk.share_limits is 'How often links and wrong links are asked for, for the limits';
create index idx_share_limits_window_ends on desk.share_limits (window_ends);

-- What the holder of a share link may know; nothing once the link is revoked or has expired. Takes text, so
-- that a malformed token finds nothing instead of failing.
create function public.find_shared_song(p_token text) returns table (variant_id uuid,
  generation_status public.generation_status, storage_path text, duration_ms integer, audio_bytes integer,
  audio_type text, completed_at timestamptz, recipient_name text, occasion text,
  peaks smallint[], allow_download boolean, allow_embed boolean)
  language sql stable security definer set search_path = '' as $$
  select v.id, v.generation_status, v.storage_path, v.duration_ms, v.audio_bytes, v.audio_type,
    v.completed_at, coalesce(o.recipient_name, ''), coalesce(o.occasion, ''), p.peaks, v.allow_download,
    v.allow_embed
  from public.song_variants v join desk.shop_orders o on o.id = v.order_id
  left join desk.song_peaks p on p.variant_id = v.id and p.storage_path = v.storage_path
  where v.share_token = case
      when p_token ~* '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$' then p_token::uuid
    end
    and v.share_revoked_at is null
    and (v.share_expires_at is null or v.share_expires_at > now()); $$;

-- What the customer wrote beside the order, for the page of a song. The server alone may ask, and does where
-- the shop shows it: it may have been meant for whoever makes the song.
create function desk.find_share_message(p_variant_id uuid) returns text
  language sql stable set search_path = '' as $$
  select o.brief ->> 'message' from public.song_variants v join desk.shop_orders o on o.id = v.order_id
  where v.id = p_variant_id; $$;

-- A link as answers, refusals and the record show it: never the token.
create function desk_private.share_link_state(p_variant public.song_variants) returns jsonb
  language sql stable set search_path = '' as $$
  select jsonb_build_object('state', case
      when p_variant.share_revoked_at is not null then 'revoked'
      when p_variant.share_expires_at <= now() then 'expired'
      else 'live'
    end,
    'version', p_variant.share_version, 'revoked_at', p_variant.share_revoked_at,
    'expires_at', p_variant.share_expires_at, 'allow_download', p_variant.allow_download,
    'allow_embed', p_variant.allow_embed); $$;

-- A refusal with the state of the link, and who changed it last and when. Opening a link does not change it.
create function desk_private.share_link_refusal(p_code text, p_variant public.song_variants) returns jsonb
  language sql stable set search_path = '' as $$
  select jsonb_build_object('ok', false, 'code', p_code, 'link', desk_private.share_link_state(p_variant),
    'changed_by', a.actor_name, 'changed_at', a.at)
  from (select 1) one
  left join lateral (
    select actor_name, at from desk.activity
    where subject_type = 'variant' and subject_id = p_variant.id::text and action like 'share\_link\_%'
      and action <> 'share_link_opened'
    order by id desc limit 1
  ) a on true; $$;

-- Changes a link: rotate (a new token; the old link is dead), revoke, restore, or set what p_settings names:
-- expires_at, allow_download, allow_embed.
create function desk.change_share_link(p_variant_id uuid, p_change text, p_settings jsonb default '{}',
  p_actor uuid default null, p_note text default null, p_expected_version integer default null,
  p_request_id text default null) returns jsonb language plpgsql set search_path = '' as $$
declare v_before public.song_variants; v_after public.song_variants; v_code text; v_action text;
begin
  select * into v_before from public.song_variants where id = p_variant_id for update;
  if not found then return jsonb_build_object('ok', false, 'code', 'not_found'); end if;
  v_code := case
    when desk_private.written_text(p_note) is null then 'note_required'
    when p_expected_version <> v_before.share_version then 'changed_meanwhile'
    when p_change = 'revoke' and v_before.share_revoked_at is not null then 'already_revoked'
    when p_change = 'restore' and v_before.share_revoked_at is null then 'not_revoked'
    when p_change = 'set' and (p_settings ->> 'expires_at')::timestamptz <= now() then 'already_past'
  end;
  if v_code is not null then return desk_private.share_link_refusal(v_code, v_before); end if;

  v_after := v_before;
  case p_change
    when 'rotate' then
      v_action := 'share_link_rotated';
      v_after.share_token := gen_random_uuid();
      v_after.share_revoked_at := null;
      -- An end that has passed belonged to the old link.
      v_after.share_expires_at :=
        case when v_before.share_expires_at > now() then v_before.share_expires_at end;
    when 'revoke' then
      v_action := 'share_link_revoked';
      v_after.share_revoked_at := now();
    when 'restore' then
      v_action := 'share_link_restored';
      v_after.share_revoked_at := null;
    when 'set' then
      v_action := 'share_link_set';
      if p_settings ? 'expires_at' then
        v_after.share_expires_at := (p_settings ->> 'expires_at')::timestamptz;
      end if;
      v_after.allow_download := coalesce((p_settings ->> 'allow_download')::boolean, v_before.allow_download);
      v_after.allow_embed := coalesce((p_settings ->> 'allow_embed')::boolean, v_before.allow_embed);
  end case;
  update public.song_variants
  set share_token = v_after.share_token, share_revoked_at = v_after.share_revoked_at,
    share_expires_at = v_after.share_expires_at, allow_download = v_after.allow_download,
    allow_embed = v_after.allow_embed, share_version = share_version + 1
  where id = p_variant_id returning * into v_after;
  perform desk_private.log_activity(p_actor, v_action, 'variant', v_after.id::text, v_after.order_id,
    desk_private.share_link_state(v_before),
    desk_private.share_link_state(v_after) || jsonb_build_object('variant_number', v_after.variant_number),
    p_note, p_request_id);
  return jsonb_build_object('ok', true, 'link',
    desk_private.share_link_state(v_after) || jsonb_build_object('share_token', v_after.share_token));
end $$;

-- Keeps the peaks of a file, unless the variant has another file by now.
create function desk.save_song_peaks(p_variant_id uuid, p_storage_path text,
  p_peaks integer[]) returns boolean language plpgsql set search_path = '' as $$
begin
  if 0 > any (p_peaks) or 255 < any (p_peaks) or coalesce(cardinality(p_peaks), 0) not between 1 and 512
  then return false; end if;
  insert into desk.song_peaks (variant_id, storage_path, peaks)
  select id, storage_path, p_peaks::smallint[] from public.song_variants
  where id = p_variant_id and storage_path = p_storage_path
  on conflict (variant_id) do update set storage_path = excluded.storage_path, peaks = excluded.peaks;
  return found;
end $$;

-- Someone opens a share link. The first time is a line in the order's history; later ones write nothing.
create function desk.record_opening(p_variant_id uuid) returns boolean
  language plpgsql set search_path = '' as $$
declare v_variant public.song_variants;
begin
  select * into v_variant from public.song_variants where id = p_variant_id;
  if not found or exists (select 1 from desk.song_openings where variant_id = p_variant_id)
  then return false; end if;
  insert into desk.song_openings (variant_id) values (p_variant_id) on conflict do nothing;
  if not found then return false; end if;
  perform desk_private.log_activity(null, 'share_link_opened', 'variant', p_variant_id::text,
    v_variant.order_id, null, jsonb_build_object('variant_number', v_variant.variant_number), null, null);
  return true;
end $$;

-- Someone listens. Counts once per listener and day; the first play is a line in the order's history.
create function desk.record_play(p_variant_id uuid, p_listener text) returns boolean
  language plpgsql set search_path = '' as $$
declare
  v_today date := (now() at time zone 'utc')::date;
  v_variant public.song_variants; v_plays integer;
begin
  select * into v_variant from public.song_variants where id = p_variant_id;
  if not found or p_listener is null then return false; end if;
  -- A few of past days each time, so that no one waits for many.
  delete from desk.song_listeners where ctid = any (array(
    select ctid from desk.song_listeners where day < v_today limit 100 for update skip locked));
  insert into desk.song_listeners (variant_id, day, listener) values (p_variant_id, v_today, p_listener)
  on conflict do nothing;
  if not found then return false; end if;
  insert into desk.song_plays as s (variant_id, plays, first_played_at, last_played_at)
  values (p_variant_id, 1, now(), now())
  on conflict (variant_id) do update set plays = s.plays + 1, last_played_at = now()
  returning plays into v_plays;
  if v_plays = 1 then
    update public.song_variants set first_played_at = now() where id = p_variant_id
      and first_played_at is null;
    perform desk_private.log_activity(null, 'first_played', 'variant', p_variant_id::text,
      v_variant.order_id, null, jsonb_build_object('variant_number', v_variant.variant_number), null, null);
  end if;
  return true;
end $$;

-- Counts requests under a key, in a window that begins with the first one. Answers how many seconds to wait
-- if they exceed the limit, else 0.
create function desk.count_share_requests(p_key text, p_requests integer, p_limit integer,
  p_window_seconds integer) returns integer language plpgsql set search_path = '' as $$
declare
  v_now timestamptz := clock_timestamp();
  v_row desk.share_limits;
begin
  if p_key is null or p_requests is null then return 0; end if;
  insert into desk.share_limits as l (key, requests, window_ends)
  values (p_key, p_requests, v_now + make_interval(secs => p_window_seconds))
  on conflict (key) do update set
    requests = case when l.window_ends <= v_now then excluded.requests
                    else least(l.requests::bigint + excluded.requests, 1000000000)::integer end,
    window_ends = case when l.window_ends <= v_now then excluded.window_ends else l.window_ends end
  returning * into v_row;
  -- A window that begins removes some that have ended, so that the table stays small.
  if v_row.requests = p_requests then
    delete from desk.share_limits where key = any (array(
      select key from desk.share_limits where window_ends <= v_now order by window_ends limit 20
      for update skip locked));
  end if;
  return case
    -- By the clock: this call may have waited for the row, and the window begun after its own start.
    when v_row.requests > p_limit
      then greatest(1, ceil(extract(epoch from v_row.window_ends - clock_timestamp()))::integer)
    else 0
  end;
end $$;
