export const liveMessages = {
  mark: {
    connecting: "Connecting",
    live: "Live",
    polling: "Checking every 5 s",
    paused: "Paused",
    stale: "Out of date since %{time}",
    never: "No connection",
  },
  meaning: {
    connecting: "Connecting to the server.",
    live: "Changes appear here as they happen.",
    polling: "Live updates don't get through, so this page checks every 5 seconds.",
    paused: "The list doesn't change while rows are selected. It catches up when you clear the selection.",
    stale: "The server isn't responding. This page shows the last known state and keeps trying.",
    never: "The server isn't responding. This page keeps trying.",
  },
  pill: {
    new: "%{count} new failure · Show |||| %{count} new failures · Show",
    uncertain: "A lot has changed · Show",
  },
  presence: {
    one: "%{name} is looking at this",
    two: "%{first} and %{second} are looking at this",
    many: "%{name} and %{smart_count} other are looking at this |||| %{name} and %{smart_count} others are looking at this",
  },
};
