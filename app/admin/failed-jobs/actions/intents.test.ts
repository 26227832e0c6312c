import { describe, expect, it } from "vitest";
import { Intents } from "./intents";

function counting() {
  let made = 0;
  return new Intents(() => {
    made += 1;
    return `key-${made}`;
  });
}

describe("Intents", () => {
  it("asks again under the same key, with the same request, while no answer has come", () => {
    const intents = counting();
    const first = intents.take("job:retry", { note: "x" }, { note: "x", version: 3 });
    const again = intents.take("job:retry", { note: "x" }, { note: "x", version: 4 });
    expect(again).toEqual({ ...first });
    expect(again.request).toEqual({ note: "x", version: 3 });
  });

  it("takes a changed wish for a new one", () => {
    const intents = counting();
    intents.take("job:retry", { note: "x" }, { note: "x" });
    expect(intents.take("job:retry", { note: "y" }, { note: "y" })).toMatchObject({
      key: "key-2",
      request: { note: "y" },
    });
  });

  it("takes the same wish for a new one after an answer", () => {
    const intents = counting();
    intents.take("job:retry", { note: "x" }, {});
    intents.answered("job:retry");
    expect(intents.take("job:retry", { note: "x" }, {}).key).toBe("key-2");
  });

  it("keeps what is acted on apart", () => {
    const intents = counting();
    intents.take("a:retry", {}, {});
    expect(intents.take("b:retry", {}, {}).key).toBe("key-2");
    expect(intents.take("a:retry", {}, {}).key).toBe("key-1");
  });
});
