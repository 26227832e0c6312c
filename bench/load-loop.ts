import { Agent, request } from "node:http";

/** What a number of requests took. */
export interface Timing {
  /** Milliseconds. */
  p50: number;
  p95: number;
  /** Requests a second. */
  rate: number;
  requests: number;
}

function get(url: string, cookie: string, agent: Agent): Promise<string> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { agent, headers: { cookie } }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on("data", (chunk: Buffer) => chunks.push(chunk));
      answer.on("error", reject);
      answer.on("end", () => {
        const body = Buffer.concat(chunks).toString("utf8");
        if (answer.statusCode === 200) resolve(body);
        else reject(new Error(`${url} was answered ${answer.statusCode}: ${body.slice(0, 300)}`));
      });
    });
    sent.on("error", reject);
    sent.end();
  });
}

/** The value that this share of the sorted values does not exceed. */
export function percentile(sorted: number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? 0;
}

/** A visitor with connections that stay open, as a browser's do. */
export class Visitor {
  readonly #agent = new Agent({ keepAlive: true });

  constructor(
    readonly url: string,
    readonly cookie: string,
  ) {}

  /** @throws Error when the answer is anything but 200 */
  get(path: string): Promise<string> {
    return get(this.url + path, this.cookie, this.#agent);
  }

  /**
   * Makes requests for some addresses in turn and measures each from sending it to the last byte of its answer.
   *
   * @param paths addresses to go through, again and again
   * @param options.requests how many in all
   * @param options.atOnce how many are under way at any time
   */
  async measure(paths: string[], options: { requests: number; atOnce: number }): Promise<Timing> {
    const durations: number[] = [];
    let started = 0;
    const begun = performance.now();
    const work = async () => {
      while (started < options.requests) {
        const path = paths[started++ % paths.length] ?? "/";
        const sentAt = performance.now();
        await this.get(path);
        durations.push(performance.now() - sentAt);
      }
    };
    await Promise.all(Array.from({ length: options.atOnce }, work));
    const seconds = (performance.now() - begun) / 1000;
    durations.sort((a, b) => a - b);
    return {
      p50: percentile(durations, 0.5),
      p95: percentile(durations, 0.95),
      rate: durations.length / seconds,
      requests: durations.length,
    };
  }

  close(): void {
    this.#agent.destroy();
  }
}
