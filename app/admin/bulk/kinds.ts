import LibraryAdd from "@mui/icons-material/LibraryAddOutlined";
import Person from "@mui/icons-material/PersonOutlineOutlined";
import Replay from "@mui/icons-material/ReplayOutlined";
import Snooze from "@mui/icons-material/SnoozeOutlined";
import TaskAlt from "@mui/icons-material/TaskAltOutlined";
import type { BulkKind } from "~/lib/bulk/bulk-schemas";

interface BulkKindTraits {
  Icon: typeof Replay;
  /** What its items are. */
  of: "failed_jobs" | "orders";
  /** Whether it is not done without saying why. */
  noteRequired: boolean;
  /** Whether the note is the first thing that is asked for. */
  noteFirst: boolean;
  /** Whether it makes songs: these cost something, and may be made at a pace. */
  makesSongs: boolean;
}

/** What the desk has to know of each kind of bulk operation; its texts are in bulk-messages.ts. */
export const KINDS: Record<BulkKind, BulkKindTraits> = {
  retry: { Icon: Replay, of: "failed_jobs", noteRequired: false, noteFirst: true, makesSongs: true },
  resolve: { Icon: TaskAlt, of: "failed_jobs", noteRequired: true, noteFirst: true, makesSongs: false },
  assign: { Icon: Person, of: "failed_jobs", noteRequired: false, noteFirst: false, makesSongs: false },
  snooze: { Icon: Snooze, of: "failed_jobs", noteRequired: false, noteFirst: false, makesSongs: false },
  generate: { Icon: LibraryAdd, of: "orders", noteRequired: true, noteFirst: true, makesSongs: true },
};
