-- Who may do what: the desk's schemas are for service_role alone. 00 and 01 grant what is the shop's.

-- Every table is closed to all others, should they ever be let into the schema.
do $$
declare t text;
begin
  for t in select tablename from pg_tables where schemaname = 'desk' loop
    execute format('alter table desk.%I enable row level security', t);
    execute format('create policy "Service role can manage %s" on desk.%I', replace(t, '_', ' '), t)
      || ' for all to service_role using (true) with check (true)';
  end loop;
end
$$;

-- The record is append-only, for service_role too.
revoke update, delete, truncate on desk.activity from service_role;

-- Functions are for everybody unless that is taken away.
revoke execute on all functions in schema desk, desk_private from public;
-- The one function of the desk in public: what a share link opens.
revoke execute on function public.find_shared_song(text) from public, anon, authenticated;
grant execute on function public.find_shared_song(text) to anon, service_role;

-- For the owner alone: with these, service_role could make anyone staff, or erase a customer in part.
revoke execute on function
  desk_private.add_staff_member(text, desk.staff_role, text, uuid, text),
  desk_private.erase_account(uuid, text), desk_private.erase_account_log(uuid, text),
  desk_private.erase_mentions(text, text[], uuid[], uuid[]), desk_private.erase_records(uuid),
  desk_private.erase_shop_customer(uuid, text)
  from service_role;

-- The shop's tables are read through these; they are written where 00_shop says so.
revoke insert, update, delete, truncate on desk.shop_customers, desk.shop_orders from service_role;
