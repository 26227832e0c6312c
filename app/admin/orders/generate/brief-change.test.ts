import { describe, expect, it } from "vitest";
import type { Brief } from "~/lib/generation/brief";
import { draftOf, readBriefDraft, wordChanges } from "./brief-change";

const brief: Brief = {
  recipient_name: "Rosa",
  occasion: "birthday",
  genre: "pop",
  mood: "happy",
  language: "en",
  message: null,
};
const draft = draftOf(brief);

describe("readBriefDraft", () => {
  it("asks for nothing different when nothing is", () => {
    expect(readBriefDraft(brief, { ...draft, genre: " pop " })).toEqual({ change: undefined });
  });

  it("asks for the fields that are different alone", () => {
    expect(readBriefDraft(brief, { ...draft, genre: " jazz ", message: "Slower, please." })).toEqual({
      change: { genre: "jazz", message: "Slower, please." },
    });
  });

  it("takes a message away", () => {
    const asked = { ...brief, message: "Dear Rosa" };
    expect(readBriefDraft(asked, { ...draft, message: "  " })).toEqual({ change: { message: null } });
  });

  it("says what is wrong, at the field", () => {
    expect(readBriefDraft(brief, { ...draft, language: "English!", mood: "" })).toEqual({
      problems: { language: expect.stringContaining("code"), mood: "Enter the mood." },
    });
  });

  it("does not mind a wish that the customer wrote so long ago that it would be refused now", () => {
    const asked = { ...brief, mood: "x".repeat(300) };
    expect(readBriefDraft(asked, { ...draftOf(asked), genre: "jazz" })).toEqual({
      change: { genre: "jazz" },
    });
  });
});

it("tells the words before and after", () => {
  expect(wordChanges(brief, { ...draft, genre: "jazz" })).toEqual([
    { field: "genre", before: "pop", after: "jazz" },
  ]);
});
