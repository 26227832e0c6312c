-- Who may do what. A hosted project grants everything in public to anon and authenticated by default, so what
-- is not granted here is revoked. The tables of the shop and of Phase 1 have their grants in 00 and 01.

-- Every table of the desk: for service_role alone.
do $$
declare t text;
begin
  foreach t in array array[
    'activity', 'bulk_operation_items', 'bulk_operations', 'bulk_order_items', 'discarded_files',
    'ended_generations', 'error_group_hours', 'error_groups', 'event_watches', 'failed_job_attempts',
    'failed_job_presence', 'generation_runs', 'idempotency_keys', 'order_summaries', 'outbox_events',
    'saved_views', 'share_limits', 'song_listeners', 'song_openings', 'song_peaks', 'song_plays',
    'staff_invitations', 'staff_members'
  ] loop
    execute format('alter table public.%I enable row level security', t);
    execute format('revoke all on public.%I from anon, authenticated', t);
    execute format('grant all on public.%I to service_role', t);
    execute format('create policy "Service role can manage %s" on public.%I', replace(t, '_', ' '), t)
      || ' for all to service_role using (true) with check (true)';
  end loop;
end
$$;

-- The record is append-only, for service_role too.
revoke update, delete, truncate on public.activity from service_role;
revoke all on sequence public.activity_id_seq from anon, authenticated;

-- Every function in public is the desk's: for service_role alone, but for the two that a share link needs.
revoke execute on all functions in schema public from public, anon, authenticated;
grant execute on all functions in schema public to service_role;
grant execute on function public.request_share_token(), public.find_shared_song(text) to anon;

-- For the owner alone: with these, service_role could make anyone staff, or erase a customer in part.
revoke execute on function
  public.add_staff_member(text, public.staff_role, text, uuid, text), public.erase_account(uuid, text),
  public.erase_account_log(uuid, text), public.erase_mentions(text, text[], uuid[], uuid[]),
  public.erase_records(uuid)
  from service_role;
