import { expect, test } from "vitest";
import { describeEmbed } from "./describe-embed.server";

const PAGE = "https://songs.example/share/9d3f0c1a-5b7e-4f62-8a41-0c9e2d7b6f55";
const SONG = {
  variant_id: "6c1f1d0e-38a5-4a3e-9d0b-7d8f6f1f2a10",
  generation_status: "complete" as const,
  storage_path: "orders/1b0c/variant-1.wav",
  duration_ms: 1000,
  audio_bytes: 1000,
  audio_type: "audio/wav",
  completed_at: null,
  recipient_name: `Rosa"><script>`,
  occasion: "birthday",
  message: null,
  peaks: null,
  allow_download: false,
  allow_embed: true,
};

test("a song is described as a frame that fits, and a name in it is text", () => {
  const { html, ...told } = describeEmbed(SONG, PAGE, { maxwidth: 300, maxheight: 1000 });
  expect(told).toMatchObject({ version: "1.0", type: "rich", width: 300, height: 200 });
  expect(html).toContain(`src="${PAGE}/embed"`);
  expect(html).not.toContain("<script");
  expect(html.match(/"/g)).toHaveLength(14);
});
