/** One line of a stack trace. */
export interface StackFrame {
  text: string;
  /** Ours: not of a library, nor of Node itself. */
  inApp: boolean;
}

/** A stack trace, taken apart. */
export interface StackTrace {
  /** What stands above the frames: the error's name and message. */
  head: string;
  frames: StackFrame[];
}

const FRAME = /^\s*(?:at\s|[^\s@]*@\S)/;
const FOREIGN = /node_modules|\(node:|\bnode:internal|\binternal\/|<anonymous>|\[native code\]/;

/** Takes a stack trace apart. Lines after the first frame that are none belong to the frame before them. */
export function parseStack(stack: string): StackTrace {
  const lines = stack.split("\n").filter((line) => line.trim() !== "");
  const first = lines.findIndex((line) => FRAME.test(line));
  if (first === -1) return { head: lines.join("\n"), frames: [] };
  const frames: StackFrame[] = [];
  for (const line of lines.slice(first)) {
    const last = frames.at(-1);
    if (FRAME.test(line) || !last) frames.push({ text: line.trim(), inApp: !FOREIGN.test(line) });
    else last.text += `\n${line.trim()}`;
  }
  return { head: lines.slice(0, first).join("\n"), frames };
}
