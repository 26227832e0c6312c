import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { Agent, createServer, type IncomingMessage, request as openRequest } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findFreePort } from "../../local/ports.ts";
import { until } from "./until.ts";

/** What stands before several web servers and shares the requests out. */
export interface Balancer {
  name: string;
  url: string;
  close(): Promise<void>;
}

const NGINX = ["/usr/sbin/nginx", "/usr/local/sbin/nginx", "/opt/homebrew/bin/nginx"].find((file) =>
  existsSync(file),
);

/** nginx as docs/operating.md sets it up, where it is installed; otherwise a stand-in that keeps connections as it does. */
export function startBalancer(servers: string[]): Promise<Balancer> {
  return NGINX === undefined ? startStandIn(servers) : startNginx(NGINX, servers);
}

export async function startNginx(program: string, servers: string[]): Promise<Balancer> {
  const dir = mkdtempSync(join(tmpdir(), "reprise-nginx-"));
  const port = await findFreePort();
  const places = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map(
    (name) => `${name}_temp_path ${dir}/${name};`,
  );
  const config = `
    ${process.getuid?.() === 0 ? "user root;" : ""}
    worker_processes 1; daemon off; pid ${dir}/pid; error_log ${dir}/error.log;
    events { worker_connections 512; }
    http {
      access_log off; ${places.join(" ")}
      upstream desk {
        ${servers.map((server) => `server ${new URL(server).host} fail_timeout=1s;`).join(" ")}
        keepalive 16; keepalive_timeout 2s;
      }
      server {
        listen 127.0.0.1:${port};
        location / {
          proxy_pass http://desk; proxy_http_version 1.1;
          proxy_set_header Connection ""; proxy_set_header Host $http_host;
          proxy_next_upstream error non_idempotent;
        }
      }
    }`;
  writeFileSync(join(dir, "nginx.conf"), config);
  const nginx = spawn(program, ["-c", join(dir, "nginx.conf"), "-e", join(dir, "error.log")], {
    stdio: "ignore",
  });
  const ended = once(nginx, "exit");
  const url = `http://127.0.0.1:${port}`;
  await until("nginx listens", () => {
    if (nginx.exitCode !== null) throw new Error(`nginx ended with ${nginx.exitCode}`);
    return new Promise<boolean>((resolve) => {
      const socket = connect(port, "127.0.0.1", () => resolve(true)).on("error", () => resolve(false));
      socket.on("connect", () => socket.destroy());
    });
  });
  return {
    name: "nginx",
    url,
    close: async () => {
      nginx.kill("SIGTERM");
      await ended;
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

/** Asks one server, over a connection that was kept if there is one. */
function ask(server: string, agent: Agent, request: IncomingMessage, body: Buffer): Promise<IncomingMessage> {
  const { method, url, headers } = request;
  const { connection: _, ...rest } = headers;
  return new Promise((resolve, reject) => {
    openRequest(`${server}${url}`, { method, headers: rest, agent }, resolve).on("error", reject).end(body);
  });
}

/** As nginx: in turn, over kept connections, and to the next server only when the connection itself is refused. */
async function startStandIn(servers: string[]): Promise<Balancer> {
  const agent = new Agent({ keepAlive: true, maxFreeSockets: 16 });
  let turn = 0;
  const balancer = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    turn += 1;
    for (let tried = 0; tried < servers.length; tried++) {
      try {
        const server = servers[(turn + tried) % servers.length] ?? "";
        const answer = await ask(server, agent, request, Buffer.concat(chunks));
        const { connection: _, ...headers } = answer.headers;
        response.writeHead(answer.statusCode ?? 502, headers);
        answer.pipe(response);
        return;
      } catch (error) {
        const refused = error instanceof Error && "code" in error && error.code === "ECONNREFUSED";
        if (!refused) break;
      }
    }
    response.writeHead(502).end();
  }).listen(0, "127.0.0.1");
  await once(balancer, "listening");
  return {
    name: "a stand-in for nginx",
    url: `http://127.0.0.1:${(balancer.address() as AddressInfo).port}`,
    close: async () => {
      const closed = once(balancer, "close");
      balancer.close();
      balancer.closeAllConnections();
      agent.destroy();
      await closed;
    },
  };
}
