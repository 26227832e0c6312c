import { Worker } from "node:worker_threads";
import type { RenderRequest } from "./render.ts";

/** Renders songs in a thread of its own, one after the other. */
export interface Renderer {
  /** @throws what renderSong() throws, and Error when the renderer is stopped before the song is ready */
  render(request: RenderRequest): Promise<Uint8Array>;
  stop(): Promise<void>;
}

interface Waiting {
  resolve(audio: Uint8Array): void;
  reject(error: Error): void;
}

type Rendered = { id: number } & ({ audio: Uint8Array } | { error: Error });

/**
 * Makes a renderer. It has a thread of its own, because a song is 0.4 s of work: in the server's thread, ten songs at once
 * held up every other answer by 0.4 s at a time. The thread starts with the first song.
 */
export function createRenderer(): Renderer {
  const waiting = new Map<number, Waiting>();
  let worker: Worker | undefined;
  let lastId = 0;

  const giveUp = (error: Error) => {
    worker = undefined;
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  };
  const started = () => {
    if (worker) return worker;
    worker = new Worker(new URL("./render-worker.mjs", import.meta.url));
    worker.on("message", (rendered: Rendered) => {
      const song = waiting.get(rendered.id);
      waiting.delete(rendered.id);
      if ("audio" in rendered) song?.resolve(rendered.audio);
      else song?.reject(rendered.error);
    });
    // The next song starts another thread.
    worker.on("error", giveUp);
    return worker;
  };
  return {
    render: (request) =>
      new Promise((resolve, reject) => {
        const id = ++lastId;
        waiting.set(id, { resolve, reject });
        started().postMessage({ id, request });
      }),
    stop: async () => {
      await worker?.terminate();
      giveUp(new Error("the renderer is stopped"));
    },
  };
}
