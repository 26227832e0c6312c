/** The process answers. Says nothing of what it depends on: a restart would not help that. */
export const loader = () => new Response("ok\n", { headers: { "cache-control": "no-store" } });
