/**
 * What the state functions promise of failures, as a program without a database: their attempts, the outbox, and how many
 * lines the record of changes has. Every method is a change that somebody may ask for; it answers null when it is done,
 * and otherwise the code of the refusal, having changed nothing.
 */
export type Refused = string | null;

interface Attempt {
  outcome: "pending" | "succeeded" | "failed" | "cancelled" | "lost" | "ended";
  /** The run that has claimed its event, or that was heard of last. */
  run: string | null;
}

export interface ModelJob {
  /** Which variant the job is for; two jobs may be for one. */
  variant: number;
  state: "open" | "retrying" | "resolved" | "recovered";
  version: number;
  snoozed: boolean;
  attempts: Attempt[];
}

export interface ModelVariant {
  status: "failed" | "pending" | "generating" | "complete";
  /** The attempt that is to make it: "job:attempt". */
  owner: string | null;
}

interface OutboxEntry {
  sent: boolean;
  claims: number;
  run: string | null;
  resends: number;
}

/** What Inngest says of the run of a sent event when the watch asks. */
export type InngestSays = "failed" | "cancelled" | "completed" | "missing";

/** An event without a run is sent again so often. */
const MOST_RESENDS = 3;

export class RetryModel {
  readonly jobs: ModelJob[];
  readonly variants: ModelVariant[];
  /** By "job:attempt": whether it was sent, how often a relay has claimed it, which run has, how often it was sent again. */
  readonly outbox = new Map<string, OutboxEntry>();
  /** Attempts whose run was cancelled or lost: it may make nothing any more. */
  private readonly over = new Set<string>();
  /** Lines of the record: one for each change that was accepted. */
  lines = 0;

  /** @param variants which variant each job is for */
  constructor(variants: number[]) {
    this.jobs = variants.map((variant) => ({
      variant,
      state: "open",
      version: 1,
      snoozed: false,
      attempts: [],
    }));
    this.variants = [...new Set(variants)].map(() => ({ status: "failed", owner: null }));
  }

  job(index: number): ModelJob {
    const job = this.jobs[index];
    if (!job) throw new RangeError(`there is no job ${index}`);
    return job;
  }

  variantOf(index: number): ModelVariant {
    const variant = this.variants[this.job(index).variant];
    if (!variant) throw new RangeError(`job ${index} has no variant`);
    return variant;
  }

  latest(index: number): { key: string; attempt: Attempt } {
    const { attempts } = this.job(index);
    const attempt = attempts.at(-1);
    if (!attempt) throw new RangeError(`job ${index} has no attempt`);
    return { key: `${index}:${attempts.length}`, attempt };
  }

  private refusal(index: number, from: ModelJob["state"][], version: number | null): Refused {
    const { state, version: present } = this.job(index);
    if (!from.includes(state)) return state === "open" ? "still_open" : `already_${state}`;
    return version === null || version === present ? null : "changed_meanwhile";
  }

  private change(index: number, to: Partial<ModelJob>): null {
    const job = this.job(index);
    Object.assign(job, to, { version: job.version + 1 });
    this.lines += 1;
    return null;
  }

  retry(index: number, version: number | null): Refused {
    const refused = this.refusal(index, ["open"], version);
    if (refused) return refused;
    const variant = this.variantOf(index);
    if (variant.owner !== null) return "already_generating";
    const job = this.job(index);
    job.attempts.push({ outcome: "pending", run: null });
    const { key } = this.latest(index);
    this.outbox.set(key, { sent: false, claims: 0, run: null, resends: 0 });
    if (variant.status !== "complete") Object.assign(variant, { status: "pending", owner: key });
    return this.change(index, { state: "retrying", snoozed: false });
  }

  cancel(index: number, version: number | null): Refused {
    const refused = this.refusal(index, ["retrying"], version);
    if (refused) return refused;
    const { key, attempt } = this.latest(index);
    const event = this.outbox.get(key);
    if (!event || event.sent || event.claims > 0) return "already_sent";
    this.outbox.delete(key);
    attempt.outcome = "cancelled";
    this.freeVariant(index, key);
    return this.change(index, { state: "open" });
  }

  /** Ended by hand: possible whatever has become of the event and the run. */
  end(index: number, version: number | null): Refused {
    const refused = this.refusal(index, ["retrying"], version);
    if (refused) return refused;
    const { key, attempt } = this.latest(index);
    if (attempt.outcome === "pending") attempt.outcome = "ended";
    const event = this.outbox.get(key);
    if (event?.sent === false && event.run === null) this.outbox.delete(key);
    const variant = this.variantOf(index);
    if (variant.owner === key) Object.assign(variant, { owner: null, status: "failed" });
    return this.change(index, { state: "open" });
  }

  resolve(index: number, version: number | null): Refused {
    return (
      this.refusal(index, ["open"], version) ?? this.change(index, { state: "resolved", snoozed: false })
    );
  }

  reopen(index: number, version: number | null): Refused {
    return this.refusal(index, ["resolved", "recovered"], version) ?? this.change(index, { state: "open" });
  }

  snooze(index: number, version: number | null, snoozed: boolean): Refused {
    return this.refusal(index, ["open"], version) ?? this.change(index, { snoozed });
  }

  /** A relay claims the latest attempt's event, and then gets it sent, or puts it back. */
  relay(index: number, sent: boolean): void {
    const event = this.outbox.get(this.latest(index).key);
    if (!event || event.sent) return;
    event.claims += 1;
    event.sent = sent;
  }

  /** Reports of a run that is over come late and twice; what is heard of an attempt that was given up is true. */
  runFails(index: number, run: string): void {
    this.endsOtherwise(index, "failed", run);
  }

  private endsOtherwise(index: number, outcome: "failed" | "cancelled" | "lost", run: string | null): void {
    const { key, attempt } = this.latest(index);
    const isOver = !["pending", "lost", "ended"].includes(attempt.outcome);
    if (isOver && run !== null && attempt.run === run) return;
    this.freeVariant(index, key);
    if (isOver || (attempt.outcome === "lost" && outcome === "lost")) return;
    const opens = attempt.outcome === "pending" || this.job(index).state === "open";
    Object.assign(attempt, { outcome, run: run ?? attempt.run });
    if (opens) this.change(index, { state: "open" });
    else this.lines += 1;
  }

  /** The first run of an event has it; another one does nothing. It begins the song, unless somebody else makes it. */
  runBegins(index: number, run: string): void {
    const { key, attempt } = this.latest(index);
    const event = this.outbox.get(key);
    if (event) event.run ??= run;
    if (attempt.outcome === "pending") attempt.run ??= run;
    if ((event && event.run !== run) || attempt.run !== run) return;
    const variant = this.variantOf(index);
    const isTheirs = variant.owner !== null && variant.owner !== key;
    if (isTheirs || this.over.has(key) || variant.status === "complete") return;
    if (variant.status !== "generating" || variant.owner === null) this.lines += 1;
    Object.assign(variant, { status: "generating", owner: key });
  }

  /** The last song of an attempt ends it, whatever its run does afterwards. */
  runMakesItsSong(index: number): void {
    const { key, attempt } = this.latest(index);
    const variant = this.variantOf(index);
    const comesLate = variant.owner === null && variant.status === "failed" && attempt.outcome === "ended";
    if (variant.owner !== key && !comesLate) return;
    Object.assign(variant, { status: "complete", owner: null });
    this.lines += 1;
    this.runSucceeds(index, null);
  }

  /** An outcome is what happened: without the song it is no success. */
  runSucceeds(index: number, run: string | null): void {
    const { attempt } = this.latest(index);
    if (attempt.outcome === "succeeded" || attempt.outcome === "failed") return;
    if (this.variantOf(index).status !== "complete") return;
    const recovers = attempt.outcome === "pending" || this.job(index).state === "open";
    attempt.outcome = "succeeded";
    attempt.run ??= run;
    if (recovers) this.change(index, { state: "recovered", snoozed: false });
    else this.lines += 1;
  }

  /** The watch hears from Inngest what became of a sent event, and settles what is open of it. */
  watchHears(index: number, says: InngestSays, run: string): void {
    const { key, attempt } = this.latest(index);
    const event = this.outbox.get(key);
    if (says === "missing" && event && event.run === null && event.resends < MOST_RESENDS) {
      event.sent = false;
      event.resends += 1;
      return;
    }
    const variant = this.variantOf(index);
    if (attempt.outcome !== "pending" && variant.owner !== key) return;
    if (attempt.outcome === "pending" && variant.status === "complete") {
      this.runSucceeds(index, says === "missing" ? null : run);
      return;
    }
    const outcome = says === "missing" ? "lost" : says === "completed" ? "failed" : says;
    this.endsOtherwise(index, outcome, says === "missing" ? null : run);
    this.freeVariant(index, key);
    if (outcome !== "failed") this.over.add(key);
  }

  private freeVariant(index: number, key: string): void {
    const variant = this.variantOf(index);
    if (variant.status === "complete" || this.over.has(key)) return;
    if (variant.owner === null || variant.owner === key)
      Object.assign(variant, { status: "failed", owner: null });
  }
}
