import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useRef, useState } from "react";
import { useDataProvider, useNotify, useTranslate } from "react-admin";
import { ApiError } from "~/admin/api/api-client";
import type { DeskDataProvider } from "~/admin/api/data-provider";
import { useStaff } from "~/admin/session/SessionGate";
import { presentStateSchema } from "~/lib/failed-jobs/conflict";
import { sentenceOfSuccess } from "./action-outcomes";
import { clearDelivered } from "./drafts";
import { Intents } from "./intents";
import { ACTION_TABLE, type ActionInput, type ActionTarget, type JobAction, requestOf } from "./job-actions";
import type { ActionOutcome, Trouble } from "./job-actions-context";

/** Whatever shows failed jobs, or counts them, is asked for anew after an action. */
const AFFECTED = ["failed-jobs", "failed-job-facets", "error-groups", "orders"];

/** Whether the server has said yes or no. Without that, nobody here knows whether it was done. */
function isAnswer(error: unknown): boolean {
  return error instanceof ApiError && error.status > 0 && error.status < 500 && error.code !== "in_progress";
}

function without<V>(map: ReadonlyMap<string, V>, key: string): ReadonlyMap<string, V> {
  return new Map([...map].filter(([id]) => id !== key));
}

/** Asks the server for actions, one at a time for each failed job, and remembers what went wrong. */
export function usePerform() {
  const desk = useDataProvider<DeskDataProvider>();
  const queryClient = useQueryClient();
  const notify = useNotify();
  const translate = useTranslate();
  const staffId = useStaff().id;
  const [intents] = useState(() => new Intents(() => crypto.randomUUID()));
  const [running, setRunning] = useState<ReadonlyMap<string, JobAction>>(new Map());
  const [troubles, setTroubles] = useState<ReadonlyMap<string, Trouble>>(new Map());
  // Two presses may come before the first is drawn.
  const busy = useRef(new Set<string>());

  const dismiss = useCallback((id: string) => setTroubles((known) => without(known, id)), []);

  const perform = useCallback(
    async (action: JobAction, target: ActionTarget, input: ActionInput): Promise<ActionOutcome> => {
      const { id } = target;
      if (busy.current.has(id)) return "busy";
      busy.current.add(id);
      setRunning((known) => new Map(known).set(id, action));
      const refresh = () =>
        Promise.all(AFFECTED.map((queryKey) => queryClient.invalidateQueries({ queryKey: [queryKey] })));
      const place = `${id}:${action}`;
      const intent = intents.take(place, input, requestOf(action, input, target.version));
      try {
        const receipt = await desk.actOnFailedJob(
          id,
          ACTION_TABLE[action].resource,
          intent.request,
          intent.key,
        );
        intents.answered(place);
        dismiss(id);
        clearDelivered(staffId, id, input.note);
        const [type, sentence] = sentenceOfSuccess(action, input, receipt, translate);
        notify(sentence, { type });
        // The next press is about what is shown then, or it would be refused as being about the state before.
        await refresh();
        return "done";
      } catch (error) {
        if (isAnswer(error)) intents.answered(place);
        const facts = error instanceof ApiError ? error.facts : {};
        const present = presentStateSchema.safeParse(facts.job).data ?? null;
        setTroubles((known) => new Map(known).set(id, { action, input, error, present }));
        void refresh();
        return "not_done";
      } finally {
        busy.current.delete(id);
        setRunning((known) => without(known, id));
      }
    },
    [desk, queryClient, notify, translate, staffId, intents, dismiss],
  );
  return { perform, running, troubles, dismiss };
}
