/**
 * How long a run can be silent before it is lost. Everything here is in seconds, and follows from what the run is made
 * of; whoever changes one of these parts changes its line.
 */

/** Retries after the first try, for each variant. */
export const RETRIES = 3;

/** The longest that one try works: 120 s for the provider (http-provider.server.ts), the rest for reading and storing. */
const ONE_TRY = 180;
/** Inngest's longest pause before the third retry: a minute, and half of it again by chance. */
const LONGEST_PAUSE = 90;
/** A try that is due waits for its turn when as many others run as are allowed at once (GENERATION_CONCURRENCY). */
const WAITING_FOR_A_TURN = 30 * 60;

/** After the beginning of a try: until then nothing needs to be heard of the run. */
export const SILENT_SECONDS = ONE_TRY + LONGEST_PAUSE + WAITING_FOR_A_TURN;

/** While it is silent for longer than this from now on, the try that said so is at work, or has ended a moment ago. */
export const SILENT_AFTER_A_TRY_SECONDS = SILENT_SECONDS - ONE_TRY;
