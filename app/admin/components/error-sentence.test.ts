import polyglotI18nProvider from "ra-i18n-polyglot";
import reactAdminMessages from "ra-language-english";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { requestJson } from "~/admin/api/api-client";
import { deskMessages } from "~/admin/i18n/desk-messages.de";
import { errorSentence } from "./error-sentence";

vi.mock("~/admin/i18n/locale", async (load) => ({ ...(await load<object>()), LOCALE: "de" }));
beforeAll(() => {
  vi.useFakeTimers();
  vi.setSystemTime("2026-11-22T12:00:04Z");
});
afterEach(() => vi.unstubAllGlobals());
afterAll(() => vi.useRealTimers());

const ANA = { changed_by: "Ana Pereira", changed_at: "2026-11-22T12:00:00Z" };
const GENERATION = { variant_number: 3, requested_by: "Ana Pereira", requested_at: "2026-11-22T11:58:00Z" };

/** What the desk throws when the server refuses. */
async function refused(code: string, facts: Record<string, unknown> = {}): Promise<unknown> {
  const body = { error: { code, facts, message: "The server's own sentence." } };
  vi.stubGlobal("fetch", async () => new Response(JSON.stringify(body), { status: 409 }));
  return requestJson("/resources/x").catch((error: unknown) => error);
}
const saidOf = (error: unknown) => {
  const { translate } = polyglotI18nProvider(() => ({ ...reactAdminMessages, desk: deskMessages }), "de");
  return errorSentence(error, translate, "change");
};
const inGerman = async (code: string, facts?: Record<string, unknown>) => saidOf(await refused(code, facts));

describe("a refusal in German", () => {
  it.each([
    [
      "already_generating",
      GENERATION,
      /^Lied 3 wird schon erzeugt, von Ana Pereira vor 2 Minuten angefordert\./,
    ],
    // Of a failed job: who changed it last is somebody else than who asked for its song.
    [
      "already_generating",
      { ...ANA, changed_by: "Ben Okoye", ...GENERATION },
      /^Lied 3 wird schon erzeugt, von Ana Pereira vor 2 Minuten angefordert\./,
    ],
    [
      "already_generating",
      { case: "order", ...GENERATION },
      /^Lied 3 wird schon erzeugt, von Ana Pereira vor 2 Minuten angefordert\. .*ein zweites Mal/,
    ],
    ["already_retrying", ANA, /^Ana Pereira hat den Job vor 4 Sekunden wiederholt\./],
    ["already_resolved", ANA, /^Ana Pereira hat den Job vor 4 Sekunden erledigt\./],
    ["already_recovered", ANA, /^Der Job ist vor 4 Sekunden gelungen: Das Lied ist fertig\./],
    ["already_revoked", ANA, /^Ana Pereira hat diesen Link vor 4 Sekunden zurückgezogen\./],
    [
      "changed_meanwhile",
      ANA,
      /^Ana Pereira hat das vor 4 Sekunden geändert, nachdem Sie es geöffnet hatten\./,
    ],
  ])("%s says who was faster, and when", async (code, facts, sentence) => {
    expect(await inGerman(code, facts)).toMatch(sentence);
  });

  it("says what it knows where the server does not say who or when", async () => {
    const nobody = { changed_by: null, changed_at: null };
    expect(await inGerman("already_retrying", nobody)).toMatch(/^Der Job wird schon wiederholt\./);
    expect(await inGerman("already_revoked")).toMatch(/^Der Link ist schon gesperrt\./);
    expect(await inGerman("already_revoked", { changed_by: {} })).toMatch(/^Der Link ist schon gesperrt\./);
    // Marked as being made, and nobody knows since when; who changed the job last is somebody else.
    expect(await inGerman("already_generating", ANA)).toMatch(/^Ein Lied dieser Bestellung wird gerade/);
  });

  it("names Reprise where nobody asked", async () => {
    expect(await inGerman("already_generating", { ...GENERATION, requested_by: null })).toContain(
      "von Reprise vor 2 Minuten",
    );
  });

  it("is the server's own sentence for a code, a case or facts that this desk does not know", async () => {
    for (const [code, facts] of [
      ["of_tomorrow", {}],
      ["constructor", {}],
      ["erased", { case: "of_tomorrow" }],
      ["role_required", { role: "agent" }],
    ] as const)
      expect(await inGerman(code, facts)).toBe("The server's own sentence.");
  });

  it("has the words of the desk for roles", async () => {
    expect(await inGerman("role_required", { role: "viewer", needed: "agent" })).toBe(
      "Ihre Rolle ist Lesezugriff; das braucht die Rolle Bearbeitung. Bitten Sie die Verwaltung.",
    );
  });

  it("says the same however late it is drawn again, and never that something will have been", async () => {
    const error = await refused("already_retrying", { ...ANA, changed_at: "2026-11-22T12:00:09Z" });
    const first = saidOf(error);
    expect(first).toContain("gerade eben");
    vi.setSystemTime("2026-11-22T12:30:00Z");
    expect(saidOf(error)).toBe(first);
  });
});
