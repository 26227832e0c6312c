import { execFile, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { findFreePort } from "../../local/ports.ts";

const run = promisify(execFile);
const UNITS: Record<string, number> = { KB: 1 / 1024, MB: 1, GB: 1024 };

const WARM_SECONDS = 2;

/** MiB a second, of ours and of nginx, with the same generator. */
export interface Throughput {
  ours: number;
  nginx: number;
}

function isInstalled(program: string): boolean {
  try {
    execFileSync("which", [program], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

/** What wrk asks for: one song after the other, written out beforehand, so that asking costs next to nothing. */
const scriptOf = (paths: string[]) => `
local paths = { ${paths.map((path) => JSON.stringify(path)).join(", ")} }
local requests, number = {}, 0
init = function()
  for index, path in ipairs(paths) do requests[index] = wrk.format("GET", path) end
end
request = function()
  number = number % #requests + 1
  return requests[number]
end
`;

async function wrk(site: string, paths: string[], seconds: number, dir: string): Promise<number> {
  const script = join(dir, "requests.lua");
  writeFileSync(script, scriptOf(paths));
  const { stdout } = await run("wrk", ["-t2", "-c8", `-d${seconds}s`, "-s", script, site]);
  const [, amount, unit = ""] = /Transfer\/sec:\s+([\d.]+)([KMG]B)/.exec(stdout) ?? [];
  if (amount === undefined || /Non-2xx/.test(stdout)) throw new Error(`wrk could not measure:\n${stdout}`);
  return Number(amount) * (UNITS[unit] ?? Number.NaN);
}

/** No tcp_nopush: on loopback it costs 44 ms a range. */
const configOf = (dir: string, port: number) => `
daemon off; pid ${dir}/pid; error_log ${dir}/error.log; worker_processes 2;
events {}
http {
  access_log off; sendfile on; types { audio/wav wav; }
  client_body_temp_path ${dir}/t; proxy_temp_path ${dir}/t; fastcgi_temp_path ${dir}/t; uwsgi_temp_path ${dir}/t; scgi_temp_path ${dir}/t;
  server { listen 127.0.0.1:${port}; root ${dir}/www; }
}
`;

/**
 * Loads whole songs over 8 connections, from us and from nginx that has the same files on disk.
 *
 * @param addresses are asked for in turn: one link is not answered more often than a large family asks
 * @returns null where wrk or nginx is not installed
 */
export async function measureThroughput(addresses: string[], seconds: number): Promise<Throughput | null> {
  if (!isInstalled("wrk") || !isInstalled("nginx")) return null;
  const dir = mkdtempSync(join(tmpdir(), "reprise-nginx-"));
  const port = await findFreePort();
  // Its workers give up root, and then have to read what is here.
  execFileSync("chmod", ["755", dir]);
  mkdirSync(join(dir, "www"));
  for (const [number, address] of addresses.entries()) {
    const song = Buffer.from(await (await fetch(address)).arrayBuffer());
    writeFileSync(join(dir, `www/${number}.wav`), song);
  }
  writeFileSync(join(dir, "nginx.conf"), configOf(dir, port));
  const nginx = spawn("nginx", ["-p", dir, "-c", join(dir, "nginx.conf")], { stdio: "ignore" });
  try {
    const site = `http://127.0.0.1:${port}`;
    for (let tries = 0; tries < 50 && !(await fetch(`${site}/0.wav`).catch(() => null))?.ok; tries++)
      await new Promise((resolve) => setTimeout(resolve, 100));
    const paths = addresses.map((address) => new URL(address).pathname);
    const files = addresses.map((_, number) => `/${number}.wav`);
    const ours = new URL(addresses[0] ?? "").origin;
    // Code is compiled and files are in memory after this, here and there.
    await wrk(ours, paths, WARM_SECONDS, dir);
    await wrk(site, files, WARM_SECONDS, dir);
    return {
      ours: await wrk(ours, paths, seconds, dir),
      nginx: await wrk(site, files, seconds, dir),
    };
  } finally {
    nginx.kill("SIGTERM");
    if (nginx.exitCode === null) await once(nginx, "exit");
    rmSync(dir, { recursive: true, force: true });
  }
}
