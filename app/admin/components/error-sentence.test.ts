import polyglotI18nProvider from "ra-i18n-polyglot";
import reactAdminMessages from "ra-language-english";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { ApiError } from "~/admin/api/api-client";
import { messages } from "~/admin/i18n/messages";
import { germanMessages } from "~/admin/i18n/messages.de";
import { errorSentence } from "./error-sentence";

vi.mock("~/admin/i18n/locale", async (load) => ({ ...(await load<object>()), LOCALE: "de" }));
beforeAll(() => {
  vi.useFakeTimers();
  vi.setSystemTime("2026-11-22T12:00:04Z");
});
afterAll(() => vi.useRealTimers());

const ANA = { changed_by: "Ana Pereira", changed_at: "2026-11-22T12:00:00Z" };
const GENERATION = { variant_number: 3, requested_by: "Ana Pereira", requested_at: "2026-11-22T11:58:00Z" };

const refused = (code: string, details: Record<string, unknown> = {}) =>
  new ApiError(code, 409, "The server's own sentence.", {}, { details });
const saidIn = (texts: object, error: unknown) => {
  const { translate } = polyglotI18nProvider(() => ({ ...reactAdminMessages, ...texts }), "de");
  return errorSentence(error, translate, "change");
};
const inGerman = (code: string, details?: Record<string, unknown>) =>
  saidIn(germanMessages, refused(code, details));

describe("a refusal in German", () => {
  it.each([
    [
      "already_generating",
      GENERATION,
      /^Variante 3 wird schon erzeugt, von Ana Pereira vor 2 Minuten angefordert\./,
    ],
    // Of a failed job: who changed it last is somebody else than who asked for its song.
    [
      "already_generating",
      { job: { ...ANA, changed_by: "Ben Okoye" }, ...GENERATION },
      /^Variante 3 wird schon erzeugt, von Ana Pereira vor 2 Minuten angefordert\./,
    ],
    ["already_retrying", { job: ANA }, /^Ana Pereira hat den Job vor 4 Sekunden wiederholt\./],
    ["already_resolved", { job: ANA }, /^Ana Pereira hat den Job vor 4 Sekunden erledigt\./],
    ["already_recovered", { job: ANA }, /^Der Job ist vor 4 Sekunden gelungen: Das Lied ist fertig\./],
    ["already_revoked", ANA, /^Ana Pereira hat diesen Link vor 4 Sekunden zurückgezogen\./],
    [
      "changed_meanwhile",
      ANA,
      /^Ana Pereira hat das vor 4 Sekunden geändert, nachdem Sie es geöffnet hatten\./,
    ],
  ])("%s says who was faster, and when", (code, details, sentence) => {
    expect(inGerman(code, details)).toMatch(sentence);
  });

  it("says what it knows where the server does not say who or when", () => {
    const nobody = { changed_by: null, changed_at: null };
    expect(inGerman("already_retrying", { job: nobody })).toBe(germanMessages.refusals.already_retrying);
    expect(inGerman("already_revoked")).toBe(germanMessages.refusals.already_revoked);
    expect(inGerman("already_revoked", { changed_by: 7 })).toBe(germanMessages.refusals.already_revoked);
    // Marked as being made, and nobody knows since when; who changed the job last is somebody else.
    expect(inGerman("already_generating", { job: ANA })).toBe(germanMessages.refusals.already_generating);
  });

  it("names Reprise where nobody asked", () => {
    expect(inGerman("already_generating", { ...GENERATION, requested_by: null })).toContain(
      "von Reprise vor 2 Minuten",
    );
  });

  it("says the same however late it is drawn again, and never that something will have been", () => {
    const error = refused("already_retrying", { job: { ...ANA, changed_at: "2026-11-22T12:00:09Z" } });
    const first = saidIn(germanMessages, error);
    expect(first).toContain("gerade eben");
    vi.setSystemTime("2026-11-22T12:30:00Z");
    expect(saidIn(germanMessages, error)).toBe(first);
  });
});

it("in English a refusal is the server's own sentence", () => {
  expect(saidIn(messages, refused("already_retrying", { job: ANA }))).toBe("The server's own sentence.");
});
