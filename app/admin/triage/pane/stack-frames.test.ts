import { describe, expect, it } from "vitest";
import { parseStack } from "./stack-frames";

const stack = `ProviderTimeout: The provider did not finish
  in 120 s
    at generateVariant (/srv/app/lib/generation/generate-variant.server.ts:42:11)
    at process.processTicksAndRejections (node:internal/process/task_queues:95:5)
    at async run (/srv/node_modules/inngest/components/execution/v1.js:210:9)
    at async Object.handler (/srv/app/lib/inngest/generate-song.server.ts:60:5)`;

describe("parseStack", () => {
  it("tells our frames from those of libraries and of Node", () => {
    const { head, frames } = parseStack(stack);
    expect(head).toBe("ProviderTimeout: The provider did not finish\n  in 120 s");
    expect(frames.map(({ inApp }) => inApp)).toEqual([true, false, false, true]);
    expect(frames[0]?.text).toBe(
      "at generateVariant (/srv/app/lib/generation/generate-variant.server.ts:42:11)",
    );
  });

  it("keeps what follows a frame with it", () => {
    expect(parseStack("E: x\n  at a (b.js:1:1)\n  caused by y").frames).toEqual([
      { text: "at a (b.js:1:1)\ncaused by y", inApp: true },
    ]);
  });

  it.each(["", "no frames here\nor anything"])("loses nothing of %j", (text) => {
    expect(parseStack(text)).toEqual({ head: text, frames: [] });
  });
});
