import { startPlayer } from "./player";

/** The page's main part, which is replaced when its song has another state. */
const PAGE = "[data-share]";

/** Waits are up to this share longer or shorter, so that a family's phones do not all ask at once. */
const SPREAD = 0.2;

let timer: number | undefined;

function pageIn(document: Document): HTMLElement | null {
  return document.querySelector<HTMLElement>(PAGE);
}

/** Asks the server for the page, and shows it when the song has come to another state: made at last, or gone. */
async function lookAgain(): Promise<void> {
  clearTimeout(timer);
  const shown = pageIn(document);
  if (!shown) return;
  try {
    const answer = await fetch(location.href, { cache: "no-store", headers: { accept: "text/html" } });
    // Its style carries another nonce, and what is for browsers without script would reload this page.
    const html = (await answer.text()).replace(/<(style|noscript)\b[\s\S]*?<\/\1>/g, "");
    const fresh = new DOMParser().parseFromString(html, "text/html");
    const page = pageIn(fresh);
    if (page && page.dataset.state !== shown.dataset.state) {
      shown.replaceWith(page);
      document.title = fresh.title;
      announce(page);
    }
  } catch {
    // Out of reach: the next look may find it.
  }
  start();
}

/** Says the new page's first words to whoever cannot see that it has changed. */
function announce(page: HTMLElement): void {
  const heading = page.querySelector<HTMLElement>("h1");
  if (!heading) return;
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
}

function start(): void {
  const page = pageIn(document);
  if (!page) return;
  if (page.dataset.state === "complete" && page.dataset.started === undefined) {
    page.dataset.started = "";
    startPlayer(page, lookAgain);
  }
  const seconds = Number(page.dataset.lookAgain);
  if (seconds > 0) {
    const spread = 1 + SPREAD * (2 * Math.random() - 1);
    timer = window.setTimeout(() => void lookAgain(), seconds * spread * 1000);
  }
}

// Nobody looks at a page that is hidden; whoever comes back to it sees at once what has become of the song.
document.addEventListener("visibilitychange", () => {
  if (document.hidden) clearTimeout(timer);
  else if (Number(pageIn(document)?.dataset.lookAgain) > 0) void lookAgain();
});
start();
