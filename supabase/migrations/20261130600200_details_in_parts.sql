-- One failure with a history of any length and texts of any size.

-- What happened to a failure: the newest attempts before p_before, each with what became of its event; with the first of
-- them also what people did. No more of each text than p_text_limit characters; "cut" says whether there is more of the
-- failure's own. One row more than p_limit says that there are further attempts.
create function public.failed_job_history(
  p_id uuid, p_text_limit integer, p_limit integer, p_before integer default null
) returns jsonb
  language sql stable
  set search_path = ''
as $$
  select jsonb_build_object(
    'error_stack', public.beginning_of(j.error_stack, p_text_limit),
    'notes', public.beginning_of(j.notes, p_text_limit),
    'cut', coalesce(greatest(char_length(left(j.error_message, p_text_limit + 1)), char_length(left(j.error_stack, p_text_limit + 1)),
      char_length(left(j.notes, p_text_limit + 1))) > p_text_limit, false),
    'attempts', coalesce((
      select jsonb_agg(a order by a.attempt desc) from (
        select t.attempt, t.event_id, t.event::text, t.requested_at, t.scheduled_for, t.note, t.run_id, t.started_at, t.ended_at,
          t.outcome, public.beginning_of(t.error_type, p_text_limit) as error_type,
          public.beginning_of(t.error_message, p_text_limit) as error_message, m.full_name as requested_by, e.sent_at,
          e.resent_at, public.beginning_of(e.last_error, p_text_limit) as delivery_error
        from public.failed_job_attempts t
        left join public.staff_members m on m.user_id = t.requested_by
        left join public.outbox_events e on e.event_id = t.event_id
        where t.failed_job_id = j.id and (p_before is null or t.attempt < p_before)
        order by t.attempt desc limit p_limit + 1) a), '[]'),
    'activity', case when p_before is null then coalesce((
      select jsonb_agg(a order by a.id desc) from (
        select l.id, l.at, l.actor_name, l.action, l.subject_type, l.subject_id, l.before, l.after,
          public.beginning_of(l.note, p_text_limit) as note
        from public.activity l where l.subject_type = 'failed_job' and l.subject_id = j.id::text
        order by l.id desc limit 100) a), '[]') end)
  from public.failed_jobs j where j.id = p_id;
$$;

revoke execute on function public.failed_job_history(uuid, integer, integer, integer) from public, anon, authenticated;
grant execute on function public.failed_job_history(uuid, integer, integer, integer) to service_role;
