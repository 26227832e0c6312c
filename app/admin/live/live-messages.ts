export const liveMessages = {
  mark: {
    connecting: "Connecting",
    live: "Live",
    polling: "Checking every 5 s",
    paused: "Paused",
    stale: "Not up to date since %{time}",
    never: "No connection",
  },
  meaning: {
    connecting: "Waiting for the server's first word.",
    live: "What happens is announced as it happens.",
    polling: "Live updates do not come through, so this page asks every 5 seconds.",
    paused: "While rows are selected nothing on the page changes. It catches up afterwards.",
    stale: "The server does not answer. This page shows what it knew before and keeps trying.",
    never: "The server does not answer. This page keeps trying.",
  },
  pill: {
    new: "%{count} new failure · Show |||| %{count} new failures · Show",
    uncertain: "Much has changed · Show",
  },
  presence: {
    one: "%{name} is looking at this",
    two: "%{first} and %{second} are looking at this",
    many: "%{name} and %{smart_count} other are looking at this |||| %{name} and %{smart_count} others are looking at this",
  },
};
