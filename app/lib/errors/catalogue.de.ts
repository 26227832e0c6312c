import { bulk } from "./bulk.de";
import type { sentences, Thing } from "./catalogue";
import { failedJobs } from "./failed-jobs.de";
import { lists } from "./lists.de";
import { orders } from "./orders.de";
import { requests } from "./requests.de";
import type { Language, Template } from "./sentence";
import { songs } from "./songs.de";
import { staff } from "./staff.de";

const things: Record<Thing, string> = {
  "bulk operation": "Diese Sammelaktion",
  customer: "Diesen Besteller",
  "failed job": "Diesen Job",
  invitation: "Diese Einladung",
  "member of staff": "Diese Person im Team",
  order: "Diese Bestellung",
  page: "Diese Seite",
  "saved view": "Diese Ansicht",
  variant: "Dieses Lied",
};

const roles = { viewer: "Lesezugriff", agent: "Bearbeitung", admin: "Verwaltung" };

const germanSentences: Record<keyof typeof sentences, Template> = {
  ...requests,
  ...lists,
  ...staff,
  ...failedJobs,
  ...orders,
  ...songs,
  ...bulk,
};

/** Every sentence of the catalogue in German: loaded by those who read it. */
export const german: Language = {
  locale: "de",
  sentences: germanSentences,
  words: {
    what: things,
    role: roles,
    needed: roles,
    generation_status: {
      pending: "wartet auf seine Erzeugung",
      generating: "wird gerade erzeugt",
      failed: "ist misslungen",
    },
    state: { running: "läuft", paused: "ruht", done: "ist zu Ende", aborted: "ist abgebrochen" },
  },
};
