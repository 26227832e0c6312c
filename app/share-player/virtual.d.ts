/** The address of the built script, made by the plugin in vite.config.ts. */
declare module "virtual:share-player" {
  const address: string;
  export default address;
}
