import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { get, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { brotliCompressSync } from "node:zlib";
import express from "express";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { compressedFiles } from "./compressed-files";

const CODE = "export const song = 'la';\n";
let directory = "";
let server: Server;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), "reprise-assets-"));
  writeFileSync(join(directory, "song-1a2b.js"), CODE);
  writeFileSync(join(directory, "song-1a2b.js.br"), brotliCompressSync(CODE));
  writeFileSync(join(directory, "plain-3c4d.js"), CODE);
  const app = express().use("/assets", compressedFiles(directory), express.static(directory));
  server = app.listen(0, "127.0.0.1");
  await once(server, "listening");
});
afterAll(() => {
  server.close();
  rmSync(directory, { recursive: true });
});

/** An answer as it is on the wire. */
async function ask(path: string, encodings: string): Promise<{ answer: IncomingMessage; body: Buffer }> {
  const { port } = server.address() as AddressInfo;
  const request = get({ port, path, agent: false, headers: { "accept-encoding": encodings } });
  const [answer] = (await once(request, "response")) as [IncomingMessage];
  const chunks: Buffer[] = [];
  for await (const chunk of answer) chunks.push(chunk as Buffer);
  return { answer, body: Buffer.concat(chunks) };
}

describe("compressed files", () => {
  it("are sent to those who take them, as what they are and for ever", async () => {
    const { answer, body } = await ask("/assets/song-1a2b.js", "gzip, br");
    expect(body).toEqual(brotliCompressSync(CODE));
    expect(answer.headers).toMatchObject({
      "content-encoding": "br",
      "cache-control": "public, max-age=31536000, immutable",
      vary: "Accept-Encoding",
    });
    expect(answer.headers["content-type"]).toMatch(/javascript/);
  });

  it.each([
    ["does not take them", "/assets/song-1a2b.js", "gzip", 200],
    ["asks for one that has none", "/assets/plain-3c4d.js", "br", 200],
    ["asks for what is not there", "/assets/../secret", "br", 404],
  ])("are not sent to whoever %s", async (_who, path, encodings, status) => {
    const { answer, body } = await ask(path, encodings);
    expect(answer.statusCode).toBe(status);
    expect(answer.headers["content-encoding"]).toBeUndefined();
    if (status === 200) expect(body.toString()).toBe(CODE);
  });
});
