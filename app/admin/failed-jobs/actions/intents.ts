/** One thing that somebody asked for: the request as it was sent first, and the key under which it is done once. */
export interface Intent {
  key: string;
  request: object;
}

interface Remembered extends Intent {
  asked: string;
}

/**
 * Remembers what was asked for and got no answer. Asking for the same again then sends the very same request under the
 * same key, so that it is done once, whichever of the two arrived. After an answer the next press is a new wish.
 */
export class Intents {
  private readonly unanswered = new Map<string, Remembered>();

  /** @param newKey makes the key of a new wish */
  constructor(private readonly newKey: () => string) {}

  /**
   * @param place what is acted on and how: one wish at a time is remembered for it
   * @param wish what somebody chose and typed, without what the page adds by itself
   * @param request what is sent for it, should it be new
   */
  take(place: string, wish: unknown, request: object): Intent {
    const asked = JSON.stringify(wish);
    const before = this.unanswered.get(place);
    if (before?.asked === asked) return before;
    const intent = { key: this.newKey(), request, asked };
    this.unanswered.set(place, intent);
    return intent;
  }

  /** An answer came, whatever it was: a refusal is one, too. */
  answered(place: string): void {
    this.unanswered.delete(place);
  }
}
