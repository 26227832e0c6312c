/** A second signal this soon after the first is the same key press, passed on by npm or tsx. */
const SAME_KEY_PRESS_MS = 800;

type Stop = () => Promise<void> | void;

/** What has been started and has to be stopped, in the opposite order. */
export class Shutdown {
  /** True from the first signal on. */
  requested = false;
  private readonly stops: Stop[] = [];
  private requestedAt = 0;
  private readonly requests: (() => void)[] = [];

  /** Adds something that has been started. */
  add(stop: Stop): void {
    this.stops.push(stop);
  }

  /** Fulfilled when a signal comes or request() is called. */
  readonly whenRequested = new Promise<void>((resolve) => this.requests.push(resolve));

  /** Asks for an orderly end. */
  request(): void {
    if (this.requested) return;
    this.requested = true;
    this.requestedAt = Date.now();
    for (const resolve of this.requests) resolve();
  }

  /**
   * Listens for Ctrl-C and its like: the first asks for an orderly end, the second ends this process at once.
   *
   * @param onSecond what can still be done at once, such as killing the children.
   */
  listen(onSecond: () => void): void {
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
      process.on(signal, () => {
        if (!this.requested) return this.request();
        if (Date.now() - this.requestedAt < SAME_KEY_PRESS_MS) return;
        onSecond();
        process.exit(130);
      });
    }
    // What a request to the Supabase API or the runner, or a driver, leaves uncaught ends nothing: whatever the start waits
    // for fails by itself. After an end was asked for, queries that are cut off are nobody's.
    let uncaught = 0;
    const note = (error: unknown) => {
      if (this.requested) return;
      uncaught += 1;
      const said = error instanceof Error ? (error.stack ?? error.message) : String(error);
      console.error(
        JSON.stringify({ level: "error", msg: "an error was not caught", count: uncaught, error: said }),
      );
    };
    process.on("unhandledRejection", note);
    process.on("uncaughtException", note);
    // tsx runs this process with a channel to it, which breaks when tsx is killed.
    if (process.channel) process.on("disconnect", () => this.request());
  }

  /** Stops everything; what cannot be stopped does not keep the rest from being stopped. */
  async run(): Promise<void> {
    for (let stop = this.stops.pop(); stop; stop = this.stops.pop()) {
      try {
        await stop();
      } catch (error) {
        console.error(error instanceof Error ? error.message : error);
      }
    }
  }
}
