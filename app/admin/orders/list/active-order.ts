import { createContext } from "react";

/**
 * The order that the keys have come to: its chips are in the order of the tab key, those of the other rows are not, so
 * that a table of thousands does not take thousands of presses to leave. Undefined outside of such a table.
 */
export const ActiveOrderContext = createContext<string | undefined>(undefined);
