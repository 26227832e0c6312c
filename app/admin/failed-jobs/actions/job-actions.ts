import type { z } from "zod";
import { problemsOf as fieldProblems } from "~/admin/i18n/in-words";
import type { ShortcutId } from "~/admin/keyboard/shortcut-table";
import {
  assignmentRequestSchema,
  changeRequestSchema,
  commentRequestSchema,
  endingRequestSchema,
  type FailedJobDetail,
  type FailedJobRow,
  resolutionRequestSchema,
  retryRequestSchema,
  snoozeRequestSchema,
} from "~/lib/failed-jobs/failed-job-schemas";

export const JOB_ACTIONS = [
  "retry",
  "retry_later",
  "retry_edited",
  "take_back",
  "end_retry",
  "resolve",
  "reopen",
  "assign",
  "snooze",
  "comment",
] as const;
export type JobAction = (typeof JOB_ACTIONS)[number];

/** What is acted on: a row of the list will do; a whole record also says beforehand what would be refused. */
export type ActionTarget = Pick<
  FailedJobRow,
  "id" | "state" | "attempt" | "version" | "snoozed_until" | "needed_by"
> &
  Partial<Pick<FailedJobDetail, "retry_refusal" | "already_complete" | "event_data" | "masked">>;

/** What somebody chose or typed; what an action has no use for is left out of its request. */
export interface ActionInput {
  note: string;
  /** The event's data, edited. */
  data?: Record<string, unknown>;
  /** ISO time of a retry that is for later. */
  dueAt?: string;
  /** User id; null for nobody. */
  assignee?: string | null;
  /** ISO time at which it comes back; null for now. */
  until?: string | null;
}

interface ActionEntry {
  /** The sub-resource of the failed job that takes it. */
  resource: string;
  /** Every action has a key, and the same one wherever it is offered. */
  shortcut: ShortcutId;
  schema: z.ZodType;
  /** What goes into the request besides the version. */
  body: (input: ActionInput) => object;
}

const noteOnly = ({ note }: ActionInput) => ({ note });

/** Every action on a single failed job: where it goes, what it takes, which key asks for it. */
export const ACTION_TABLE: Record<JobAction, ActionEntry> = {
  retry: { resource: "retries", shortcut: "retry", schema: retryRequestSchema, body: noteOnly },
  retry_later: {
    resource: "retries",
    shortcut: "retry_later",
    schema: retryRequestSchema,
    body: ({ note, dueAt }) => ({ note, due_at: dueAt }),
  },
  retry_edited: {
    resource: "retries",
    shortcut: "retry_edited",
    schema: retryRequestSchema,
    body: ({ note, data }) => ({ note, data }),
  },
  take_back: {
    resource: "cancellation",
    shortcut: "take_back",
    schema: changeRequestSchema,
    body: noteOnly,
  },
  end_retry: { resource: "ending", shortcut: "end_retry", schema: endingRequestSchema, body: noteOnly },
  resolve: { resource: "resolution", shortcut: "resolve", schema: resolutionRequestSchema, body: noteOnly },
  reopen: { resource: "reopening", shortcut: "reopen", schema: changeRequestSchema, body: noteOnly },
  assign: {
    resource: "assignment",
    shortcut: "assign",
    schema: assignmentRequestSchema,
    // A note that is being written is about the failure, not about who gets it: it stays.
    body: ({ assignee }) => ({ assignee }),
  },
  snooze: {
    resource: "snooze",
    shortcut: "snooze",
    schema: snoozeRequestSchema,
    body: ({ note, until }) => ({ note, until }),
  },
  comment: { resource: "comments", shortcut: "comment", schema: commentRequestSchema, body: noteOnly },
};

/** Actions that need nothing but the press. */
export const ONE_PRESS: readonly JobAction[] = ["retry", "take_back", "reopen"];

/** The request of an action. A comment is welcome whatever has happened meanwhile, so it carries no version. */
export function requestOf(action: JobAction, input: ActionInput, version: number): object {
  const body = ACTION_TABLE[action].body(input);
  return action === "comment" ? body : { ...body, version };
}

/** What is wrong with a request before it is sent, by field; nothing when it can go. */
export function problemsOf(action: JobAction, request: object): Record<string, string> {
  return fieldProblems(ACTION_TABLE[action].schema.safeParse(request).error);
}
