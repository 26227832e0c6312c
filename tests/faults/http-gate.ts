import {
  Agent,
  createServer,
  type IncomingMessage,
  request as openRequest,
  type Server,
  type ServerResponse,
} from "node:http";
import type { AddressInfo } from "node:net";

/** A request that comes to a gate. */
export interface Passage {
  method: string;
  path: string;
  body: string;
}

/** What a gate does with one request; it passes what nothing is said about. */
export interface Treatment {
  /** Awaited before the request is passed on. */
  before?: () => Promise<void>;
  /** Answered in the server's place, which never hears of the request. */
  status?: number;
  /** Awaited when the server has answered, before the answer is passed back. */
  after?: () => Promise<void>;
  /** The connection is cut in the place of the answer. */
  loseAnswer?: boolean;
}

export type Rule = (passage: Passage) => Treatment | undefined;

async function bodyOf(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/**
 * A door between the web server and something that it talks to, through which every request goes. A rule may hold,
 * refuse or lose what passes: this is how faults are made at an exact point without any code for it in the product.
 */
export class HttpGate {
  /** Applied to each request; undefined lets all of them pass. */
  rule: Rule | undefined;
  // A connection for each request: one that is kept may end just as it is used again, a fault that nobody made.
  private readonly agent = new Agent({ keepAlive: false });
  private readonly server: Server;
  private port = 0;

  private constructor(private target: string) {
    this.server = createServer((request, response) => {
      this.pass(request, response).catch(() => response.destroy());
    });
    this.server.keepAliveTimeout = 0;
  }

  /** @param target where everything is passed on to, such as http://127.0.0.1:8288 */
  static async open(target: string): Promise<HttpGate> {
    const gate = new HttpGate(target);
    await gate.accept();
    return gate;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** What the gate stands before is somewhere else from now on. */
  moveTo(target: string): void {
    this.target = target;
  }

  /** Connections are refused from now on, and those that there are end. */
  async refuse(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.server.close(() => resolve()));
    this.cut();
    await closed;
  }

  /** Listens, again on the same port after `refuse`. */
  async accept(): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.server.once("error", reject);
      this.server.listen(this.port, "127.0.0.1", resolve);
    });
    this.port = (this.server.address() as AddressInfo).port;
  }

  /** Ends all connections, whatever is held in them. */
  cut(): void {
    this.server.closeAllConnections();
  }

  /** From now on everything passes; what was held is cut, as when a server that hung is started again. */
  heal(): void {
    this.rule = undefined;
    this.cut();
  }

  async close(): Promise<void> {
    if (this.server.listening) await this.refuse();
    this.agent.destroy();
  }

  private async pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = "GET", url: path = "/" } = request;
    const body = await bodyOf(request);
    const treatment = this.rule?.({ method, path, body: body.toString("utf8") }) ?? {};
    await treatment.before?.();
    if (treatment.status !== undefined) {
      response.writeHead(treatment.status, { "content-type": "application/json" });
      response.end(JSON.stringify({ error: "made by the test", status: treatment.status }));
      return;
    }
    const answer = await this.ask(request, body);
    const answerBody = await bodyOf(answer);
    await treatment.after?.();
    if (treatment.loseAnswer) {
      response.destroy();
      return;
    }
    response.writeHead(answer.statusCode ?? 502, answer.rawHeaders);
    response.end(answerBody);
  }

  private ask(request: IncomingMessage, body: Buffer): Promise<IncomingMessage> {
    const { method, url: path, headers } = request;
    const length = body.length > 0 ? { "content-length": String(body.length) } : {};
    const { "transfer-encoding": _chunked, ...rest } = headers;
    return new Promise((resolve, reject) => {
      openRequest(
        `${this.target}${path}`,
        { method, headers: { ...rest, ...length }, agent: this.agent },
        resolve,
      )
        .once("error", reject)
        .end(body);
    });
  }
}
