/** Seconds to wait before trying again, when the server does not say. */
const TRY_AGAIN_AFTER = 4;
/** Longest wait, in seconds: somebody sits in front of it. */
const LONGEST_WAIT = 30;

/** What the player does about it. */
interface Answers {
  say(text: string): void;
  busy(is: boolean): void;
  /** The song is no longer behind the link, or not any more ready. */
  lookAgain(): Promise<void>;
  /** Loads the song anew, at the same place; plays it when it was to play. */
  goOn(play: boolean): void;
}

/** What the server says about the song now; null when it cannot be reached. */
async function ask(address: string, how: RequestInit = { method: "HEAD" }): Promise<Response | null> {
  try {
    return await fetch(address, { ...how, cache: "no-store" });
  } catch {
    return null;
  }
}

/** A player that meets trouble says so, finds out what it is, and goes on by itself when it can. */
export function watchTrouble(audio: HTMLAudioElement, { say, busy, lookAgain, goOn }: Answers): void {
  let playing = false;
  let unplayable = false;
  audio.addEventListener("play", () => {
    playing = true;
  });
  audio.addEventListener("pause", () => {
    if (!audio.error) playing = false;
  });
  for (const name of ["waiting", "stalled"]) audio.addEventListener(name, () => busy(!audio.paused));
  for (const name of ["playing", "canplay", "pause", "error"])
    audio.addEventListener(name, () => busy(false));
  audio.addEventListener("playing", () => {
    unplayable = false;
    say("");
  });

  audio.addEventListener("error", async () => {
    const address = audio.currentSrc || audio.src;
    let answer = await ask(address);
    // Only who asks for a byte of it learns whether the file is as the server believes. Storage itself is not asked.
    if (answer?.ok && unplayable)
      answer = (await ask(address, { headers: { range: "bytes=0-0" }, redirect: "manual" })) ?? answer;
    if (answer && (answer.status === 404 || answer.status === 409)) {
      await lookAgain();
      // Where the page has become another one, nobody sees this.
      say("The song is broken on our side, and we know of it. Please keep this link.");
      return;
    }
    if (unplayable && (answer?.ok || answer?.type === "opaqueredirect")) {
      say("This browser cannot play the song. Please open the link in another one.");
      audio.controls = true;
      return;
    }
    unplayable = answer?.ok === true;
    const told = Number(answer?.headers.get("retry-after"));
    const seconds = unplayable ? 0 : Math.min(told > 0 ? told : TRY_AGAIN_AFTER, LONGEST_WAIT);
    if (!unplayable) say("The song cannot be reached just now. It goes on by itself in a moment.");
    setTimeout(() => goOn(playing), seconds * 1000);
  });
}
