import { expect, test } from "vitest";
import { readableName } from "./readable-name";

test.each([
  ["email_delivery", "Email delivery"],
  ["song-generation", "Song generation"],
  ["email/send.requested", "Email send requested"],
  ["sendWelcomeEmail", "Send welcome email"],
  ["PDFExport", "PDF export"],
  ["invoice_PDF_v2", "Invoice PDF v2"],
  ["SONG", "SONG"],
  ["Email delivery", "Email delivery"],
  ["  order__paid ", "Order paid"],
  ["über_weisung", "Über weisung"],
  ["📦_sent", "📦 sent"],
  ["", ""],
  ["---", "---"],
])("A19 %j is read as %j", (technical, readable) => {
  expect(readableName(technical)).toBe(readable);
});
