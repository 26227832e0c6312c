-- The record of every change.

-- Append-only: the trigger below refuses changes, except an erasure's.
create table desk.activity (
  id bigint generated always as identity primary key,
  at timestamptz not null default clock_timestamp(),
  -- Null for the system. Names are kept as they were at the time.
  actor_id uuid,
  actor_name text not null,
  action text not null,
  subject_type text not null,
  subject_id text not null,
  order_id uuid,
  before jsonb,
  after jsonb,
  note text,
  request_id text,
  -- The transaction that wrote the line: ids are given out before the commit, and this says exactly what has
  -- become visible since (docs/decisions/0023-live.md).
  xact xid8 default pg_current_xact_id()
);
comment on table desk.activity is 'Append-only record of every change';
create index idx_activity_subject on desk.activity (subject_type, subject_id, id desc);
create index idx_activity_order_id on desk.activity (order_id, id desc);
create index idx_activity_xact on desk.activity (xact) where xact is not null;

-- Only an erasure may take personal data out of the record. Two locks guard that: a setting within its
-- transaction, and its owner's rights, since no other role may update the table at all.
create function desk_private.refuse_activity_change() returns trigger
  language plpgsql set search_path = '' as $$
begin
  if tg_op = 'UPDATE' and current_setting('reprise.erasing', true) = 'on' then return null; end if;
  raise exception 'activity is append-only' using errcode = 'insufficient_privilege';
end $$;
create trigger activity_is_append_only before update or delete or truncate on desk.activity
  for each statement execute function desk_private.refuse_activity_change();

-- Writes a line, in the transaction of the change.
create function desk_private.log_activity(p_actor uuid, p_action text, p_subject_type text, p_subject_id text,
  p_order_id uuid, p_before jsonb, p_after jsonb, p_note text, p_request_id text) returns void
  language sql set search_path = '' as $$
  insert into desk.activity (
    actor_id, actor_name, action, subject_type, subject_id, order_id, before, after, note, request_id)
  values (
    p_actor, coalesce((select full_name from desk.staff_members where user_id = p_actor), 'Reprise'),
    p_action, p_subject_type, p_subject_id, p_order_id, p_before, p_after, desk_private.written_text(p_note),
    p_request_id); $$;
