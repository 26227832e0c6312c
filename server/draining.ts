import type { NextFunction, Request, Response } from "express";

/**
 * What a server does that is about to stop: it says so to whoever asks whether it is ready, and tells every connection to
 * close with its next answer. So a proxy has no connection left that it could send a request on when the process ends.
 */
export class Draining {
  begun = false;
  readonly #open = new Set<Response>();

  readonly middleware = (_request: Request, response: Response, next: NextFunction): void => {
    if (this.begun) response.setHeader("connection", "close");
    this.#open.add(response);
    // A pipeline alone adds eight to what else waits for an answer's end; Node warns of a leak from the eleventh on.
    response.setMaxListeners(20);
    response.on("close", () => this.#open.delete(response));
    next();
  };

  begin(): void {
    this.begun = true;
    for (const response of this.#open) if (!response.headersSent) response.setHeader("connection", "close");
  }
}
