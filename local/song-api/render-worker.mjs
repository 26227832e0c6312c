// The thread in which songs are rendered; started by renderer.ts. In JavaScript, because a thread does not know how to
// load TypeScript until it is told.
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
