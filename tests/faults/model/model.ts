import { type Refused, RetryModel } from "./retry-model.ts";

export interface ModelBulk {
  kind: "retry" | "resolve" | "snooze";
  state: "running" | "paused" | "aborted" | "done";
  part: number;
  items: { job: number; result: "pending" | "done" | "skipped"; code: Refused }[];
}

/** The model of the failures, with bulk operations over them. */
export class Model extends RetryModel {
  readonly bulks: ModelBulk[] = [];
  /** Events that ask for the worker of a bulk operation. */
  workerEvents = 0;

  bulk(index: number): ModelBulk {
    const bulk = this.bulks[index];
    if (!bulk) throw new RangeError(`there is no bulk operation ${index}`);
    return bulk;
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
