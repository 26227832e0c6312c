-- Idempotency keys: a repeated request gets the first one's answer.

-- The answers to requests with an Idempotency-Key, for a day.
create table desk.idempotency_keys (
  actor uuid not null,
  key text not null,
  -- Method, address and a hash of the body. Another request under the same key is a mistake.
  request text not null,
  status integer,
  body jsonb,
  claimed_at timestamptz not null default now(),
  primary key (actor, key)
);
create index idx_idempotency_keys_claimed_at on desk.idempotency_keys (claimed_at);

-- Claims a key for a request. If its server dies, the claim lapses after a minute: the state functions refuse
-- to do the same thing twice anyway.
create function desk.claim_idempotency_key(p_actor uuid, p_key text, p_request text) returns jsonb
  language plpgsql set search_path = '' as $$
declare v_known desk.idempotency_keys;
begin
  delete from desk.idempotency_keys where (actor, key) in (
    select actor, key from desk.idempotency_keys where claimed_at < now() - interval '1 day' limit 100
    for update skip locked);
  insert into desk.idempotency_keys (actor, key, request) values (p_actor, p_key, p_request)
  on conflict (actor, key) do nothing;
  if found then return jsonb_build_object('result', 'claimed'); end if;
  select * into v_known from desk.idempotency_keys where actor = p_actor and key = p_key for update;
  if v_known.request <> p_request then
    return jsonb_build_object('result', 'other_request');
  elsif v_known.status is not null then
    return jsonb_build_object('result', 'answered', 'status', v_known.status, 'body', v_known.body);
  elsif v_known.claimed_at > now() - interval '1 minute' then
    return jsonb_build_object('result', 'in_progress');
  end if;
  update desk.idempotency_keys set claimed_at = now() where actor = p_actor and key = p_key;
  return jsonb_build_object('result', 'claimed');
end $$;

-- Keeps the answer; without a status it releases the key, since the outcome is not known.
create function desk.finish_idempotency_key(p_actor uuid, p_key text, p_status integer default null,
  p_body jsonb default null) returns void language plpgsql set search_path = '' as $$
begin
  if p_status is null then
    delete from desk.idempotency_keys where actor = p_actor and key = p_key and status is null;
  else
    update desk.idempotency_keys set status = p_status, body = p_body where actor = p_actor and key = p_key;
  end if;
end $$;
