/**
 * The Remix options. The Vite plugin does not read this file by itself, so vite.config.ts imports it.
 * All v3 flags are on: they are what React Router 7 does by default, see docs/decisions/0002-remix-with-vite.md.
 *
 * @type {import("@remix-run/dev").VitePluginConfig}
 */
export default {
  ignoredRouteFiles: ["**/*.test.ts"],
  future: {
    v3_fetcherPersist: true,
    v3_lazyRouteDiscovery: true,
    v3_relativeSplatPath: true,
    v3_routeConfig: true,
    v3_singleFetch: true,
    v3_throwAbortReason: true,
  },
};
