/**
 * What the state functions promise, as a program without a database: failures, their attempts, the outbox, bulk
 * operations, and how many lines the record of changes has. Every method is a change that somebody may ask for; it
 * answers null when it is done, and otherwise the code of the refusal, having changed nothing.
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
  status: "failed" | "pending" | "complete";
  /** The attempt that is to make it: "job:attempt". */
  owner: string | null;
}

export interface ModelBulk {
  kind: "retry" | "resolve" | "snooze";
  state: "running" | "paused" | "aborted" | "done";
  part: number;
  items: { job: number; result: "pending" | "done" | "skipped"; code: Refused }[];
}

export class Model {
  readonly jobs: ModelJob[];
  readonly variants: ModelVariant[];
  /** By "job:attempt": whether it was sent, how often a relay has claimed it, and which run has. */
  readonly outbox = new Map<string, { sent: boolean; claims: number; run: string | null }>();
  readonly bulks: ModelBulk[] = [];
  /** Lines of the record: one for each change that was accepted. */
  lines = 0;
  /** Events that ask for the worker of a bulk operation. */
  workerEvents = 0;

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

  bulk(index: number): ModelBulk {
    const bulk = this.bulks[index];
    if (!bulk) throw new RangeError(`there is no bulk operation ${index}`);
    return bulk;
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
    this.outbox.set(key, { sent: false, claims: 0, run: null });
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
    if (this.outbox.get(key)?.sent === false) this.outbox.delete(key);
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

  /** Reports of a run that is over come late and twice; what is heard of an attempt that was ended by hand is true. */
  runFails(index: number, run: string): void {
    const { key, attempt } = this.latest(index);
    const isOver = attempt.outcome !== "pending" && attempt.outcome !== "ended";
    if (attempt.run === run && isOver) return;
    this.freeVariant(index, key);
    if (isOver) return;
    const opens = attempt.outcome === "pending" || this.job(index).state === "open";
    Object.assign(attempt, { outcome: "failed", run });
    if (opens) this.change(index, { state: "open" });
    else this.lines += 1;
  }

  /** The first run of an event has it; another one does nothing. */
  private begins(index: number, run: string): boolean {
    const { key, attempt } = this.latest(index);
    const event = this.outbox.get(key);
    if (event) event.run ??= run;
    if (attempt.outcome === "pending") attempt.run ??= run;
    return (!event || event.run === run) && attempt.run === run;
  }

  runSucceeds(index: number, run: string): void {
    if (!this.begins(index, run)) return;
    const { key, attempt } = this.latest(index);
    const variant = this.variantOf(index);
    if (variant.status !== "complete" && (variant.owner === null || variant.owner === key)) {
      Object.assign(variant, { status: "complete", owner: null });
      // Its song was begun, and is there.
      this.lines += 2;
    }
    if (attempt.outcome === "succeeded" || attempt.outcome === "failed") return;
    // An outcome is what happened: without the song it is no success.
    if (variant.status !== "complete") return;
    const recovers = attempt.outcome === "pending" || this.job(index).state === "open";
    attempt.outcome = "succeeded";
    if (recovers) this.change(index, { state: "recovered", snoozed: false });
    else this.lines += 1;
  }

  private freeVariant(index: number, key: string): void {
    const variant = this.variantOf(index);
    if (variant.status !== "complete" && (variant.owner === null || variant.owner === key)) {
      Object.assign(variant, { status: "failed", owner: null });
    }
  }

  createBulk(kind: ModelBulk["kind"], jobs: number[]): void {
    const items = jobs.map((job) => ({ job, result: "pending" as const, code: null }));
    this.bulks.push({ kind, state: "running", part: 1, items });
    this.lines += 1;
    this.workerEvents += 1;
  }

  /** The worker's next batch. An older part of it does nothing. */
  stepBulk(index: number, part: number, limit: number): number {
    const bulk = this.bulk(index);
    if (bulk.state !== "running" || bulk.part !== part) return 0;
    const batch = bulk.items.filter(({ result }) => result === "pending").slice(0, limit);
    for (const item of batch) {
      if (bulk.kind === "retry") item.code = this.retry(item.job, null);
      else if (bulk.kind === "resolve") item.code = this.resolve(item.job, null);
      else item.code = this.snooze(item.job, null, true);
      item.result = item.code === null ? "done" : "skipped";
    }
    if (bulk.items.every(({ result }) => result !== "pending")) bulk.state = "done";
    return batch.length;
  }

  /** The worker begins a new run of itself. */
  continueBulk(index: number, part: number): Refused {
    const bulk = this.bulk(index);
    if (bulk.state !== "running" || bulk.part !== part) return "changed_meanwhile";
    bulk.part += 1;
    this.workerEvents += 1;
    return null;
  }

  setBulk(index: number, to: "running" | "paused" | "aborted"): Refused {
    const bulk = this.bulk(index);
    if (bulk.state === "done" || bulk.state === "aborted" || bulk.state === to) return "not_from_here";
    bulk.state = to;
    this.lines += 1;
    if (to === "running") {
      bulk.part += 1;
      this.workerEvents += 1;
    }
    return null;
  }
}
