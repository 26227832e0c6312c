import { makeCustomer, makeOrder, makeVariant } from "../database/rows";
import { withDatabase } from "./database";

/** A song that is finished, and whose link lives: its token, and the size and recipient that its row tells. */
export const finishedSong = () =>
  withDatabase(async (sql) => {
    const [song] = await sql<{ token: string; bytes: number; recipient: string; customer: string }[]>`
      select v.share_token as token, v.audio_bytes as bytes, c.recipient_name as recipient, u.email as customer
      from public.song_variants v
      join public.orders o on o.id = v.order_id
      join public.customizations c on c.id = o.customization_id
      join public.users u on u.id = o.user_id
      where v.generation_status = 'complete' and v.audio_bytes is not null
        and v.share_revoked_at is null and v.share_expires_at is null
      order by v.id limit 1`;
    if (!song) throw new Error("the demo data has no song");
    return song;
  });

/** What of a link can be set. */
interface LinkChanges {
  share_revoked_at?: Date | null;
  share_expires_at?: Date | null;
  allow_download?: boolean;
  allow_embed?: boolean;
}

/** A variant of a test's own in this state, without a song. */
export const songThatIs = (state: "pending" | "generating" | "failed" | "complete") =>
  withDatabase(async (sql) => {
    const order = await makeOrder(sql, await makeCustomer(sql));
    const { id, share_token } = await makeVariant(sql, order, 1, state);
    return { id, token: share_token, order: order.id };
  });

/** Finishes a variant, as its generation does, with the audio and the waveform of a song of the demo data. */
export const finish = (id: string) =>
  withDatabase(async (sql) => {
    await sql`
      update public.song_variants v
      set generation_status = 'complete', completed_at = now(), storage_path = s.storage_path,
        duration_ms = s.duration_ms, audio_bytes = s.audio_bytes, audio_type = s.audio_type
      from (select * from public.song_variants
        where generation_status = 'complete' and audio_bytes is not null order by id limit 1) s
      where v.id = ${id}`;
    await sql`
      insert into desk.song_peaks (variant_id, storage_path, peaks)
      select v.id, v.storage_path, p.peaks from public.song_variants v
      join desk.song_peaks p on p.storage_path = v.storage_path where v.id = ${id} limit 1`;
  });

export const changeLink = (id: string, changes: LinkChanges) =>
  withDatabase((sql) => sql`update public.song_variants set ${sql({ ...changes })} where id = ${id}`);

/** A finished song of a test's own. */
export async function makeSong(changes: LinkChanges = {}) {
  const song = await songThatIs("pending");
  await finish(song.id);
  if (Object.keys(changes).length > 0) await changeLink(song.id, changes);
  return song;
}

/** How often a song was played, as the desk will say. */
export const playsOf = (id: string) =>
  withDatabase(async (sql) => {
    const [row] = await sql<{ plays: number }[]>`
      select plays from desk.song_plays where variant_id = ${id}`;
    return row?.plays ?? 0;
  });
