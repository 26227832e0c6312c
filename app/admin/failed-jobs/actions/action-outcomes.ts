import { z } from "zod";
import type { Translate } from "~/admin/components/error-sentence";
import { formatMoment } from "~/admin/i18n/formats";
import type { ActionInput, JobAction } from "./job-actions";
import type { Trouble } from "./job-actions-context";

const retryReceipt = z.object({ attempt: z.number(), delivery: z.enum(["sent", "queued"]) });

/** What is said when an action is done, and in which voice: only what is true by then. */
export function sentenceOfSuccess(
  action: JobAction,
  input: ActionInput,
  receipt: unknown,
  translate: Translate,
): ["success" | "warning", string] {
  const say = (key: string, options?: Record<string, unknown>) =>
    translate(`failed_jobs.acting.done.${key}`, options);
  const retry = retryReceipt.safeParse(receipt).data;
  if (retry) {
    const { attempt, delivery } = retry;
    if (input.dueAt !== undefined)
      return ["success", say("scheduled", { attempt, time: formatMoment(new Date(input.dueAt)) })];
    return delivery === "sent"
      ? ["success", say(action === "retry_edited" ? "retried_edited" : "retried", { attempt })]
      : ["warning", say("retry_queued", { attempt })];
  }
  if (action === "snooze") {
    return input.until
      ? ["success", say("snoozed", { time: formatMoment(new Date(input.until)) })]
      : ["success", say("unsnoozed")];
  }
  if (action === "assign") return ["success", say(input.assignee ? "assigned" : "unassigned")];
  return ["success", say(action)];
}

/** What can be done about a trouble, the likeliest first. */
export type WayOn = "do_it_now" | "ask_again" | "reopen" | "comment_note";

/** What can be done after an action was refused or got no answer. */
export function waysOn({ action, input, present }: Trouble, answered: boolean): WayOn[] {
  if (!answered) return ["ask_again"];
  if (!present) return [];
  const ways: WayOn[] = [];
  const actsOnRetry = action === "take_back" || action === "end_retry";
  const wantsOpen = action !== "reopen" && !actsOnRetry;
  if (present.state === "open" && wantsOpen) ways.push("do_it_now");
  if (present.state === "retrying" && (actsOnRetry || action === "assign")) ways.push("do_it_now");
  if (present.state === "resolved" || present.state === "recovered")
    ways.push(action === "reopen" ? "do_it_now" : "reopen");
  if (input.note.trim() !== "") ways.push("comment_note");
  return ways;
}
