// What a library may do in the middle of a server's work, on a signal: loaded into the built server by NODE_OPTIONS.
process.on("SIGUSR2", () => void Promise.reject(new Error("a rejection of a library's")));
process.on("SIGWINCH", () =>
  setImmediate(() => {
    throw Object.assign(new Error("a connection's end"), { code: "ECONNRESET" });
  }),
);
process.on("SIGCONT", () =>
  setImmediate(() => {
    console.error(new Error("what a library prints"));
    throw new TypeError("a mistake of a library's");
  }),
);
