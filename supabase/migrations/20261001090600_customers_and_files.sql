-- Files in Storage that are nobody's any more, and the erasure of a customer.

alter table public.users
  -- When the customer's data was erased.
  add column erased_at timestamptz;

-- Songs to remove from Storage: those that a new one has replaced, and those of an erased customer. A row is gone when its
-- file is.
create table public.discarded_files (
  path text primary key,
  -- Kept until then, since somebody may be listening to it at this moment.
  due_at timestamptz not null,
  user_id uuid
);
create index idx_discarded_files_due_at on public.discarded_files (due_at, path);
create index idx_discarded_files_user_id on public.discarded_files (user_id);
alter table public.discarded_files enable row level security;
revoke all on public.discarded_files from anon, authenticated;
grant all on public.discarded_files to service_role;
create policy "Service role can manage discarded files" on public.discarded_files
  for all to service_role using (true) with check (true);
comment on table public.discarded_files is 'Songs that are to be removed from Storage';

create function public.discard_replaced_song() returns trigger
  language plpgsql
  security definer
  set search_path = ''
as $$
begin
  insert into public.discarded_files (path, due_at, user_id)
  values (old.storage_path, now() + interval '1 day', old.user_id)
  on conflict (path) do nothing;
  return null;
end
$$;
create trigger song_variants_replaced after update of storage_path on public.song_variants
  for each row when (new.storage_path <> old.storage_path and old.storage_path not in ('unrendered', 'erased'))
  execute function public.discard_replaced_song();
create trigger song_variants_discarded after delete on public.song_variants
  for each row when (old.storage_path not in ('unrendered', 'erased'))
  execute function public.discard_replaced_song();

-- Files whose time has come and that no variant plays. One that is played after all is forgotten about.
create function public.take_discarded_files(p_limit integer, p_user_id uuid default null) returns setof text
  language plpgsql
  set search_path = ''
as $$
begin
  delete from public.discarded_files f
  where f.path in (
      select path from public.discarded_files
      where due_at <= now() and (p_user_id is null or user_id = p_user_id) order by due_at, path limit p_limit)
    and exists (select 1 from public.song_variants v where v.storage_path = f.path);
  return query
    select f.path from public.discarded_files f
    where f.due_at <= now() and (p_user_id is null or f.user_id = p_user_id)
    order by f.due_at, f.path limit p_limit;
end
$$;

create function public.forget_discarded_files(p_paths text[]) returns void
  language sql
  set search_path = ''
as $$
  delete from public.discarded_files where path = any (p_paths);
$$;

-- The record stays append-only; an erasure alone may take personal data out of it. Two locks: the setting of that
-- function's transaction, and the owner's rights that it runs with, since no other role may update the table at all.
create or replace function public.refuse_activity_change() returns trigger
  language plpgsql
  set search_path = ''
as $$
begin
  if tg_op = 'UPDATE' and current_setting('reprise.erasing', true) = 'on' then
    return null;
  end if;
  raise exception 'activity is append-only' using errcode = 'insufficient_privilege';
end
$$;

-- An event with nothing in it but what it is about: whatever else it carried may say something of a person.
create function public.impersonal_event(p_event jsonb) returns jsonb
  language sql immutable
  set search_path = ''
as $$
  select jsonb_strip_nulls(jsonb_build_object('id', p_event -> 'id', 'name', p_event -> 'name', 'data',
    jsonb_build_object('order_id', p_event -> 'data' -> 'order_id',
      'variant_numbers', p_event -> 'data' -> 'variant_numbers',
      'failed_job_id', p_event -> 'data' -> 'failed_job_id', 'attempt', p_event -> 'data' -> 'attempt')));
$$;

-- Takes a customer's personal data out of everything that the desk keeps, closes their share links and has their songs
-- removed from Storage. Rows stay, so that counts do. Refused while something is being generated; asked again, it says
-- when it was done. SECURITY DEFINER because of the record of changes.
create function public.erase_customer(
  p_user_id uuid, p_actor uuid, p_reason text, p_request_id text default null
) returns jsonb
  language plpgsql
  security definer
  set search_path = ''
as $$
declare
  v_user public.users;
  v_orders uuid[];
  v_jobs uuid[];
  v_files integer;
  v_event_id text := 'erasure:' || p_user_id;
begin
  if public.written_text(p_reason) is null then
    return jsonb_build_object('ok', false, 'code', 'reason_required');
  end if;
  if not exists (select 1 from public.staff_members
      where user_id = p_actor and role = 'admin' and disabled_at is null) then
    return jsonb_build_object('ok', false, 'code', 'admin_required');
  end if;
  if exists (select 1 from public.staff_members where user_id = p_user_id) then
    return jsonb_build_object('ok', false, 'code', 'is_staff');
  end if;
  -- Failures, orders, variants, and the customer: in the order in which everything locks them.
  perform 1 from public.failed_jobs where customer_id = p_user_id order by id for update;
  perform 1 from public.orders where user_id = p_user_id order by id for update;
  perform 1 from public.song_variants where user_id = p_user_id order by id for update;
  select * into v_user from public.users where id = p_user_id for update;
  if not found then
    return jsonb_build_object('ok', false, 'code', 'not_found');
  end if;
  if v_user.erased_at is not null then
    return jsonb_build_object('ok', true, 'erased_at', v_user.erased_at, 'files', 0, 'event_id', v_event_id);
  end if;
  if exists (select 1 from public.song_variants
      where user_id = p_user_id and (generation_status = 'generating' or generation_event_id is not null)) then
    return jsonb_build_object('ok', false, 'code', 'generating');
  end if;
  select coalesce(array_agg(id), '{}') into v_orders from public.orders where user_id = p_user_id;
  select coalesce(array_agg(id), '{}') into v_jobs from public.failed_jobs where customer_id = p_user_id;

  insert into public.discarded_files (path, due_at, user_id)
  select distinct storage_path, now(), p_user_id from public.song_variants
  where user_id = p_user_id and storage_path <> 'unrendered'
  on conflict (path) do update set due_at = now();
  update public.discarded_files set due_at = now() where user_id = p_user_id;
  select count(*) into v_files from public.discarded_files where user_id = p_user_id;

  -- A token that nobody has ever seen: the links that were given away are as unknown as any other.
  update public.song_variants
  set storage_path = 'erased', share_token = gen_random_uuid(), audio_bytes = null, audio_type = null,
    generation_status = case when generation_status = 'complete' then 'complete' else 'failed' end::public.generation_status,
    replaced = null, generation_requested_by = null
  where user_id = p_user_id;
  update public.failed_jobs
  set event_data = public.impersonal_event(event_data),
    error_message = coalesce(error_title, error_type), error_stack = null,
    notes = case when notes is not null then '[erased]' end,
    state = case when state = 'open' then 'resolved' else state end::public.failed_job_state,
    resolved_at = coalesce(resolved_at, now()), version = version + 1
  where id = any (v_jobs);
  update public.failed_job_attempts
  set event = public.impersonal_event(event), error_message = case when error_message is not null then error_type end,
    error_stack = null, note = case when note is not null then '[erased]' end, changes = null
  where failed_job_id = any (v_jobs);
  update public.outbox_events set data = data - 'brief'
  where event_id in (
    select after ->> 'event_id' from public.activity
    where order_id = any (v_orders) and action = 'generation_requested'
    union all select event_id from public.failed_job_attempts where failed_job_id = any (v_jobs));
  update public.customizations
  set recipient_name = '[erased]', message = null, provider_options = '{}'
  where user_id = p_user_id;
  update public.songs set audio_url = null where user_id = p_user_id;
  update public.users
  set email = 'erased-' || p_user_id || '@erased.invalid', full_name = null, erased_at = now()
  where id = p_user_id returning * into v_user;
  -- The account as well. It stays as a row, since everything hangs on it; nobody can sign in with it any more.
  update auth.users set email = v_user.email where id = p_user_id;
  if exists (select 1 from information_schema.columns
      where table_schema = 'auth' and table_name = 'users' and column_name = 'raw_user_meta_data') then
    execute 'update auth.users set raw_user_meta_data = ''{}'' where id = $1' using p_user_id;
  end if;
  if to_regclass('auth.identities') is not null then
    execute 'delete from auth.identities where user_id = $1' using p_user_id;
  end if;
  if to_regclass('auth.sessions') is not null then
    execute 'delete from auth.sessions where user_id = $1' using p_user_id;
  end if;

  perform set_config('reprise.erasing', 'on', true);
  update public.activity
  set note = case when note is not null then '[erased]' end, before = before - 'brief' - 'changes',
    after = after - 'brief' - 'changes'
  where order_id = any (v_orders)
    or (subject_type = 'failed_job' and subject_id = any (array(select unnest(v_jobs)::text)));
  perform set_config('reprise.erasing', 'off', true);

  insert into public.outbox_events (event_id, name, data)
  values (v_event_id, 'desk/files.removal.requested', jsonb_build_object('customer_id', p_user_id));
  perform public.log_activity(p_actor, 'customer_erased', 'customer', p_user_id::text, null, null,
    jsonb_build_object('orders', cardinality(v_orders), 'files', v_files), p_reason, p_request_id);
  return jsonb_build_object('ok', true, 'erased_at', v_user.erased_at, 'files', v_files, 'event_id', v_event_id);
end
$$;

-- What there is of a customer, in figures.
create function public.count_customer(p_user_id uuid) returns jsonb
  language sql stable
  set search_path = ''
as $$
  select jsonb_build_object(
    'orders', (select count(*) from public.orders where user_id = p_user_id),
    'songs', count(*), 'songs_complete', count(*) filter (where generation_status = 'complete'),
    'plays', count(first_played_at),
    'under_way', count(*) filter (where generation_status = 'generating' or generation_event_id is not null),
    'failures_open', (select count(*) from public.failed_jobs
      where customer_id = p_user_id and state in ('open', 'retrying')))
  from public.song_variants where user_id = p_user_id;
$$;

do $$
declare
  f text;
begin
  foreach f in array array[
    'discard_replaced_song()', 'impersonal_event(jsonb)', 'take_discarded_files(integer, uuid)', 'forget_discarded_files(text[])',
    'erase_customer(uuid, uuid, text, text)', 'count_customer(uuid)'
  ] loop
    execute format('revoke execute on function public.%s from public, anon, authenticated', f);
    if f <> 'discard_replaced_song()' then
      execute format('grant execute on function public.%s to service_role', f);
    end if;
  end loop;
end
$$;
