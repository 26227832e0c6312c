import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { brotliCompress } from "node:zlib";
import type { Plugin } from "vite";

const compress = promisify(brotliCompress);
/** Smaller ones fit into the packet that says what they are. */
const LEAST_BYTES = 1_000;

/**
 * Writes beside each script and style sheet what it is in brotli, as small as it gets: that takes too long to be done for
 * each request. server/compressed-files.ts sends it.
 */
export function compressedAssets(): Plugin {
  return {
    name: "compressed-assets",
    async writeBundle({ dir = "" }, bundle) {
      if (this.environment.name !== "client") return;
      const texts = Object.values(bundle).flatMap((output) => {
        const text = output.type === "chunk" ? output.code : output.source;
        return /\.(js|css)$/.test(output.fileName) && text.length >= LEAST_BYTES
          ? [{ fileName: output.fileName, text }]
          : [];
      });
      await Promise.all(
        texts.map(async ({ fileName, text }) => writeFile(join(dir, `${fileName}.br`), await compress(text))),
      );
    },
  };
}
