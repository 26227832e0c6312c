-- As before, but whoever opened a link has not changed it: a refusal named them and their time as who was faster.
create or replace function public.share_link_refusal(p_code text, p_variant public.song_variants) returns jsonb
  language sql stable
  set search_path = ''
as $$
  select jsonb_build_object('ok', false, 'code', p_code, 'link', public.share_link_state(p_variant),
    'changed_by', a.actor_name, 'changed_at', a.at)
  from (select 1) one
  left join lateral (
    select actor_name, at from public.activity
    where subject_type = 'variant' and subject_id = p_variant.id::text and action like 'share\_link\_%'
      and action <> 'share_link_opened'
    order by id desc limit 1
  ) a on true;
$$;
