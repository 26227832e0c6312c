import { startPostgres } from "../local/postgres/index.ts";
import { requireDataset } from "./databases.ts";
const s = await startPostgres({ dataDir: ".cache/bench/postgres", log: console.log });
console.log(s.url);
try {
for (const n of process.argv.slice(2).map(Number)) await requireDataset({serverUrl: s.url, orders: n, keep: false, localDir: ".cache/bench/local", password: "bench-password-1234", log: console.log});
} finally { await s.stop(); }
