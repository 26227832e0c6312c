-- Those who were erased before their records were taken out whole. Who they were is not known any more, so that what names
-- them elsewhere stays as it is. Rows are locked in the order in which everything locks them.
do $$
declare
  v_user_ids uuid[] := array(select id from public.users where erased_at is not null order by id);
  v_user_id uuid;
begin
  perform set_config('reprise.erasing', 'on', true);
  foreach v_user_id in array v_user_ids loop
    perform 1 from public.failed_jobs where customer_id = v_user_id order by id for update;
    perform 1 from public.orders where user_id = v_user_id order by id for update;
    perform 1 from public.song_variants where user_id = v_user_id order by id for update;
    perform public.erase_records(v_user_id);
    perform public.erase_account(v_user_id, 'erased-' || v_user_id || '@erased.invalid');
  end loop;
  if v_user_ids <> '{}' and to_regclass('auth.audit_log_entries') is not null then
    delete from auth.audit_log_entries
    where payload ->> 'actor_id' = any (v_user_ids::text[]) or payload -> 'traits' ->> 'user_id' = any (v_user_ids::text[]);
  end if;
  perform set_config('reprise.erasing', 'off', true);
end
$$;
