import { useQueryClient } from "@tanstack/react-query";
import {
  createContext,
  type ReactNode,
  useContext,
  useEffect,
  useMemo,
  useState,
  useSyncExternalStore,
} from "react";
import { ApiError } from "~/admin/api/api-client";
import { useSession } from "~/admin/session/SessionGate";
import { SESSION_KEY } from "~/admin/session/session";
import { LiveConnection } from "./live-connection";
import { type LiveChanges, LiveStore, type LiveView } from "./live-store";
import { concernedBy } from "./live-topics";
import { askForChanges, openStream } from "./open-stream";

const LiveContext = createContext<LiveStore | null>(null);

/** Nobody asks again who is not let in; a query that is refused says why, and what to do. */
const isRefusal = (error: unknown) =>
  error instanceof ApiError && (error.status === 401 || error.status === 403);

/** Keeps one connection for the whole desk, and rests while nobody sees it. */
export function LiveProvider({ children }: { children: ReactNode }) {
  const queryClient = useQueryClient();
  const { live_position } = useSession();
  const [since] = useState(live_position);
  const [store] = useState(() => new LiveStore());
  useEffect(
    () =>
      store.onChanges((changes) => void queryClient.invalidateQueries({ predicate: concernedBy(changes) })),
    [store, queryClient],
  );
  useEffect(() => {
    const connection = new LiveConnection({
      since,
      openStream,
      ask: askForChanges,
      onMessage: store.hear,
      onStatus: store.setStatus,
      isRefusal: (error) => {
        const refused = isRefusal(error);
        // The session says what is the matter: signed out, or no staff any longer.
        if (refused) void queryClient.invalidateQueries({ queryKey: SESSION_KEY });
        return refused;
      },
    });
    const follow = () => (document.visibilityState === "hidden" ? connection.stop() : connection.start());
    follow();
    document.addEventListener("visibilitychange", follow);
    return () => {
      document.removeEventListener("visibilitychange", follow);
      connection.stop();
    };
  }, [store, queryClient, since]);
  return <LiveContext.Provider value={store}>{children}</LiveContext.Provider>;
}

function useLiveStore(): LiveStore {
  const store = useContext(LiveContext);
  if (!store) throw new Error("This needs a LiveProvider around it.");
  return store;
}

/** What is new, and how it is known. */
export interface Live extends LiveView {
  /** Says that the list has been shown as it is now. */
  markShown: () => void;
}

/**
 * What is new, and how it is known.
 *
 * @throws when used outside of the LiveProvider
 */
export function useLive(): Live {
  const store = useLiveStore();
  const view = useSyncExternalStore(store.subscribe, store.view);
  return useMemo(() => ({ ...view, markShown: store.markShown }), [view, store]);
}

/**
 * Keeps the page as it is for as long as there is a reason: what changes meanwhile is applied when the last one has
 * gone.
 *
 * @param reason such as "selection"; null for none
 */
export function usePauseLive(reason: string | null): void {
  const store = useLiveStore();
  useEffect(() => (reason === null ? undefined : store.hold(reason)), [store, reason]);
}

/**
 * Listens to changes, at most every two seconds, and not while live updates are paused.
 *
 * @param apply updates what is shown; keep its identity between renders
 */
export function useLiveChanges(apply: (changes: LiveChanges) => void): void {
  const store = useLiveStore();
  useEffect(() => store.onChanges(apply), [store, apply]);
}
