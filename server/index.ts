import { logConsole } from "./log-console";

// Before the libraries are loaded, of which some print when they are: the rest of the server is a file of its own.
logConsole();
await import("./main.js");
