import { brotliCompressSync } from "node:zlib";
import type { Plugin, Rollup } from "vite";

/** What the first load of the desk may weigh, in kB of brotli; tests/e2e/bundle.spec.ts holds it to that. */
export const FIRST_LOAD_LIMIT_KB = 320;

/** What a browser loads before it can show the desk's first page. */
const FIRST_LOAD = [
  "entry.client.tsx",
  "root.tsx",
  "routes/admin.$.tsx",
  "admin/app.client.tsx",
  "admin/overview/OverviewPage.tsx",
];

/** The path of a chunk's module below app/, if the chunk is one that is loaded by its name. */
function moduleOf(chunk: Rollup.OutputChunk): string | undefined {
  return chunk.facadeModuleId?.replace(/\?.*$/, "").split("/app/").at(-1);
}

/** A chunk with everything that is loaded along with it. */
function withImports(
  file: string,
  chunks: ReadonlyMap<string, Rollup.OutputChunk>,
  into = new Set<string>(),
) {
  if (into.has(file)) return into;
  into.add(file);
  for (const each of chunks.get(file)?.imports ?? []) withImports(each, chunks, into);
  return into;
}

/** Prints at the end of a build what a browser loads for the desk: at first, and for each further page or dialog. */
export function bundleFigures(): Plugin {
  return {
    name: "bundle-figures",
    writeBundle(_options, bundle) {
      if (this.environment.name !== "client") return;
      const all = Object.values(bundle).filter((output) => output.type === "chunk");
      const chunks = new Map(all.map((chunk) => [chunk.fileName, chunk]));
      const sizes = new Map(all.map(({ fileName, code }) => [fileName, brotliCompressSync(code).length]));
      const kilobytes = (files: Iterable<string>) =>
        (Array.from(files, (file) => sizes.get(file) ?? 0).reduce((a, b) => a + b, 0) / 1000).toFixed(1);
      const first = new Set<string>();
      for (const chunk of all)
        if (FIRST_LOAD.includes(moduleOf(chunk) ?? "")) withImports(chunk.fileName, chunks, first);
      const lines = all
        .filter((chunk) => moduleOf(chunk)?.startsWith("admin/") && !first.has(chunk.fileName))
        .map((chunk) => {
          const added = [...withImports(chunk.fileName, chunks)].filter((file) => !first.has(file));
          return `${kilobytes(added).padStart(8)} kB  more for ${moduleOf(chunk)}`;
        });
      process.stdout.write(
        `\nJavaScript of the desk, in kB of brotli:\n${kilobytes(first).padStart(8)} kB  first load of /admin (limit ${FIRST_LOAD_LIMIT_KB})\n${lines.sort().reverse().join("\n")}\n\n`,
      );
    },
  };
}
