import { commandLine, identifyProcess, isRunning, type ProcessIdentity, parentOf } from "./processes.ts";

const LOOK_EVERY_MS = 500;
const FURTHEST_ANCESTOR = 4;

/** The processes between this one and npm, npm included; none when it was not npm that started us. */
function findLaunchers(): ProcessIdentity[] {
  const chain: ProcessIdentity[] = [];
  let pid = parentOf(process.pid);
  while (pid !== undefined && pid > 1 && chain.length < FURTHEST_ANCESTOR) {
    const identity = identifyProcess(pid);
    if (!identity) return [];
    chain.push(identity);
    if (/^npm |\bnpm-cli\.js\b|\bnpm (start|run)\b/.test(commandLine(pid) ?? "")) return chain;
    pid = parentOf(pid);
  }
  return [];
}

/**
 * `npm start` is a chain of processes, of which this one is the last. When one of the others is killed with no chance
 * to pass it on, this one would go on unseen, and keep the port. So look whether they are all there.
 *
 * @param onGone called once, when one of them has gone.
 */
export function watchLaunchers(onGone: () => void): void {
  if (!process.env.npm_lifecycle_event) return;
  const launchers = findLaunchers();
  if (launchers.length === 0) return;
  const timer = setInterval(() => {
    if (launchers.every(isRunning)) return;
    clearInterval(timer);
    onGone();
  }, LOOK_EVERY_MS);
  timer.unref();
}
