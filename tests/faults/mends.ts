import type { Mend } from "./mend.ts";
import { MENDS_OF_ENTRY } from "./mends-of-entry.ts";
import { MENDS_OF_WORK } from "./mends-of-work.ts";

export const MENDS: readonly Mend[] = [...MENDS_OF_ENTRY, ...MENDS_OF_WORK];
