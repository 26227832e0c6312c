import type { SharedSong } from "./find-shared-song.server";
import { PICTURE_SIZES } from "./picture.server";
import { songTitle, titleText } from "./song-title";

/** Pixels that the player in a frame is made for. */
const WIDTH = 480;
const HEIGHT = 200;

/** Text as it may stand in an attribute. */
function attribute(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

/**
 * Describes a song's player to another site, by oEmbed 1.0, as the type "rich".
 *
 * @param page the share page's whole address
 * @param room what the other site has, in pixels
 */
export function describeEmbed(
  song: SharedSong,
  page: string,
  room: { maxwidth?: number | undefined; maxheight?: number | undefined },
) {
  const title = titleText(songTitle(song.occasion, song.recipient_name));
  const width = Math.min(WIDTH, room.maxwidth ?? WIDTH);
  const height = Math.min(HEIGHT, room.maxheight ?? HEIGHT);
  const [thumbnail_width, thumbnail_height] = PICTURE_SIZES.square;
  return {
    version: "1.0",
    type: "rich",
    title,
    width,
    height,
    html: `<iframe src="${attribute(`${page}/embed`)}" title="${attribute(title)}" width="${width}" height="${height}" style="border:0" allow="autoplay" referrerpolicy="no-referrer"></iframe>`,
    thumbnail_url: `${page}/artwork.png?shape=square`,
    thumbnail_width,
    thumbnail_height,
    // Revoking a link is to be seen at once.
    cache_age: 0,
  };
}
