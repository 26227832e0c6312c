import { Agent, get, type IncomingMessage } from "node:http";
import { usageOf } from "../desk.ts";

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

function percentile(values: number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}

/** The head of an answer; its body waits to be read. */
function open(address: string, agent: Agent): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    get(address, { agent, headers: { "user-agent": "reprise bench", "accept-encoding": "br" } }, (answer) => {
      if (answer.statusCode === 200) resolve(answer);
      else reject(new Error(`${new URL(address).pathname.slice(0, 7)}... was answered ${answer.statusCode}`));
    }).on("error", reject);
  });
}

/**
 * Asks for pages at a fixed rate, whether or not the answers keep up.
 *
 * @returns milliseconds from asking to the first byte
 */
export async function measureFirstByte(addresses: string[], perSecond: number, seconds: number) {
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  const times: number[] = [];
  const one = async (address: string) => {
    const asked = performance.now();
    const answer = await open(address, agent);
    times.push(performance.now() - asked);
    for await (const _ of answer);
  };
  const asked: Promise<void>[] = [];
  const begun = performance.now();
  for (let number = 0; number < perSecond * seconds; number++) {
    await sleep(Math.max(0, begun + (1000 * number) / perSecond - performance.now()));
    asked.push(one(addresses[number % addresses.length] ?? ""));
  }
  await Promise.all(asked);
  agent.destroy();
  return { p50: percentile(times, 0.5), p95: percentile(times, 0.95), requests: times.length };
}

/** Bytes that a listener takes each time, and how often: about what a song in WAV needs, 44 kB a second. */
const SIP = 4_400;
const SIP_EVERY = 100;

/**
 * Listens to songs as players do, at the pace of the music, many at once.
 *
 * @returns resident memory of the server in MiB: before, and the most while they listened
 */
export async function measureListeners(addresses: string[], listeners: number, seconds: number, pid: number) {
  const before = usageOf(pid)?.rssMiB ?? Number.NaN;
  const agent = new Agent({ maxSockets: listeners });
  const until = Date.now() + seconds * 1000;
  const answers = await Promise.all(
    Array.from({ length: listeners }, (_, number) => open(addresses[number % addresses.length] ?? "", agent)),
  );
  let most = before;
  while (Date.now() < until) {
    for (const answer of answers) answer.read(Math.min(SIP, answer.readableLength || SIP));
    most = Math.max(most, usageOf(pid)?.rssMiB ?? 0);
    await sleep(SIP_EVERY);
  }
  for (const answer of answers) answer.destroy();
  agent.destroy();
  return { before, most };
}
