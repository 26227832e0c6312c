/**
 * Who may do what: one line for each object and command, one column for each of those who ask.
 *
 * - anon: the publishable key alone; token: the same with a share token in the header x-share-token
 * - owner: a signed-in customer with rows; stranger: one without; staff: has a row in staff_members, which the
 *   database treats as any other account; service: the secret key, on the server
 *
 * Cells say what comes of trying it on the whole table: denied (SQLSTATE 42501), none (allowed, no row), own (the
 * owner's rows), shared (the one row of the token), all (every row), ok (done), or the SQLSTATE of another refusal.
 * "select" reads the whole row, "select(...)" the columns it names; "update" is every column that no line of its own
 * names, each tried alone. A function is called as sample-calls.ts
 * says.
 */
const MATRIX = `
object                                              command           anon    token   owner   stranger  staff   service

users                                               select            denied  denied  own     none      none    all
users                                               insert            denied  denied  denied  denied    denied  ok
users                                               update            denied  denied  denied  denied    denied  all
users                                               delete            denied  denied  denied  denied    denied  all
users                                               truncate          denied  denied  denied  denied    denied  all

customizations                                      select            denied  denied  own     none      none    all
customizations                                      insert            denied  denied  denied  denied    denied  ok
customizations                                      update            denied  denied  denied  denied    denied  all
customizations                                      delete            denied  denied  denied  denied    denied  23503
customizations                                      truncate          denied  denied  denied  denied    denied  all

orders                                              select            denied  denied  own     none      none    all
orders                                              insert            denied  denied  denied  denied    denied  ok
orders                                              update            denied  denied  denied  denied    denied  all
orders                                              delete            denied  denied  denied  denied    denied  all
orders                                              truncate          denied  denied  denied  denied    denied  all

songs                                               select            denied  denied  own     none      none    all
songs                                               insert            denied  denied  denied  denied    denied  ok
songs                                               update            denied  denied  denied  denied    denied  all
songs                                               delete            denied  denied  denied  denied    denied  all
songs                                               truncate          denied  denied  denied  denied    denied  all

song_variants                                       select            denied  denied  own     none      none    all
song_variants                                       select(id,storage_path,duration_ms,generation_status,share_token,completed_at)  none    shared  own     none      none    all
song_variants                                       insert            denied  denied  denied  denied    denied  ok
song_variants                                       update(selected)  denied  denied  own     none      none    all
song_variants                                       update            denied  denied  denied  denied    denied  all
song_variants                                       delete            denied  denied  denied  denied    denied  all
song_variants                                       truncate          denied  denied  denied  denied    denied  all

failed_jobs                                         select            denied  denied  denied  denied    denied  all
failed_jobs                                         insert            denied  denied  denied  denied    denied  ok
failed_jobs                                         update            denied  denied  denied  denied    denied  all
failed_jobs                                         delete            denied  denied  denied  denied    denied  all
failed_jobs                                         truncate          denied  denied  denied  denied    denied  all

migration_steps                                     select            denied  denied  denied  denied    denied  denied
migration_steps                                     insert            denied  denied  denied  denied    denied  denied
migration_steps                                     update            denied  denied  denied  denied    denied  denied
migration_steps                                     delete            denied  denied  denied  denied    denied  denied
migration_steps                                     truncate          denied  denied  denied  denied    denied  denied

staff_members                                       select            denied  denied  denied  denied    denied  all
staff_members                                       insert            denied  denied  denied  denied    denied  ok
staff_members                                       update            denied  denied  denied  denied    denied  all
staff_members                                       delete            denied  denied  denied  denied    denied  all
staff_members                                       truncate          denied  denied  denied  denied    denied  all
shop_customers                                      select            denied  denied  denied  denied    denied  all
shop_orders                                         select            denied  denied  denied  denied    denied  all

staff_invitations                                   select            denied  denied  denied  denied    denied  all
staff_invitations                                   insert            denied  denied  denied  denied    denied  ok
staff_invitations                                   update            denied  denied  denied  denied    denied  all
staff_invitations                                   delete            denied  denied  denied  denied    denied  all
staff_invitations                                   truncate          denied  denied  denied  denied    denied  all

failed_job_attempts                                 select            denied  denied  denied  denied    denied  all
failed_job_attempts                                 insert            denied  denied  denied  denied    denied  ok
failed_job_attempts                                 update            denied  denied  denied  denied    denied  all
failed_job_attempts                                 delete            denied  denied  denied  denied    denied  all
failed_job_attempts                                 truncate          denied  denied  denied  denied    denied  all

outbox_events                                       select            denied  denied  denied  denied    denied  all
outbox_events                                       insert            denied  denied  denied  denied    denied  ok
outbox_events                                       update            denied  denied  denied  denied    denied  all
outbox_events                                       delete            denied  denied  denied  denied    denied  all
outbox_events                                       truncate          denied  denied  denied  denied    denied  all

shop_changes                                        select            denied  denied  denied  denied    denied  all
shop_changes                                        insert            denied  denied  denied  denied    denied  ok
shop_changes                                        update            denied  denied  denied  denied    denied  all
shop_changes                                        delete            denied  denied  denied  denied    denied  all
shop_changes                                        truncate          denied  denied  denied  denied    denied  all

erased_customers                                    select            denied  denied  denied  denied    denied  all
erased_customers                                    insert            denied  denied  denied  denied    denied  ok
erased_customers                                    update            denied  denied  denied  denied    denied  all
erased_customers                                    delete            denied  denied  denied  denied    denied  all
erased_customers                                    truncate          denied  denied  denied  denied    denied  all

song_options                                        select            denied  denied  denied  denied    denied  all
song_options                                        insert            denied  denied  denied  denied    denied  ok
song_options                                        update            denied  denied  denied  denied    denied  all
song_options                                        delete            denied  denied  denied  denied    denied  all
song_options                                        truncate          denied  denied  denied  denied    denied  all

order_summaries                                     select            denied  denied  denied  denied    denied  all
order_summaries                                     insert            denied  denied  denied  denied    denied  ok
order_summaries                                     update            denied  denied  denied  denied    denied  all
order_summaries                                     delete            denied  denied  denied  denied    denied  all
order_summaries                                     truncate          denied  denied  denied  denied    denied  all

activity                                            select            denied  denied  denied  denied    denied  all
activity                                            insert            denied  denied  denied  denied    denied  ok
activity                                            update            denied  denied  denied  denied    denied  denied
activity                                            delete            denied  denied  denied  denied    denied  denied
activity                                            truncate          denied  denied  denied  denied    denied  denied

error_groups                                        select            denied  denied  denied  denied    denied  all
error_groups                                        insert            denied  denied  denied  denied    denied  ok
error_groups                                        update            denied  denied  denied  denied    denied  all
error_groups                                        delete            denied  denied  denied  denied    denied  all
error_groups                                        truncate          denied  denied  denied  denied    denied  all

event_types                                         select            denied  denied  denied  denied    denied  all
event_types                                         insert            denied  denied  denied  denied    denied  ok
event_types                                         update            denied  denied  denied  denied    denied  all
event_types                                         delete            denied  denied  denied  denied    denied  all
event_types                                         truncate          denied  denied  denied  denied    denied  all

relinks                                             select            denied  denied  denied  denied    denied  all
relinks                                             insert            denied  denied  denied  denied    denied  ok
relinks                                             update            denied  denied  denied  denied    denied  all
relinks                                             delete            denied  denied  denied  denied    denied  all
relinks                                             truncate          denied  denied  denied  denied    denied  all

outside_rows                                        select            denied  denied  denied  denied    denied  all
outside_rows                                        insert            denied  denied  denied  denied    denied  ok
outside_rows                                        update            denied  denied  denied  denied    denied  all
outside_rows                                        delete            denied  denied  denied  denied    denied  all
outside_rows                                        truncate          denied  denied  denied  denied    denied  all

error_group_hours                                   select            denied  denied  denied  denied    denied  all
error_group_hours                                   insert            denied  denied  denied  denied    denied  ok
error_group_hours                                   update            denied  denied  denied  denied    denied  all
error_group_hours                                   delete            denied  denied  denied  denied    denied  all
error_group_hours                                   truncate          denied  denied  denied  denied    denied  all

bulk_operations                                     select            denied  denied  denied  denied    denied  all
bulk_operations                                     insert            denied  denied  denied  denied    denied  ok
bulk_operations                                     update            denied  denied  denied  denied    denied  all
bulk_operations                                     delete            denied  denied  denied  denied    denied  all
bulk_operations                                     truncate          denied  denied  denied  denied    denied  all

bulk_operation_items                                select            denied  denied  denied  denied    denied  all
bulk_operation_items                                insert            denied  denied  denied  denied    denied  ok
bulk_operation_items                                update            denied  denied  denied  denied    denied  all
bulk_operation_items                                delete            denied  denied  denied  denied    denied  all
bulk_operation_items                                truncate          denied  denied  denied  denied    denied  all

idempotency_keys                                    select            denied  denied  denied  denied    denied  all
idempotency_keys                                    insert            denied  denied  denied  denied    denied  ok
idempotency_keys                                    update            denied  denied  denied  denied    denied  all
idempotency_keys                                    delete            denied  denied  denied  denied    denied  all
idempotency_keys                                    truncate          denied  denied  denied  denied    denied  all

saved_views                                         select            denied  denied  denied  denied    denied  all
saved_views                                         insert            denied  denied  denied  denied    denied  ok
saved_views                                         update            denied  denied  denied  denied    denied  all
saved_views                                         delete            denied  denied  denied  denied    denied  all
saved_views                                         truncate          denied  denied  denied  denied    denied  all
error_kinds                                         select            denied  denied  denied  denied    denied  all
error_kinds                                         insert            denied  denied  denied  denied    denied  ok
error_kinds                                         update            denied  denied  denied  denied    denied  all
error_kinds                                         delete            denied  denied  denied  denied    denied  all
error_kinds                                         truncate          denied  denied  denied  denied    denied  all
error_kinds_version                                 select            denied  denied  denied  denied    denied  all
error_kinds_version                                 insert            denied  denied  denied  denied    denied  23505
error_kinds_version                                 update            denied  denied  denied  denied    denied  all
error_kinds_version                                 delete            denied  denied  denied  denied    denied  all
error_kinds_version                                 truncate          denied  denied  denied  denied    denied  all
failed_job_presence                                 select            denied  denied  denied  denied    denied  all
failed_job_presence                                 insert            denied  denied  denied  denied    denied  ok
failed_job_presence                                 update            denied  denied  denied  denied    denied  all
failed_job_presence                                 delete            denied  denied  denied  denied    denied  all
failed_job_presence                                 truncate          denied  denied  denied  denied    denied  all
ended_generations                                   select            denied  denied  denied  denied    denied  all
ended_generations                                   insert            denied  denied  denied  denied    denied  ok
ended_generations                                   update            denied  denied  denied  denied    denied  all
ended_generations                                   delete            denied  denied  denied  denied    denied  all
ended_generations                                   truncate          denied  denied  denied  denied    denied  all


discarded_files                                     select            denied  denied  denied  denied    denied  all
discarded_files                                     insert            denied  denied  denied  denied    denied  ok
discarded_files                                     update            denied  denied  denied  denied    denied  all
discarded_files                                     delete            denied  denied  denied  denied    denied  all
discarded_files                                     truncate          denied  denied  denied  denied    denied  all
song_peaks                                          select            denied  denied  denied  denied    denied  all
song_peaks                                          insert            denied  denied  denied  denied    denied  ok
song_peaks                                          update            denied  denied  denied  denied    denied  all
song_peaks                                          delete            denied  denied  denied  denied    denied  all
song_peaks                                          truncate          denied  denied  denied  denied    denied  all

song_openings                                       select            denied  denied  denied  denied    denied  all
song_openings                                       insert            denied  denied  denied  denied    denied  ok
song_openings                                       update            denied  denied  denied  denied    denied  all
song_openings                                       delete            denied  denied  denied  denied    denied  all
song_openings                                       truncate          denied  denied  denied  denied    denied  all
generation_runs                                     select            denied  denied  denied  denied    denied  all
generation_runs                                     insert            denied  denied  denied  denied    denied  ok
generation_runs                                     update            denied  denied  denied  denied    denied  all
generation_runs                                     delete            denied  denied  denied  denied    denied  all
generation_runs                                     truncate          denied  denied  denied  denied    denied  all
event_watches                                       select            denied  denied  denied  denied    denied  all
event_watches                                       insert            denied  denied  denied  denied    denied  ok
event_watches                                       update            denied  denied  denied  denied    denied  all
event_watches                                       delete            denied  denied  denied  denied    denied  all
event_watches                                       truncate          denied  denied  denied  denied    denied  all
song_plays                                          select            denied  denied  denied  denied    denied  all
song_plays                                          insert            denied  denied  denied  denied    denied  ok
song_plays                                          update            denied  denied  denied  denied    denied  all
song_plays                                          delete            denied  denied  denied  denied    denied  all
song_plays                                          truncate          denied  denied  denied  denied    denied  all

song_listeners                                      select            denied  denied  denied  denied    denied  all
song_listeners                                      insert            denied  denied  denied  denied    denied  ok
song_listeners                                      update            denied  denied  denied  denied    denied  all
song_listeners                                      delete            denied  denied  denied  denied    denied  all
song_listeners                                      truncate          denied  denied  denied  denied    denied  all

share_limits                                        select            denied  denied  denied  denied    denied  all
share_limits                                        insert            denied  denied  denied  denied    denied  ok
share_limits                                        update            denied  denied  denied  denied    denied  all
share_limits                                        delete            denied  denied  denied  denied    denied  all
share_limits                                        truncate          denied  denied  denied  denied    denied  all

find_shared_song(text)                                                    execute  ok      ok      denied  denied    denied  ok
request_share_token()                                                     execute  ok      ok      denied  denied    denied  ok
retry_failed_job(uuid,uuid,text,integer,text,text,text,timestamp with time zone)  execute  denied  denied  denied  denied    denied  ok
resolve_failed_job(uuid,uuid,text,integer,text)                           execute  denied  denied  denied  denied    denied  ok
record_failed_job(text,text,jsonb,text,text,integer,text,text,text,text,integer,desk.attempt_outcome)  execute  denied  denied  denied  denied    denied  ok
begin_run(text,text,uuid)                                                 execute  denied  denied  denied  denied    denied  ok
record_attempt_succeeded(text,text)                                       execute  denied  denied  denied  denied    denied  ok
request_generation(uuid,integer[],uuid,text,text,jsonb)                   execute  denied  denied  denied  denied    denied  ok
begin_variant_generation(uuid,integer,text,integer)                       execute  denied  denied  denied  denied    denied  ok
complete_variant_generation(uuid,integer,text,text,integer,integer,text)  execute  denied  denied  denied  denied    denied  ok
claim_outbox_events(integer,integer,text[],integer)                       execute  denied  denied  denied  denied    denied  ok
mark_outbox_sent(text[])                                                  execute  denied  denied  denied  denied    denied  ok
mark_outbox_failed(text[],text,integer[],boolean)                         execute  denied  denied  denied  denied    denied  ok
list_staff()                                                              execute  denied  denied  denied  denied    denied  ok
add_staff_member(text,desk.staff_role,text,uuid,text)                   execute  denied  denied  denied  denied    denied  denied
invite_staff_member(text,desk.staff_role,text,uuid,text)                execute  denied  denied  denied  denied    denied  ok
accept_staff_invitation(uuid,text)                                        execute  denied  denied  denied  denied    denied  ok
withdraw_staff_invitation(uuid,uuid,text)                                 execute  denied  denied  denied  denied    denied  ok
live_sessions(uuid[])                                                     execute  denied  denied  denied  denied    denied  ok
change_staff_member(uuid,text,desk.staff_role,boolean,uuid,text)        execute  denied  denied  denied  denied    denied  ok
log_activity(uuid,text,text,text,uuid,jsonb,jsonb,text,text)              execute  denied  denied  denied  denied    denied  ok
event_variant_numbers(jsonb)                                              execute  denied  denied  denied  denied    denied  ok
failed_job_state(public.failed_jobs)                                      execute  denied  denied  denied  denied    denied  ok
fail_variants(jsonb)                                                      execute  denied  denied  denied  denied    denied  ok
schema_version()                                                          execute  denied  denied  denied  denied    denied  ok
take_over_failed_jobs(uuid,integer)                                       execute  denied  denied  denied  denied    denied  ok
take_over_orders(uuid,integer)                                            execute  denied  denied  denied  denied    denied  ok
refresh_order_summaries(uuid[])                                           execute  denied  denied  denied  denied    denied  ok
refresh_order_summaries_in_order(uuid[])                                  execute  denied  denied  denied  denied    denied  ok
on_song_variants_changed()                                                execute  denied  denied  denied  denied    denied  0A000
order_summaries_now(uuid[])                                               execute  denied  denied  denied  denied    denied  ok
failed_job_search_text(public.failed_jobs)                                execute  denied  denied  denied  denied    denied  ok
on_shop_orders_changed()                                                  execute  denied  denied  denied  denied    denied  0A000
on_shop_customers_changed()                                               execute  denied  denied  denied  denied    denied  0A000
on_shop_briefs_changed()                                                  execute  denied  denied  denied  denied    denied  0A000
lock_shop_orders(uuid[])                                                  execute  denied  denied  denied  denied    denied  ok
lock_shop_customer(uuid)                                                  execute  denied  denied  denied  denied    denied  ok
erase_shop_customer(uuid,text)                                            execute  denied  denied  denied  denied    denied  denied
shop_song_files(uuid)                                                     execute  denied  denied  denied  denied    denied  ok
rows_followed_at_once()                                                   execute  denied  denied  denied  denied    denied  ok
can_be_followed(uuid[])                                                   execute  denied  denied  denied  denied    denied  ok
note_shop_change(text,uuid[],text)                                        execute  denied  denied  denied  denied    denied  ok
follow_shop(text,uuid[])                                                  execute  denied  denied  denied  denied    denied  ok
orders_of_shop_rows(text,uuid[])                                          execute  denied  denied  denied  denied    denied  ok
refresh_failures_of_customers(uuid[])                                     execute  denied  denied  denied  denied    denied  ok
refresh_orders(uuid[])                                                    execute  denied  denied  denied  denied    denied  ok
look_again(text,uuid[])                                                   execute  denied  denied  denied  denied    denied  ok
follow_shop_changes(integer)                                              execute  denied  denied  denied  denied    denied  ok
needed_day(date,timestamp with time zone,text)                            execute  denied  denied  denied  denied    denied  ok
set_failed_job_search_text()                                              execute  denied  denied  denied  denied    denied  0A000
list_error_groups(integer,jsonb)                                          execute  denied  denied  denied  denied    denied  ok
set_fingerprints(jsonb)                                                   execute  denied  denied  denied  denied    denied  ok
rebuild_error_groups()                                                    execute  denied  denied  denied  denied    denied  ok
count_failure()                                                           execute  denied  denied  denied  denied    denied  0A000
on_failed_jobs_deleted()                                                  execute  denied  denied  denied  denied    denied  0A000
on_error_kinds_changed()                                                  execute  denied  denied  denied  denied    denied  0A000
move_failure()                                                            execute  denied  denied  denied  denied    denied  0A000
count_failed_jobs(integer,text)                                           execute  denied  denied  denied  denied    denied  ok
event_refusal(jsonb)                                                      execute  denied  denied  denied  denied    denied  ok
id_in(jsonb)                                                              execute  denied  denied  denied  denied    denied  ok
at_path(jsonb,text)                                                       execute  denied  denied  denied  denied    denied  ok
event_order_id(jsonb)                                                     execute  denied  denied  denied  denied    denied  ok
event_customer_id(jsonb)                                                  execute  denied  denied  denied  denied    denied  ok
event_links(jsonb)                                                        execute  denied  denied  denied  denied    denied  ok
event_reports(jsonb)                                                      execute  denied  denied  denied  denied    denied  ok
event_songs(jsonb)                                                        execute  denied  denied  denied  denied    denied  ok
songs_are_numbers(jsonb)                                                  execute  denied  denied  denied  denied    denied  ok
save_event_types(jsonb)                                                   execute  denied  denied  denied  denied    denied  ok
relink_failed_jobs(integer)                                               execute  denied  denied  denied  denied    denied  ok
log_outside(text,public.failed_jobs,jsonb,jsonb,text)                     execute  denied  denied  denied  denied    denied  ok
is_from_outside(public.failed_jobs)                                       execute  denied  denied  denied  denied    denied  ok
settle_outside_row(uuid)                                                  execute  denied  denied  denied  denied    denied  ok
settle_outside_rows(integer)                                              execute  denied  denied  denied  denied    denied  ok
on_outside_row()                                                          execute  denied  denied  denied  denied    denied  0A000
on_outside_row_inserted()                                                 execute  denied  denied  denied  denied    denied  0A000
on_resolved_outside()                                                     execute  denied  denied  denied  denied    denied  0A000
claim_outside_row(text,jsonb,text,text,text,text,text,text,integer)       execute  denied  denied  denied  denied    denied  ok
change_refusal(public.failed_jobs,text,integer)                           execute  denied  denied  denied  denied    denied  ok
job_changes()                                                             execute  denied  denied  denied  denied    denied  ok
cancel_retry(uuid,uuid,text,integer,text)                                 execute  denied  denied  denied  denied    denied  ok
end_retry(uuid,uuid,text,integer,text)                                    execute  denied  denied  denied  denied    denied  ok
note_internal_ids(text[],text[])                                          execute  denied  denied  denied  denied    denied  ok
claim_event_watches(integer,integer)                                      execute  denied  denied  denied  denied    denied  ok
settle_missing_event(text,integer,integer)                                execute  denied  denied  denied  denied    denied  ok
end_unheard_event(text,uuid,text,desk.attempt_outcome,text,text,text,text,text,text,integer,integer)  execute  denied  denied  denied  denied    denied  ok
end_attempt_of_event(text,text)                                           execute  denied  denied  denied  denied    denied  ok
event_is_made(jsonb)                                                      execute  denied  denied  denied  denied    denied  ok
lock_failed_job_of_event(text)                                            execute  denied  denied  denied  denied    denied  ok
reopen_failed_job(uuid,uuid,text,integer,text)                            execute  denied  denied  denied  denied    denied  ok
assign_failed_job(uuid,uuid,uuid,text,integer,text)                       execute  denied  denied  denied  denied    denied  ok
snooze_failed_job(uuid,uuid,timestamp with time zone,text,integer,text)   execute  denied  denied  denied  denied    denied  ok
comment_failed_job(uuid,uuid,text,text)                                   execute  denied  denied  denied  denied    denied  ok
send_outbox_now(text[],uuid,text)                                         execute  denied  denied  denied  denied    denied  ok
bulk_limit(desk.staff_role)                                             execute  denied  denied  denied  denied    denied  ok
selected_failed_job_ids(jsonb)                                            execute  denied  denied  denied  denied    denied  ok
next_bulk_items(uuid,integer,integer)                                     execute  denied  denied  denied  denied    denied  ok
selected_ids(desk.bulk_kind,jsonb)                                      execute  denied  denied  denied  denied    denied  ok
preview_failed_jobs(desk.bulk_kind,jsonb)                               execute  denied  denied  denied  denied    denied  ok
request_bulk_run(uuid,integer)                                          execute  denied  denied  denied  denied    denied  ok
act_on_item(desk.bulk_kind,uuid,jsonb,uuid,text)                        execute  denied  denied  denied  denied    denied  ok
act_on_items(desk.bulk_kind,uuid[],jsonb,uuid,text)                     execute  denied  denied  denied  denied    denied  ok
retry_failed_jobs(uuid[],uuid,text,text)                                  execute  denied  denied  denied  denied    denied  ok
write_retries(uuid[],integer[],jsonb[],uuid,text,text,timestamp with time zone,jsonb)  execute  denied  denied  denied  denied    denied  ok
written_text(text)                                                        execute  denied  denied  denied  denied    denied  ok
preview_bulk(desk.bulk_kind,jsonb)                                      execute  denied  denied  denied  denied    denied  ok
create_bulk_operation(desk.bulk_kind,jsonb,jsonb,uuid,integer,text)     execute  denied  denied  denied  denied    denied  ok
run_bulk_batch(uuid,integer,integer)                                      execute  denied  denied  denied  denied    denied  ok
continue_bulk_operation(uuid,integer,text)                                execute  denied  denied  denied  denied    denied  ok
set_bulk_state(uuid,desk.bulk_state,uuid,text)                          execute  denied  denied  denied  denied    denied  ok
claim_idempotency_key(uuid,text,text)                                     execute  denied  denied  denied  denied    denied  ok
finish_idempotency_key(uuid,text,integer,jsonb)                           execute  denied  denied  denied  denied    denied  ok
payload_text(jsonb)                                                       execute  denied  denied  denied  denied    denied  ok
set_failure_kinds(jsonb,integer)                                          execute  denied  denied  denied  denied    denied  ok
read_error_kinds()                                                        execute  denied  denied  denied  denied    denied  ok
contains_pattern(text)                                                    execute  denied  denied  denied  denied    denied  ok
search_text_condition(text,text)                                          execute  denied  denied  denied  denied    denied  ok
failed_jobs_of_event(text)                                                execute  denied  denied  denied  denied    denied  ok
failed_jobs_of_run(text)                                                  execute  denied  denied  denied  denied    denied  ok
customers_with_address(text)                                              execute  denied  denied  denied  denied    denied  ok
failed_job_where(jsonb)                                                   execute  denied  denied  denied  denied    denied  ok
beginning_of(text,integer)                                                execute  denied  denied  denied  denied    denied  ok
known_zone(text)                                                          execute  denied  denied  denied  denied    denied  ok
today_in(text)                                                            execute  denied  denied  denied  denied    denied  ok
job_type_shown()                                                          execute  denied  denied  denied  denied    denied  ok
from_day_condition(text,boolean,text,boolean,text)                        execute  denied  denied  denied  denied    denied  ok
list_failed_jobs(jsonb,text,integer,boolean,jsonb,text,integer)           execute  denied  denied  denied  denied    denied  ok
failed_jobs_page(jsonb,text,integer,boolean,jsonb,text,integer,integer)   execute  denied  denied  denied  denied    denied  ok
failed_job_history(uuid,integer,integer,integer)                          execute  denied  denied  denied  denied    denied  ok
failed_jobs_of_customer(uuid,integer)                                     execute  denied  denied  denied  denied    denied  ok
failed_job_facets(jsonb,integer)                                          execute  denied  denied  denied  denied    denied  ok
create_saved_view(uuid,text,text,boolean,text,text)                       execute  denied  denied  denied  denied    denied  ok
locked_saved_view(uuid,uuid)                                              execute  denied  denied  denied  denied    denied  ok
change_saved_view(uuid,uuid,text,text,boolean,text)                       execute  denied  denied  denied  denied    denied  ok
delete_saved_view(uuid,uuid,text)                                         execute  denied  denied  denied  denied    denied  ok
reveal_failed_job(uuid,uuid,text)                                         execute  denied  denied  denied  denied    denied  ok
record_export(uuid,jsonb,text)                                            execute  denied  denied  denied  denied    denied  ok
presence_counts_for()                                                     execute  denied  denied  denied  denied    denied  ok
live_state()                                                              execute  denied  denied  denied  denied    denied  ok
mark_presence(uuid,uuid,boolean)                                          execute  denied  denied  denied  denied    denied  ok
outbox_depth(integer)                                                     execute  denied  denied  denied  denied    denied  ok
list_outbox(text,integer)                                                 execute  denied  denied  denied  denied    denied  ok
outbox_state(desk.outbox_events)                                          execute  denied  denied  denied  denied    denied  ok
live_changes(text,uuid[],integer)                                         execute  denied  denied  denied  denied    denied  ok
overview_backlog(integer,text)                                            execute  denied  denied  denied  denied    denied  ok
overview_due(text,integer,integer,date)                                   execute  denied  denied  denied  denied    denied  ok
overview_failures(integer,integer,text,integer)                           execute  denied  denied  denied  denied    denied  ok
overview_songs(integer,integer)                                           execute  denied  denied  denied  denied    denied  ok
brief_change_is_valid(jsonb)                                              execute  denied  denied  denied  denied    denied  ok
generation_is_lost(public.song_variants)                                  execute  denied  denied  denied  denied    denied  ok
keep_generation(uuid,integer,text,integer)                                execute  denied  denied  denied  denied    denied  ok
cancel_generation(uuid,integer[],uuid,text,text)                          execute  denied  denied  denied  denied    denied  ok
lost_generations(integer)                                                 execute  denied  denied  denied  denied    denied  ok
give_up_generation(uuid,text,text,text,text,text)                         execute  denied  denied  denied  denied    denied  ok
order_timeline(uuid,integer,timestamp with time zone,text)                execute  denied  denied  denied  denied    denied  ok
order_failures(uuid)                                                      execute  denied  denied  denied  denied    denied  ok
column_condition(text,jsonb,text,date)                                    execute  denied  denied  denied  denied    denied  ok
search_condition(text,jsonb,text)                                         execute  denied  denied  denied  denied    denied  ok
failed_job_states(jsonb,integer)                                          execute  denied  denied  denied  denied    denied  ok
error_group_counts(jsonb,boolean)                                         execute  denied  denied  denied  denied    denied  ok
end_generations(uuid,integer[],text[],text[])                             execute  denied  denied  denied  denied    denied  ok
record_failure_of(public.failed_jobs,desk.failed_job_attempts,text,text,text,text,text,text,text,integer,desk.attempt_outcome,integer[])  execute  denied  denied  denied  denied    denied  23502
await_songs(desk.shop_orders,integer[],text,uuid)                         execute  denied  denied  denied  denied    denied  ok
lock_customer(uuid,uuid[])                                                execute  denied  denied  denied  denied    denied  ok
attempt_progress(desk.attempt_outcome,timestamp with time zone,timestamp with time zone)  execute  denied  denied  denied  denied    denied  ok
read_order(uuid)                                                          execute  denied  denied  denied  denied    denied  ok
search_orders(uuid[],integer)                                             execute  denied  denied  denied  denied    denied  ok
search_failures(uuid[],integer)                                           execute  denied  denied  denied  denied    denied  ok
search_variants(uuid[],integer)                                           execute  denied  denied  denied  denied    denied  ok
failed_jobs_named(text)                                                   execute  denied  denied  denied  denied    denied  ok
names_among(text[])                                                       execute  denied  denied  denied  denied    denied  ok
search_by_id(text,uuid,uuid)                                              execute  denied  denied  denied  denied    denied  ok
search_customers(text,integer,boolean)                                    execute  denied  denied  denied  denied    denied  ok
record_order_export(uuid,jsonb,text)                                      execute  denied  denied  denied  denied    denied  ok
selected_order_ids(jsonb)                                                 execute  denied  denied  denied  denied    denied  ok
missing_variants(uuid)                                                    execute  denied  denied  denied  denied    denied  ok
missing_variants_refusal(desk.order_summaries)                          execute  denied  denied  denied  denied    denied  ok
preview_missing_variants(jsonb)                                           execute  denied  denied  denied  denied    denied  ok
generate_missing_variants(uuid,uuid,text,text)                            execute  denied  denied  denied  denied    denied  ok
customer_is_erased(uuid)                                                  execute  denied  denied  denied  denied    denied  ok
impersonal_event(jsonb)                                                   execute  denied  denied  denied  denied    denied  ok
take_discarded_files(integer,uuid)                                        execute  denied  denied  denied  denied    denied  ok
announce_song_file(uuid,integer,text)                                     execute  denied  denied  denied  denied    denied  ok
restore_former_song(uuid,uuid,uuid,text,text)                             execute  denied  denied  denied  denied    denied  ok
generation_under_way(public.song_variants)                                execute  denied  denied  denied  denied    denied  ok
generation_retries(text)                                                  execute  denied  denied  denied  denied    denied  ok
forget_discarded_files(text[])                                            execute  denied  denied  denied  denied    denied  ok
words_pattern(text[])                                                     execute  denied  denied  denied  denied    denied  ok
is_wording(jsonb)                                                         execute  denied  denied  denied  denied    denied  ok
masked_text(text,text)                                                    execute  denied  denied  denied  denied    denied  ok
masked_json(jsonb,text)                                                   execute  denied  denied  denied  denied    denied  ok
decoded_url_text(text)                                                    execute  denied  denied  denied  denied    denied  ok
masked_query(text,text)                                                   execute  denied  denied  denied  denied    denied  ok
path_of_audio_url(text)                                                   execute  denied  denied  denied  denied    denied  ok
erase_mentions(text,text[],uuid[],uuid[])                                 execute  denied  denied  denied  denied    denied  denied
erase_records(uuid)                                                       execute  denied  denied  denied  denied    denied  denied
erase_account(uuid,text)                                                  execute  denied  denied  denied  denied    denied  denied
erase_account_log(uuid,text)                                              execute  denied  denied  denied  denied    denied  denied
erase_customer(uuid,uuid,text,text)                                       execute  denied  denied  denied  denied    denied  ok
count_customer(uuid)                                                      execute  denied  denied  denied  denied    denied  ok
touch_staff_member(uuid)                                                  execute  denied  denied  denied  denied    denied  ok
discard_replaced_song()                                                   execute  denied  denied  denied  denied    denied  0A000
note_favourite()                                                          execute  denied  denied  denied  denied    denied  0A000
save_song_peaks(uuid,text,integer[])                                      execute  denied  denied  denied  denied    denied  ok
order_lead()                                                              execute  denied  denied  denied  denied    denied  ok
order_search_condition(text)                                              execute  denied  denied  denied  denied    denied  ok
order_lead_condition(jsonb,text)                                          execute  denied  denied  denied  denied    denied  ok
order_where(jsonb,text)                                                   execute  denied  denied  denied  denied    denied  ok
orders_page(jsonb,text,boolean,integer,boolean,jsonb,text)                execute  denied  denied  denied  denied    denied  ok
find_share_message(uuid)                                                  execute  denied  denied  denied  denied    denied  ok
record_opening(uuid)                                                      execute  denied  denied  denied  denied    denied  ok
record_play(uuid,text)                                                    execute  denied  denied  denied  denied    denied  ok
count_share_requests(text,integer,integer,integer)                        execute  denied  denied  denied  denied    denied  ok
share_link_state(public.song_variants)                                    execute  denied  denied  denied  denied    denied  ok
share_link_refusal(text,public.song_variants)                             execute  denied  denied  denied  denied    denied  ok
change_share_link(uuid,text,jsonb,uuid,text,integer,text)                 execute  denied  denied  denied  denied    denied  ok
refuse_activity_change()                                                  execute  denied  denied  denied  denied    denied  0A000
note_outbox_move()                                                        execute  denied  denied  denied  denied    denied  0A000
`;

/** Those who ask, in the order of the columns. */
export const ROLES = ["anon", "token", "owner", "stranger", "staff", "service"] as const;
export type Role = (typeof ROLES)[number];

/** One line of the matrix. */
export interface Right {
  /** A table, or a function with the types of its arguments, as regprocedure prints them. */
  object: string;
  /** select, select(columns), insert, update, update(column), delete, truncate or execute. */
  command: string;
  expected: Record<Role, string>;
}

function parseLine(line: string): Right {
  const [object, command, ...cells] = line.split(/ {2,}/);
  const expected = Object.fromEntries(ROLES.map((role, index) => [role, cells[index] ?? ""]));
  if (!object || !command || cells.length !== ROLES.length)
    throw new Error(`not a line of the matrix: ${line}`);
  return { object, command, expected: expected as Record<Role, string> };
}

/** Every line of the matrix. */
export const RIGHTS: readonly Right[] = MATRIX.split("\n")
  .map((line) => line.trim())
  .filter((line) => line !== "")
  .slice(1)
  .map(parseLine);
