const nothing = () => undefined;

/** A shop's failures are what the tests are about, and no news on the terminal. */
export const silent = { info: nothing, warn: nothing, error: nothing, debug: nothing };
