-- As before, but no more than 20 lines a day for each song: whoever sets and takes away the mark all day would fill the
-- record. Which song is the favourite now is in its row, and not in the record.
create or replace function public.note_favourite() returns trigger
  language plpgsql
  security definer
  set search_path = ''
as $$
begin
  if (select count(*) from public.activity
      where subject_type = 'variant' and subject_id = new.id::text and action = 'favourite_chosen'
        and at > now() - interval '1 day') < 20 then
    perform public.log_activity(null, 'favourite_chosen', 'variant', new.id::text, new.order_id, null,
      jsonb_build_object('variant_number', new.variant_number), null, null);
  end if;
  return null;
end
$$;
