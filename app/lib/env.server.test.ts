import { describe, expect, test } from "vitest";
import { EnvironmentError, parseEnv } from "./env.server";

const STRONG = "kJ8vQ2mZx4Lr7TnWc5Ybd0HsEu9GfAp3";

/** Everything that a server in production needs. */
const complete = {
  NODE_ENV: "production",
  PUBLIC_URL: "https://desk.example.com",
  SESSION_SECRET: STRONG,
  SUPABASE_URL: "https://abc.supabase.co",
  SUPABASE_PUBLISHABLE_KEY: "sb_publishable_x",
  SUPABASE_SECRET_KEY: "sb_secret_x",
  INNGEST_EVENT_KEY: "event-key",
  INNGEST_SIGNING_KEY: "signkey-prod-1",
  GENERATION_API_URL: "https://songs.example.com/v1",
  GENERATION_API_KEY: "sk-1",
};

/** The lines that a server would print and stop with; none when it starts. */
function problemsOf(changes: Record<string, string | undefined>): string[] {
  try {
    parseEnv({ ...complete, ...changes });
    return [];
  } catch (error) {
    if (error instanceof EnvironmentError) return error.lines;
    throw error;
  }
}

describe("a complete environment", () => {
  test.each([
    [undefined, "songs"],
    ["", "songs"],
    ["shop-audio", "shop-audio"],
  ])("A19 the bucket of the songs that is named %j is %j", (SONGS_BUCKET, bucket) => {
    expect(parseEnv({ ...complete, SONGS_BUCKET })).toMatchObject({
      SONGS_BUCKET: bucket,
      SHARE_MESSAGE: false,
    });
  });

  test("is taken, with defaults for what may be left out", () => {
    expect(parseEnv({ ...complete, NODE_ENV: undefined })).toMatchObject({
      NODE_ENV: "production",
      PORT: 3000,
      HOST: "127.0.0.1",
      LOG_LEVEL: "info",
    });
  });

  test("addresses lose the slash at their end", () => {
    expect(parseEnv({ ...complete, SUPABASE_URL: "https://abc.supabase.co//" }).SUPABASE_URL).toBe(
      "https://abc.supabase.co",
    );
    expect(parseEnv({ ...complete, PUBLIC_URL: "https://desk.example.com/" }).PUBLIC_URL).toBe(
      "https://desk.example.com",
    );
  });

  test("a dev server's address is in the place of both Inngest keys", () => {
    const keys = { INNGEST_EVENT_KEY: undefined, INNGEST_SIGNING_KEY: undefined };
    expect(problemsOf({ ...keys, INNGEST_DEV: "http://127.0.0.1:8288" })).toEqual([]);
    expect(problemsOf(keys)).toHaveLength(2);
  });

  test.each(["http://127.0.0.1:8288", "http://localhost:8288", "http://[::1]:8288", "http://127.3.2.1"])(
    "S15 a signing key may stand beside a dev server of this machine: %s",
    (INNGEST_DEV) => expect(problemsOf({ INNGEST_DEV })).toEqual([]),
  );

  test.each([
    "http://inngest:8288",
    "http://10.0.0.7:8288",
    "https://127.0.0.1.example.com",
    "http://localhost.example.com",
  ])("S15 a signing key beside any other dev server is refused in production: %s", (INNGEST_DEV) => {
    expect(problemsOf({ INNGEST_DEV })).toEqual([
      expect.stringMatching(/^INNGEST_DEV is set beside INNGEST_SIGNING_KEY/),
    ]);
    expect(problemsOf({ INNGEST_DEV, NODE_ENV: "development" })).toEqual([]);
  });

  test.each(["0", "65535"])("takes port %s", (PORT) => expect(problemsOf({ PORT })).toEqual([]));
});

const REQUIRED = [
  ["PUBLIC_URL", "where people reach the site", "e.g. PUBLIC_URL="],
  ["SESSION_SECRET", "at least 32 random characters", "e.g. from: openssl"],
  ["SUPABASE_URL", "the Supabase project", "e.g. SUPABASE_URL="],
  ["SUPABASE_PUBLISHABLE_KEY", "publishable key", "e.g. SUPABASE_PUBLISHABLE_KEY="],
  ["SUPABASE_SECRET_KEY", "secret key", "e.g. SUPABASE_SECRET_KEY="],
  ["INNGEST_EVENT_KEY", "event key", "e.g. INNGEST_EVENT_KEY="],
  ["INNGEST_SIGNING_KEY", "signing key", "e.g. INNGEST_SIGNING_KEY="],
  ["GENERATION_API_URL", "the song API", "e.g. GENERATION_API_URL="],
  ["GENERATION_API_KEY", "the song API's key", "e.g. GENERATION_API_KEY="],
] as const;

describe("a missing variable", () => {
  test.each(REQUIRED)(
    "%s is one line that says what it is for, with an example",
    (name, purpose, example) => {
      for (const absent of [undefined, ""]) {
        const lines = problemsOf({ [name]: absent });
        expect(lines).toHaveLength(1);
        expect(lines[0]).toMatch(new RegExp(`^${name} is missing: `));
        expect(lines[0]).toContain(purpose);
        expect(lines[0]).toContain(example);
      }
    },
  );

  test("nothing at all is one line for each variable that is needed", () => {
    try {
      parseEnv({});
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(EnvironmentError);
      const { lines, message } = error as EnvironmentError;
      expect(lines.map((line) => line.split(" ")[0]).sort()).toEqual(REQUIRED.map(([name]) => name).sort());
      for (const line of lines) expect(message).toContain(`\n  ${line}`);
    }
  });
});

describe("a malformed variable", () => {
  test.each([
    ["NODE_ENV", "prod"],
    ["PORT", "http"],
    ["PORT", "65536"],
    ["PORT", "-1"],
    ["PORT", "80.5"],
    ["PUBLIC_URL", "desk.example.com"],
    ["PUBLIC_URL", "ftp://desk.example.com"],
    ["PUBLIC_URL", "https://desk.example.com/admin"],
    ["SUPABASE_URL", "postgres://db"],
    ["INNGEST_DEV", "1"],
    ["GENERATION_API_URL", "songs"],
    ["SONGS_BUCKET", "../songs"],
    ["SHARE_MESSAGE", "perhaps"],
    ["GENERATION_ALLOW_PRIVATE_AUDIO", "perhaps"],
    ["LOG_LEVEL", "loud"],
  ])("%s=%s is one line that names it", (name, value) => {
    const lines = problemsOf({ [name]: value });
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(new RegExp(`^${name} is malformed: .*e\\.g\\. `));
  });

  test("its value is not repeated: it may be a secret in the wrong place", () => {
    expect(problemsOf({ SUPABASE_URL: "sb_secret_in-the-wrong-place" }).join()).not.toContain("wrong-place");
  });
});

describe("A13 keys that are swapped", () => {
  const jwt = (role: string) =>
    `eyJhbGciOiJIUzI1NiJ9.${Buffer.from(JSON.stringify({ role })).toString("base64url")}.c2ln`;

  test.each([
    ["of today", "sb_publishable_x", "sb_secret_x"],
    ["of before", jwt("anon"), jwt("service_role")],
  ])("%s are told from each other", (_which, publishable, secret) => {
    expect(problemsOf({ SUPABASE_PUBLISHABLE_KEY: publishable, SUPABASE_SECRET_KEY: secret })).toEqual([]);
    expect(problemsOf({ SUPABASE_PUBLISHABLE_KEY: secret, SUPABASE_SECRET_KEY: publishable })).toEqual([
      expect.stringMatching(/^SUPABASE_PUBLISHABLE_KEY is the other key of the two: they are swapped/),
      expect.stringMatching(/^SUPABASE_SECRET_KEY is the other key of the two: they are swapped/),
    ]);
  });
});

describe("SESSION_SECRET in production", () => {
  test.each([
    ["31 characters", STRONG.slice(1), /has 31 characters/],
    ["one character repeated", "a".repeat(64), /repeats a few characters/],
    ["nine characters repeated", "abcdefghi".repeat(5), /repeats a few characters/],
    ["a word one guesses first", `change-me-${STRONG}`, /easy to guess/],
    ["another, in capitals", `PASSWORD${STRONG}`, /easy to guess/],
  ])("%s is too weak", (_what, secret, reason) => {
    const lines = problemsOf({ SESSION_SECRET: secret });
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/^SESSION_SECRET is too weak/);
    expect(lines[0]).toMatch(reason);
    expect(lines[0]).not.toContain(secret);
  });

  test("32 random characters are enough", () => {
    expect(problemsOf({ SESSION_SECRET: STRONG })).toEqual([]);
  });
});

describe("development", () => {
  const development = { NODE_ENV: "development", PUBLIC_URL: undefined, SESSION_SECRET: undefined };

  test("needs neither PUBLIC_URL nor SESSION_SECRET", () => {
    const env = parseEnv({ ...complete, ...development, PORT: "4000" });
    expect(env.PUBLIC_URL).toBe("http://127.0.0.1:4000");
    expect(env.SESSION_SECRET.length).toBeGreaterThanOrEqual(32);
  });

  test("makes another secret each time, and takes a weak one that is given", () => {
    const made = () => parseEnv({ ...complete, ...development }).SESSION_SECRET;
    expect(made()).not.toBe(made());
    expect(parseEnv({ ...complete, ...development, SESSION_SECRET: "short" }).SESSION_SECRET).toBe("short");
  });
});
