import { expect, test } from "vitest";
import { readSearch } from "./read-search";

const UUID = "6f1c1f0e-9d0b-4c3a-8f57-0a1b2c3d4e5f";
const whole = { meaning: "id", text: UUID, from: UUID, to: UUID };

test.each<[typed: string, understood: unknown]>([
  ["", { meaning: "nothing" }],
  ["  ", { meaning: "nothing" }],
  ["jo", { meaning: "too_short" }],
  ["joe", { meaning: "text", text: "joe" }],
  [" Maya Garcia ", { meaning: "text", text: "Maya Garcia" }],
  ["maya@example.com", { meaning: "address", text: "maya@example.com" }],
  ["maya@exam", { meaning: "text", text: "maya@exam" }],
  [UUID, whole],
  [UUID.toUpperCase(), { ...whole, text: UUID }],
  [`https://songs.example.com/share/${UUID}`, { ...whole }],
  [`  https://songs.example.com/share/${UUID}/audio?x=1#y`, whole],
  [`/share/${UUID}`, whole],
  [
    "6f1c1f0e",
    {
      meaning: "id",
      text: "6f1c1f0e",
      from: "6f1c1f0e-0000-0000-0000-000000000000",
      to: "6f1c1f0e-ffff-ffff-ffff-ffffffffffff",
    },
  ],
  [
    "6F1C1F0E-9d",
    {
      meaning: "id",
      text: "6f1c1f0e-9d",
      from: "6f1c1f0e-9d00-0000-0000-000000000000",
      to: "6f1c1f0e-9dff-ffff-ffff-ffffffffffff",
    },
  ],
  [
    `failed-job:${UUID}:attempt:2`,
    { meaning: "id", text: `failed-job:${UUID}:attempt:2`, from: null, to: null },
  ],
  ["01JD3ZQ7W8M9N0P1Q2R3S4T5V6", { meaning: "id", text: "01JD3ZQ7W8M9N0P1Q2R3S4T5V6", from: null, to: null }],
])("%j is understood", (typed, understood) => {
  expect(readSearch(typed)).toEqual(understood);
});
