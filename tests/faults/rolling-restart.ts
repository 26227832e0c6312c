import { Agent } from "node:http";
import { sendRaw } from "../hostile/raw-request.ts";
import { startBalancer } from "./balancer.ts";
import type { Desk } from "./desk.ts";
import { makeFailures } from "./failures.ts";
import { until } from "./until.ts";
import type { World } from "./world.ts";

/** Requests under way at any moment. */
const AT_ONCE = 12;

/** What a rolling restart under load showed. */
export interface RollingRestart {
  balancer: string;
  requests: number;
  restarts: number;
  complaints: string[];
}

/**
 * Restarts two web servers behind a balancer in turn, again and again, while requests go on: pages, reads and writes, over
 * connections that the balancer keeps. None of them may fail.
 *
 * @param requests how many, at least; each server is restarted once at least
 */
export async function rollingRestart(world: World, requests: number): Promise<RollingRestart> {
  const [jobId = ""] = await makeFailures(world.sql, 1);
  await world.second.start();
  const servers = [world.desk, world.second];
  const balancer = await startBalancer(servers.map(({ url }) => url));
  const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE });
  const headers = { cookie: world.operators[0].cookie, "content-type": "application/json" };
  const kinds = [
    { method: "GET", path: "/admin", status: 200 },
    { method: "GET", path: "/resources/session", status: 200 },
    { method: "POST", path: `/resources/failed-jobs/${jobId}/presence`, body: '{"here":true}', status: 200 },
    { method: "POST", path: "/resources/failed-jobs/x/retries", body: "{}", status: 404 },
  ];
  const complaints: string[] = [];
  let sent = 0;
  let restarts = 0;
  let restarting = true;
  const client = async () => {
    while (restarting || sent < requests) {
      const kind = kinds[sent % kinds.length];
      sent += 1;
      if (!kind) continue;
      const { status, ...request } = kind;
      const answer = await sendRaw(balancer.url, agent, { ...request, headers }).catch(
        (error: Error) => error,
      );
      if (answer instanceof Error) complaints.push(`failed: ${kind.method} ${kind.path}: ${answer.message}`);
      else if (answer.status !== status)
        complaints.push(`failed: ${kind.method} ${kind.path}: ${answer.status}`);
    }
  };
  const restart = async (desk: Desk) => {
    await desk.stop();
    await desk.start();
    await until("the server is ready again", async () => (await fetch(`${desk.url}/readyz`)).ok);
    restarts += 1;
  };
  const clients = Array.from({ length: AT_ONCE }, client);
  try {
    while (sent < requests || restarts < servers.length) for (const desk of servers) await restart(desk);
  } finally {
    restarting = false;
    await Promise.all(clients);
    agent.destroy();
    await balancer.close();
    await world.second.kill();
  }
  return { balancer: balancer.name, requests: sent, restarts, complaints };
}
