-- The newest failures of a customer as rows of a list, found and read in one request.
create function public.failed_jobs_of_customer(p_customer_id uuid, p_limit integer) returns jsonb
  language sql stable
  set search_path = ''
as $$
  select public.list_failed_jobs(
    jsonb_build_object('ids', array(
      select id from public.failed_jobs where customer_id = p_customer_id order by last_failed_at desc, id desc limit p_limit)),
    'newest', p_limit);
$$;

revoke execute on function public.failed_jobs_of_customer(uuid, integer) from public, anon, authenticated;
grant execute on function public.failed_jobs_of_customer(uuid, integer) to service_role;
