import type { Translate } from "~/admin/components/error-sentence";
import { formatMoment, formatTime } from "~/admin/i18n/formats";
import type { SummaryPart } from "~/lib/orders/summarize-order";

/** Counts that have a word; the messages name the rest by their figure. */
const WORDS_UP_TO = 5;
const TIMES_UP_TO = 3;

function isToday(at: Date, now: Date): boolean {
  return at.toDateString() === now.toDateString();
}

/** An instant as one says it on the phone: today it is a time, otherwise a day with one. */
function spokenTime(iso: string, now: Date): string {
  const at = new Date(iso);
  return isToday(at, now) ? formatTime(at) : formatMoment(at, now);
}

function clauseOf(part: SummaryPart, translate: Translate, now: Date): string {
  const say = (key: string, options?: Record<string, unknown>) =>
    translate(`order_page.summary.${key}`, options);
  const word = (count: number) =>
    count >= 1 && count <= WORDS_UP_TO ? translate(`order_page.number.${count}`) : String(count);
  const times = (count: number) =>
    translate(`order_page.times.${count >= 1 && count <= TIMES_UP_TO ? count : "many"}`, { count });
  const since = (clause: string, at: string | null, how: "since" | "asked_for" = "since") =>
    at === null ? clause : say(how, { clause, at: spokenTime(at, now) });
  // One and two have sentences of their own.
  const ofTotal = (key: string, total: number) =>
    total <= 2 ? say(`${key}_${total}`) : say(key, { total: word(total) });
  switch (part.code) {
    case "all_ready":
      return since(ofTotal("all_ready", part.total), part.at);
    case "none_ready":
      return ofTotal("none_ready", part.total);
    case "some_ready":
      return say("some_ready", {
        smart_count: part.ready,
        ready: word(part.ready),
        total: word(part.total),
      });
    case "variant_retrying":
      return say("variant_retrying", {
        number: part.number,
        times: times(part.failures),
        at: part.since === null ? "" : spokenTime(part.since, now),
      });
    case "variant_planned":
      return say("variant_planned", {
        number: part.number,
        times: times(part.failures),
        at: spokenTime(part.at, now),
      });
    case "variant_failed":
      return part.failures === 0
        ? say("variant_failed_0", { number: part.number })
        : say("variant_failed", { number: part.number, times: times(part.failures) });
    case "variant_making":
      return since(say("variant_making", { number: part.number }), part.since);
    case "variant_waiting":
      return part.since === null
        ? say("variant_waiting_unasked", { number: part.number })
        : since(say("variant_waiting", { number: part.number }), part.since, "asked_for");
    case "variant_lost":
    case "new_version_making":
    case "new_version_lost":
      return since(say(part.code, { number: part.number }), part.since);
    case "new_version_failed":
      return say(part.code, { number: part.number });
    case "played": {
      const key = isToday(new Date(part.at), now) ? "played_today" : "played";
      return say(key, { at: spokenTime(part.at, now) });
    }
    default:
      return say(part.code);
  }
}

/** What keeps a variant is said in one breath with how much is ready. */
const goesOn = (part: SummaryPart): boolean => /^(?:variant|new_version)_/.test(part.code);

/**
 * The answer to "did my song get made?", as one says it on the phone: "Two of three are ready; variant 3 failed twice,
 * is being retried since 9:02. Nobody has listened yet."
 *
 * @param parts as summarizeOrder gives them
 * @param now the present instant, in whose day times stand without their day
 */
export function summarySentence(parts: readonly SummaryPart[], translate: Translate, now: Date): string {
  const sentences: string[] = [];
  for (const part of parts) {
    const clause = clauseOf(part, translate, now);
    const last = sentences.pop();
    if (last === undefined) sentences.push(clause);
    else if (goesOn(part)) sentences.push(`${last}; ${clause}`);
    else sentences.push(last, clause);
  }
  return sentences.map((text) => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`).join(" ");
}
