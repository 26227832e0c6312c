interface Asked<T> {
  at: number;
  answer: Promise<T | null>;
}

/**
 * Remembers what was found for a moment, and asks once for all who want to know the same at the same time. What was not
 * found and what could not be asked is forgotten at once.
 */
export class BriefMemory<T> {
  private readonly asked = new Map<string, Asked<T>>();

  /**
   * @param milliseconds how old an answer may be, counted from before it was asked for
   * @param most answers that are remembered; above it the oldest is forgotten
   */
  constructor(
    private readonly milliseconds: number,
    private readonly most: number,
  ) {}

  /** What `ask` answers for this key, or has answered a moment ago. @throws what `ask` throws */
  find(key: string, ask: () => Promise<T | null>): Promise<T | null> {
    const known = this.asked.get(key);
    const now = performance.now();
    if (known && now - known.at < this.milliseconds) return known.answer;
    const asked = { at: now, answer: ask() };
    const forget = () => {
      if (this.asked.get(key) === asked) this.asked.delete(key);
    };
    asked.answer.then((found) => {
      if (found === null) forget();
    }, forget);
    // To the end of the line.
    this.asked.delete(key);
    this.asked.set(key, asked);
    const [oldest] = this.asked.size > this.most ? this.asked.keys() : [];
    if (oldest !== undefined) this.asked.delete(oldest);
    return asked.answer;
  }
}
