// The thread that renders songs, started by renderer.ts. It is JavaScript because a new thread cannot load TypeScript
// before tsx is imported.
import { parentPort } from "node:worker_threads";
import { tsImport } from "tsx/esm/api";

const { renderSong } = await tsImport("./render.ts", import.meta.url);

parentPort?.on("message", ({ id, request }) => {
  try {
    const audio = renderSong(request);
    parentPort?.postMessage({ id, audio }, [audio.buffer]);
  } catch (error) {
    parentPort?.postMessage({ id, error });
  }
});
