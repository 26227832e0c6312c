import { describe, expect, it } from "vitest";
import { z } from "zod";
import { generationRequestedData } from "~/lib/outbox/event-catalogue";
import { payloadFields } from "./payload-fields";
import { payloadSchemaOf } from "./payload-schema";
import { payloadData, valueAt, withValueAt } from "./payload-values";

const event = {
  name: "song/generation.requested",
  data: { order_id: "o", variant_numbers: [1], failed_job_id: "f", attempt: 2 },
};

describe("payloadSchemaOf", () => {
  it("knows the events that the desk can send", () => {
    expect(payloadSchemaOf(event)).toBe(generationRequestedData);
  });

  it.each([null, [], "x", { data: {} }])("is nothing for %j", (other) =>
    expect(payloadSchemaOf(other)).toBeNull(),
  );

  it("is the shape that the data of any other event has", () => {
    const data = { to: "a@b.c", tries: 2, order: { id: "o" }, tags: ["x"], none: null };
    const schema = payloadSchemaOf({ name: "email/send.requested", data });
    expect(schema && payloadFields(schema).map(({ path, kind }) => [path.join("."), kind])).toEqual([
      ["to", "text"],
      ["tries", "number"],
      ["order.id", "text"],
      ["tags", "json"],
      ["none", "json"],
    ]);
    expect(schema?.safeParse({ ...data, more: 1 }).success).toBe(true);
  });
});

describe("payloadFields", () => {
  it("makes the form of a generation: its order, and a box for each variant", () => {
    const fields = payloadFields(generationRequestedData);
    expect(fields.slice(0, 2)).toEqual([
      { path: ["order_id"], kind: "text", choices: [], required: true, fixed: true },
      { path: ["variant_numbers"], kind: "choices", choices: [1, 2, 3, 4, 5], required: true, fixed: false },
    ]);
    expect(fields.map(({ path }) => path[0])).not.toContain("attempt");
  });

  it("goes into objects, and leaves to JSON what has no field of its own", () => {
    const schema = z.object({
      brief: z.object({ genre: z.string(), loud: z.boolean().optional() }),
      tags: z.array(z.string()),
      seed: z.number(),
    });
    expect(payloadFields(schema).map(({ path, kind, required }) => [path.join("."), kind, required])).toEqual(
      [
        ["brief.genre", "text", true],
        ["brief.loud", "boolean", false],
        ["tags", "json", true],
        ["seed", "number", true],
      ],
    );
  });
});

describe("values", () => {
  it("are an event's data, when it has any", () => {
    expect(payloadData(event)).toEqual(event.data);
    expect(payloadData("no event")).toEqual({});
  });

  it("are read and changed at their place, and the original stays", () => {
    const data = { a: { b: 1 }, c: 2 };
    expect(valueAt(data, ["a", "b"])).toBe(1);
    expect(valueAt(data, ["a", "b", "toString"])).toBeUndefined();
    expect(valueAt(data, ["constructor"])).toBeUndefined();
    expect(withValueAt(data, ["a", "b"], 3)).toEqual({ a: { b: 3 }, c: 2 });
    expect(withValueAt(data, ["x", "y"], true)).toEqual({ ...data, x: { y: true } });
    expect(withValueAt(data, ["c"], undefined)).toEqual({ a: { b: 1 } });
    expect(data).toEqual({ a: { b: 1 }, c: 2 });
  });
});
