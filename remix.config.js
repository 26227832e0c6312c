/**
 * The Remix options. The Vite plugin does not read this file by itself, so vite.config.ts imports it.
 * All v3 flags but one are on: they are what React Router 7 does by default, see docs/decisions/0002-remix-with-vite.md.
 *
 * @type {import("@remix-run/dev").VitePluginConfig}
 */
export default {
  ignoredRouteFiles: ["**/*.test.ts"],
  future: {
    v3_fetcherPersist: true,
    // Not the one that asks the server about addresses as they are met: with it each press that changes the address is
    // drawn twice, and every change of the page is searched for links. The desk has one page and knows its addresses.
    v3_lazyRouteDiscovery: false,
    v3_relativeSplatPath: true,
    v3_routeConfig: true,
    v3_singleFetch: true,
    v3_throwAbortReason: true,
  },
};
