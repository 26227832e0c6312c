import { lazy, type ReactNode, Suspense, useCallback, useMemo, useRef, useState } from "react";
import { useNotify, useTranslate } from "react-admin";
import { useStaff } from "~/admin/session/SessionGate";
import { actionRefusal } from "./action-refusals";
import { draftKey, readDraft } from "./drafts";
import { type ActionTarget, type JobAction, ONE_PRESS } from "./job-actions";
import { type JobActions, JobActionsContext } from "./job-actions-context";
import { loadActionForms } from "./load-action-forms";
import { usePerform } from "./use-perform";

const ActionPopover = lazy(async () => ({ default: (await loadActionForms()).ActionPopover }));

interface OpenForm {
  action: JobAction;
  target: ActionTarget;
  anchor: HTMLElement | null;
}

/** Offers the actions on a single failed job to everything in it, and shows the form of the one that is open. */
export function JobActionsProvider({ children }: { children: ReactNode }) {
  const translate = useTranslate();
  const notify = useNotify();
  const { id: staffId, role } = useStaff();
  const { perform, running, troubles, dismiss } = usePerform();
  const [form, setForm] = useState<OpenForm | null>(null);
  const hosts = useRef(new Map<string, number>());
  const opened = useRef(false);

  const hostTrouble = useCallback((id: string) => {
    hosts.current.set(id, (hosts.current.get(id) ?? 0) + 1);
    return () => void hosts.current.set(id, (hosts.current.get(id) ?? 1) - 1);
  }, []);

  const open = useCallback((next: OpenForm) => {
    opened.current = true;
    setForm(next);
  }, []);
  const openAction = useCallback(
    (action: JobAction, target: ActionTarget, anchor: HTMLElement | null = null) => {
      // What is typed while a form is on its way is meant for it: an "r" in a note must not retry.
      if (opened.current) return;
      const refusal = actionRefusal(action, target, role, translate);
      if (refusal !== null) {
        notify(refusal, { type: "warning" });
        return;
      }
      const note = readDraft(draftKey(staffId, target.id, "note")).trim();
      const hosted = (hosts.current.get(target.id) ?? 0) > 0;
      // To resolve takes a note; one that stands in the page already will do.
      const ready = ONE_PRESS.includes(action) || (action === "resolve" && hosted && note !== "");
      if (!ready) {
        open({ action, target, anchor });
        return;
      }
      void perform(action, target, { note }).then((outcome) => {
        // Where nothing else shows it, the form does, with what was typed.
        if (outcome === "not_done" && !hosted) open({ action, target, anchor });
      });
    },
    [role, translate, notify, staffId, perform, open],
  );
  const close = useCallback(() => {
    opened.current = false;
    setForm(null);
  }, []);

  const actions = useMemo<JobActions>(
    () => ({
      openAction,
      perform,
      close,
      runningOn: (id) => running.get(id) ?? null,
      troubleWith: (id) => troubles.get(id) ?? null,
      dismissTrouble: dismiss,
      hostTrouble,
    }),
    [openAction, perform, close, running, troubles, dismiss, hostTrouble],
  );
  return (
    <JobActionsContext.Provider value={actions}>
      {children}
      {form && (
        <Suspense>
          <ActionPopover key={`${form.target.id}:${form.action}`} {...form} />
        </Suspense>
      )}
    </JobActionsContext.Provider>
  );
}
