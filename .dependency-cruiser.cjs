/**
 * Who may know whom. There is no list of exceptions: what does not fit is moved, not excused.
 *
 * @type {import("dependency-cruiser").IConfiguration}
 */
const only = (name, comment, from, to) => ({ name, comment, severity: "error", from, to });

module.exports = {
  forbidden: [
    only("no-cycles", "Two modules that need each other are one module.", {}, { circular: true }),
    {
      ...only(
        "no-cycles-between-folders",
        "What two folders of the desk need from each other belongs into a third.",
        { path: "^app/admin" },
        { circular: true },
      ),
      scope: "folder",
    },
    only(
      "desk-through-one-door",
      "The desk runs in the browser only, so the server meets it through its client entry alone.",
      { path: "^app/", pathNot: "^app/admin/" },
      { path: "^app/admin/", pathNot: "^app/admin/app\\.client\\.tsx$" },
    ),
    only(
      "only-the-admin-route-reaches-the-desk",
      "One route, one entry.",
      { path: "^app/", pathNot: ["^app/admin/", "^app/routes/admin\\.\\$\\.tsx$"] },
      { path: "^app/admin/" },
    ),
    only(
      "desk-knows-no-server",
      "What the desk shares with the server are schemas, types and pure rules.",
      { path: "^app/admin/" },
      { path: ["\\.server\\.tsx?$", "^app/routes/", "^server/"] },
    ),
    only(
      "lib-knows-no-interface",
      "The domain does not know who asks.",
      { path: "^app/lib/" },
      {
        path: [
          "^app/routes/",
          "^app/admin/",
          "^server/",
          "node_modules/(react|react-dom|react-admin|@mui|@remix-run/react)/",
        ],
      },
    ),
    only(
      "operations-never-import-inngest",
      "Everything is written to the outbox; one module sends.",
      { path: "^app/lib/", pathNot: "^app/lib/inngest/" },
      { path: ["node_modules/inngest/", "^app/lib/inngest/"] },
    ),
    only(
      "one-sender-and-one-endpoint",
      "The functions are served at one address, and events leave through one module.",
      { path: "^app/routes/", pathNot: "^app/routes/api\\.inngest\\.ts$" },
      { path: ["node_modules/inngest/", "^app/lib/inngest/(?!client\\.server\\.ts$)"] },
    ),
    only(
      "app-never-imports-local",
      "The app meets the local stack over HTTP and cannot tell it from the real thing.",
      { path: "^(app|server)/" },
      { path: "^(migrate|local|tests|bench)/" },
    ),
    only(
      "local-meets-the-app-over-http",
      "Only the demo data is made with the app's own means.",
      { path: "^local/", pathNot: "^local/demo/" },
      { path: "^(app|server)/" },
    ),
    only(
      "the-demo-takes-songs-and-names-of-errors",
      "The demo reads its songs and writes failures as the app would have: length and waveform, kind and group included.",
      { path: "^local/demo/" },
      {
        path: "^(app/(?!lib/(generation/read-(audio|peaks)\\.server\\.ts$|failed-jobs/(kind-of-error\\.server|fingerprint\\.server)\\.ts$))|server/)",
      },
    ),
    only(
      "schema-files-are-for-everybody",
      "A module without .server runs in the browser too, so it may not reach one that does not.",
      { path: "^app/lib/", pathNot: ["\\.server(\\.test)?\\.ts$", "\\.test\\.ts$"] },
      { path: "\\.server\\.ts$" },
    ),
    only(
      "migrate-stands-alone",
      "It changes a database before there is a server, and the local stack uses it as any shop does.",
      { path: "^migrate/" },
      { path: "^(app|server|local|tests|bench)/" },
    ),
    only(
      "no-test-code-in-the-product",
      "A test may use the product, never the other way round.",
      { path: "^(app|server|migrate|local)/", pathNot: "\\.test\\.tsx?$" },
      { path: ["\\.test\\.tsx?$", "^tests/"] },
    ),
    only(
      "declared-dependencies-only",
      "What is imported is in package.json.",
      { path: "^(app|server|migrate|local|tests|bench)/" },
      { dependencyTypes: ["npm-no-pkg", "npm-unknown", "unknown"] },
    ),
    only("resolvable", "An import that leads nowhere.", {}, { couldNotResolve: true }),
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    tsConfig: { fileName: "tsconfig.json" },
    tsPreCompilationDeps: true,
    exclude: { path: "^build/" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "require", "node", "default", "types"],
      extensions: [".ts", ".tsx", ".js", ".mjs", ".json", ".css"],
    },
  },
};
