import { writeFileSync } from "node:fs";
import { cpus, loadavg, totalmem } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { PROJECT_DIR } from "../../local/build.ts";
import { measurePhone } from "./browser.ts";
import { measureFirstByte, measureListeners } from "./load.ts";
import { startLocalStack } from "./local-stack.ts";
import { takeOverTable } from "./table.ts";
import { measureThroughput, type Throughput } from "./throughput.ts";

const USAGE = `npm run bench:share -- [--seconds 20] [--port 23800] [--dry]

  --seconds  how long each load lasts
  --port     where the web server listens
  --dry      print the table, and leave docs as they are

The comparison with nginx needs wrk and nginx (Debian and Ubuntu: apt-get install wrk nginx); it is left out without.`;

const PER_SECOND = 50;
const LISTENERS = 200;
/** As many as wrk has: each listener has a song of their own. */
const CONNECTIONS = 8;

/** A row of the table: what, how much, what was promised, and whether it holds. */
type Row = [what: string, found: string, promised: string, holds: boolean | null];

function tableOf(rows: Row[]): string {
  const lines = rows.map(
    ([what, found, promised, holds]) =>
      `| ${what} | ${found} | ${promised} | ${holds === null ? "not measured" : holds ? "ok" : "missed"} |`,
  );
  return ["| what | measured | promised | |", "| --- | --- | --- | --- |", ...lines].join("\n");
}

function throughputRow(what: string, found: Throughput | null): Row {
  const share = found && found.ours / found.nginx;
  return [
    `${what} over 8 connections, us / nginx`,
    found && share !== null
      ? `${found.ours.toFixed(0)} / ${found.nginx.toFixed(0)} MiB/s, ${(share * 100).toFixed(0)} %`
      : "wrk or nginx is not installed",
    "a fifth of nginx",
    share === null ? null : share >= 0.2,
  ];
}

async function measure(seconds: number, port: number): Promise<Row[]> {
  const stack = await startLocalStack(join(PROJECT_DIR, ".cache", "bench", "share"), port);
  try {
    const pages = stack.tokens.map((token) => `${stack.url}/share/${token}`);
    const songs = pages.map((page) => `${page}/audio`);
    const [page = ""] = pages;
    // Code is compiled and connections are open after this.
    await measureFirstByte(pages, PER_SECOND, 4);
    const first = await measureFirstByte(pages, PER_SECOND, seconds);
    await measurePhone(page);
    const phone = await measurePhone(page);
    // What listening needs once and keeps is not growth.
    await measureListeners(songs, LISTENERS, 2, stack.webPid);
    const memory = await measureListeners(songs, LISTENERS, seconds, stack.webPid);
    const loading = Math.min(seconds, 10);
    const long = await measureThroughput(
      stack.longSongs.map((token) => `${stack.url}/share/${token}/audio`),
      loading,
    );
    const short = await measureThroughput(songs.slice(0, CONNECTIONS), loading);
    const growth = memory.most - memory.before;
    return [
      [
        `page, first byte at ${PER_SECOND} requests/s, p50 / p95 of ${first.requests}`,
        `${first.p50.toFixed(1)} / ${first.p95.toFixed(1)} ms`,
        "p95 below 30 ms",
        first.p95 < 30,
      ],
      [
        "before it can play",
        `${phone.requests} requests, ${(phone.bytes / 1000).toFixed(1)} kB`,
        "2 requests, 40 kB",
        phone.requests <= 2 && phone.bytes <= 40_000,
      ],
      [
        "first paint, slow 4G",
        `${phone.firstPaint.toFixed(0)} ms`,
        "below 1,000 ms",
        phone.firstPaint < 1000,
      ],
      ["sound after the tap, slow 4G", `${phone.sound.toFixed(0)} ms`, "below 1,500 ms", phone.sound < 1500],
      [
        `memory of the web server, ${LISTENERS} listeners`,
        `${memory.before.toFixed(0)} MiB, + ${growth.toFixed(0)} MiB`,
        "growth below 64 MiB",
        growth < 64,
      ],
      throughputRow("a whole song of three minutes (4.3 MB)", long),
      throughputRow("a whole song of half a minute (1.1 MB)", short),
    ];
  } finally {
    await stack.stop();
  }
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      seconds: { type: "string", default: "20" },
      port: { type: "string", default: "23800" },
      dry: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  const [seconds, port] = [Number(values.seconds), Number(values.port)];
  if (values.help || !(seconds >= 2 && seconds <= 600) || !(port > 0 && port < 65_536)) {
    console.log(USAGE);
    return;
  }
  const load = loadavg()[0] ?? 0;
  const table = tableOf(await measure(seconds, port));
  console.log(table);
  if (values.dry) return;
  const machine = `${cpus().length} x ${cpus()[0]?.model.trim()}, ${(totalmem() / 2 ** 30).toFixed(0)} GiB, Node.js ${process.version}`;
  writeFileSync(
    join(PROJECT_DIR, "docs", "performance-share.md"),
    `# How fast the shared song is

Measured by \`npm run bench:share\` on ${new Date().toISOString().slice(0, 10)}: ${machine}; everything on this machine, the
database, the API in front of it and what makes the load included. Load before: ${load.toFixed(1)}.

${table}

Slow 4G is Lighthouse's: 1.6 Mbit/s, 150 ms, a processor a quarter as fast, in Chromium at 390 px. Listeners take a song at
the pace of the music. nginx has the same files on disk; ours come from Storage the first time and from memory after that,
and whether a link still leads to its song is looked up for each again when 400 ms have gone by. The half-minute songs are
eight and the long ones two, since one link is answered 6,000 times a minute and no more often.
`,
  );
  takeOverTable();
  console.log("written to docs/performance-share.md, and its table to docs/performance.md");
}

await main();
