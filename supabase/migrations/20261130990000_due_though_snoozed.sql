-- What is due today or overdue stays in sight though somebody has put it aside: in the open failures, their counts and the
-- overview. Each of these functions is as before but for what it says of snoozed failures.
do $$
declare
  v_due constant text := '(now() at time zone ''utc'')::date';
  v_function record;
  v_body text;
begin
  for v_function in
    select oid, proname, pg_get_functiondef(oid) as body from pg_proc
    where pronamespace = 'public'::regnamespace
      and proname in ('failed_job_where', 'failed_job_facets', 'count_failed_jobs', 'overview_backlog', 'overview_due')
  loop
    v_body := case v_function.proname
      when 'failed_job_where' then replace(v_function.body,
        'format(''(j.snoozed_until is null or j.snoozed_until <= %L::timestamptz)'', now())',
        'format(''(j.snoozed_until is null or j.snoozed_until <= %L::timestamptz or j.needed_by <= %L::date)'', now(), '
          || 'coalesce(v_today, ' || v_due || '))')
      when 'failed_job_facets' then replace(v_function.body,
        'when ''''hidden'''' then not b.snoozed', 'when ''''hidden'''' then not b.snoozed or b.due in (''''overdue'''', ''''today'''')')
      when 'overview_due' then regexp_replace(v_function.body,
        '\s+and \(j\.snoozed_until is null or j\.snoozed_until <= now\(\)\)', '', 'g')
      else replace(v_function.body, '(j.snoozed_until is null or j.snoozed_until <= now())',
        '(j.snoozed_until is null or j.snoozed_until <= now() or j.needed_by <= ' || v_due || ')')
    end;
    if v_body = v_function.body then
      raise exception '% says nothing of snoozed failures', v_function.proname;
    end if;
    execute v_body;
  end loop;
end
$$;
