import { once } from "node:events";
import { connect } from "node:net";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { exactly, head, reached, serve } from "./app-with-test-routes";
import { LASTS_MS } from "./discard-rest";

const MIB = 1024 * 1024;

/** So many bytes, as chunks of a chunked body. */
function* chunks(bytes: number): Generator<Buffer> {
  const chunk = Buffer.concat([Buffer.from("10000\r\n"), Buffer.alloc(0x10000, " "), Buffer.from("\r\n")]);
  for (let sent = 0; sent < bytes; sent += 0x10000) yield chunk;
  yield Buffer.from("0\r\n\r\n");
}
const CHUNKED = "transfer-encoding: chunked";

describe("S3 a body beyond the limit of its address is 413 and reaches no route:", () => {
  test.each([
    ["/api/inngest", 8],
    ["/API/inngest/", 8],
    ["/resources/x", 1],
    ["/nothing/there", 1],
  ])("%s, %d MiB", async (path, mib) => {
    const port = await serve();
    const announced = await exactly(port, head(`POST ${path}`, `content-length: ${mib * MIB + 1}`));
    const counted = await exactly(port, head(`POST ${path}`, CHUNKED), chunks(64 * MIB));
    for (const answer of [announced, counted]) {
      expect(answer).toMatch(/^HTTP\/1\.1 413 /);
      expect(answer).toContain(`The request is larger than ${mib} MiB.`);
    }
    expect(reached).toEqual([]);
  });

  test("whoever closes the connection after it, and sends all of it first, still gets the answer", async () => {
    const port = await serve();
    for (let round = 0; round < 10; round++) {
      const socket = connect(port, "127.0.0.1");
      let answer = "";
      const read = socket.setEncoding("latin1").on("data", (text: string) => {
        answer += text;
      });
      const closed = once(read, "close");
      // Nothing is read before everything is written.
      socket.pause();
      const body = Buffer.alloc(12 * MIB, " ");
      const request = head("POST /resources/x", `content-length: ${body.length}`, "connection: close");
      await new Promise((resolve) => socket.write(Buffer.concat([Buffer.from(request), body]), resolve));
      socket.resume();
      await closed;
      expect(answer).toMatch(/^HTTP\/1\.1 413 /);
    }
  });

  test("up to it, it arrives whole", async () => {
    const port = await serve();
    await exactly(port, head("POST /resources/x", CHUNKED), chunks(MIB));
    await exactly(port, head("POST /api/inngest", CHUNKED), chunks(8 * MIB));
    expect(reached.map(({ bytes }) => bytes)).toEqual([MIB, 8 * MIB]);
  });

  test("a GET's body is not kept, and cannot go on for ever", async () => {
    const port = await serve();
    expect(await exactly(port, head("GET /resources/x", CHUNKED), chunks(256 * MIB))).toMatch(
      /^HTTP\/1\.1 200 /,
    );
    expect(reached).toEqual([{ method: "GET", path: "/resources/x", bytes: 0 }]);
  });

  test("a GET's body that trickles for ever is cut off with its connection", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    onTestFinished(() => void vi.useRealTimers());
    const port = await serve();
    const socket = connect(port, "127.0.0.1");
    // What is written when the connection is cut already is lost, and may say so.
    socket.on("error", () => {});
    const closed = new Promise((resolve) => socket.once("close", resolve));
    const answered = once(socket.setEncoding("latin1"), "data");
    socket.write(`${head("GET /resources/x", CHUNKED)}1\r\n.\r\n`);
    expect((await answered)[0]).toMatch(/^HTTP\/1\.1 200 /);
    // As long as something comes, no connection is idle.
    const trickle = setInterval(() => socket.write("1\r\n.\r\n"), 100);
    onTestFinished(() => {
      clearInterval(trickle);
      socket.destroy();
    });
    vi.advanceTimersByTime(LASTS_MS);
    await closed;
  });

  test("what Inngest has not signed is refused in production before its body is read", async () => {
    const keys = { INNGEST_DEV: "", INNGEST_EVENT_KEY: "e", INNGEST_SIGNING_KEY: "signkey-prod-00" };
    const port = await serve(keys);
    for (const method of ["POST", "PUT"]) {
      const answer = await exactly(port, head(`${method} /api/inngest`, "content-length: 1000000"));
      expect(answer).toMatch(/^HTTP\/1\.1 401 /);
    }
    expect(reached).toEqual([]);
  });
});
