import { randomUUID } from "node:crypto";
import { describe, expect, test } from "vitest";
import { answeredOnce } from "../../app/lib/auth/idempotency.server.ts";
import { signal } from "../faults/until.ts";
import { connectEngine } from "./engine-desk.ts";

const { db, ana, ada } = connectEngine();

describe("an Idempotency-Key", () => {
  const ask = (key: string, body = "{}") =>
    new Request("http://desk.test/resources/x", {
      method: "POST",
      body,
      headers: { "idempotency-key": key },
    });
  const counting = () => {
    let calls = 0;
    const answer = async () => Response.json({ calls: ++calls }, { status: 202 });
    return { answer, calls: () => calls };
  };

  test("gives the same answer again, for the one who sent it", async () => {
    const key = randomUUID();
    const { answer, calls } = counting();
    const first = await answeredOnce(db, ask(key), ana().id, answer);
    const again = await answeredOnce(db, ask(key), ana().id, answer);
    expect([first.status, again.status]).toEqual([202, 202]);
    expect(await again.json()).toEqual({ calls: 1 });
    await answeredOnce(db, ask(key), ada().id, answer);
    expect(calls()).toBe(2);
  });

  test("is refused for another request, and while the first is under way", async () => {
    const key = randomUUID();
    const begun = signal();
    const finish = signal<Response>();
    const first = answeredOnce(db, ask(key), ana().id, () => {
      begun.give();
      return finish.promise;
    });
    await begun.promise;
    await expect(answeredOnce(db, ask(key), ana().id, counting().answer)).rejects.toMatchObject({
      code: "in_progress",
    });
    await expect(answeredOnce(db, ask(key, "[]"), ana().id, counting().answer)).rejects.toMatchObject({
      code: "key_reused",
    });
    finish.give(Response.json({}));
    await first;
  });

  test("S4 does not have a body copied that nobody wants", async () => {
    let sent = 0;
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        sent += 65_536;
        // Somewhere it has to end, should nobody give up.
        if (sent > 64 * 1024 * 1024) controller.close();
        else controller.enqueue(new Uint8Array(65_536));
      },
    });
    const { answer, calls } = counting();
    const request = new Request("http://desk.test/resources/x", {
      method: "POST",
      body: endless,
      headers: { "idempotency-key": randomUUID() },
      duplex: "half",
    } as RequestInit);
    await expect(answeredOnce(db, request, ana().id, answer)).rejects.toMatchObject({ status: 413 });
    expect([calls(), sent < 3 * 1024 * 1024]).toEqual([0, true]);
  });

  test("of a request that broke is free again", async () => {
    const key = randomUUID();
    await expect(
      answeredOnce(db, ask(key), ana().id, () => Promise.reject(new Error("broke"))),
    ).rejects.toThrow("broke");
    expect((await answeredOnce(db, ask(key), ana().id, counting().answer)).status).toBe(202);
  });
});
