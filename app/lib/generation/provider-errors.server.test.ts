import { describe, expect, it } from "vitest";
import { SongProviderError } from "./provider-errors.server";

describe("SongProviderError", () => {
  it("is an error that names its kind for staff", () => {
    const error = new SongProviderError("rate_limited", "Slow down", { retryAfterSeconds: 7 });
    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({
      name: "RateLimited",
      code: "rate_limited",
      retriable: true,
      retryAfterSeconds: 7,
    });
  });

  it("takes moderation alone as final, unless told otherwise", () => {
    expect(new SongProviderError("moderation_refused", "No").retriable).toBe(false);
    expect(new SongProviderError("provider_unavailable", "Down").retriable).toBe(true);
    expect(new SongProviderError("provider_unavailable", "Key refused", { retriable: false }).retriable).toBe(
      false,
    );
  });
});
