/**
 * supabase-js prints, when it is imported on Node 20, that a later version will not support it. Whoever starts
 * Reprise can do nothing about that, so this module, imported before it, drops this one line.
 */
const warn = console.warn;

console.warn = (...words: unknown[]) => {
  if (!/Node\.js 20 and below are deprecated/.test(String(words[0]))) warn(...words);
};

export {};
