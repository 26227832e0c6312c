-- Which song the customer likes best is part of what happened to an order. They say it with their own account, by setting
-- the variant's column; the record is not theirs to write, so the owner of this function does.
create function public.note_favourite() returns trigger
  language plpgsql
  security definer
  set search_path = ''
as $$
begin
  perform public.log_activity(null, 'favourite_chosen', 'variant', new.id::text, new.order_id, null,
    jsonb_build_object('variant_number', new.variant_number), null, null);
  return null;
end
$$;
revoke execute on function public.note_favourite() from public, anon, authenticated;

create trigger song_variants_favourite after update of selected on public.song_variants
  for each row when (new.selected is true and old.selected is not true)
  execute function public.note_favourite();
