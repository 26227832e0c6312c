/** The names of the checks, as tests and in the report of what goes red when something is taken out. */
export const PROMISES = {
  kills: "a retry survives kill -9 of the web server at each of four points, and happens once",
  clicks: "of 50 parallel clicks by two operators one is a retry, and the others are told who was faster",
  keys: "without the row lock, the unique keys alone keep a retry to one event",
  relays: "two servers relay one outbox, and each event goes on the wire of one of them",
  day: "a day later the next attempt has a new id and runs, and an id that comes again does nothing",
  restart: "the database is restarted under load, and nothing is lost or written by halves",
  rolling: "two servers behind a proxy are restarted in turn under load, and no request fails",
  runs: "whatever Inngest does to a run, no retry is stuck, lost or doubled",
  mends: "a mend that is taken out is noticed by its own test",
  model: "whatever two operators, relays, runs and bulk workers do, the tables say what the model says",
} as const;
