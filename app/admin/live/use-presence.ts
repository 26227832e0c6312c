import { useEffect, useState } from "react";
import { requestJson } from "~/admin/api/api-client";
import { useStaff } from "~/admin/session/SessionGate";
import { PRESENCE_EVERY_MS, type PresenceAnswer, type Present } from "~/lib/live/live-schemas";
import { useLive } from "./LiveProvider";

type Person = Pick<Present, "user_id" | "name">;

/**
 * Says that this page looks at a failure, for as long as it is visible. The timer only repeats that: the live stream says
 * who else is looking.
 *
 * @returns who answered that they do too
 */
function usePresenceHeartbeat(failedJobId: string): Person[] {
  const [others, setOthers] = useState<Person[]>([]);
  useEffect(() => {
    const path = `/resources/failed-jobs/${encodeURIComponent(failedJobId)}/presence`;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let gone = false;
    const arrive = async () => {
      clearTimeout(timer);
      try {
        const answer = await requestJson<PresenceAnswer>(path, { method: "POST", body: { here: true } });
        if (!gone) setOthers(answer.others);
      } catch {
        // Presence is a courtesy: when it cannot be had, nothing is said of it.
        if (!gone) setOthers([]);
      }
      if (!gone && document.visibilityState === "visible") timer = setTimeout(arrive, PRESENCE_EVERY_MS);
    };
    // A beacon outlives the page that sends it.
    const leave = () => {
      clearTimeout(timer);
      navigator.sendBeacon(path, new Blob(['{"here":false}'], { type: "application/json" }));
    };
    const follow = () => (document.visibilityState === "hidden" ? leave() : void arrive());
    follow();
    document.addEventListener("visibilitychange", follow);
    window.addEventListener("pagehide", leave);
    return () => {
      gone = true;
      document.removeEventListener("visibilitychange", follow);
      window.removeEventListener("pagehide", leave);
      leave();
    };
  }, [failedJobId]);
  return others;
}

/** Who else looks at a failure: as the live stream says, or while it says nothing, as the last heartbeat was answered. */
export function usePresence(failedJobId: string): Person[] {
  const me = useStaff();
  const { state } = useLive();
  const answered = usePresenceHeartbeat(failedJobId);
  const present = state ? state.present.filter((person) => person.failed_job_id === failedJobId) : answered;
  return present.filter((person) => person.user_id !== me.id);
}
