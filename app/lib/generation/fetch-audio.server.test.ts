import { request as httpRequest, type RequestOptions } from "node:http";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { fetchAudio } from "./fetch-audio.server";
import { isPublicAddress } from "./public-address.server";
import { json, KEY, scriptSongApi, serve, WAV } from "./scripted-song-api.server";

/** Where songs.example.com is: a host of the public Internet, played by a server of this machine. */
const world = vi.hoisted(() => ({ address: "" }));
vi.mock("node:https", async (original) => {
  const https = await original<typeof import("node:https")>();
  const request = (url: URL, options: RequestOptions) =>
    url.hostname === "songs.example.com"
      ? httpRequest(new URL(url.pathname, world.address), { headers: options.headers })
      : https.request(url, options);
  return { ...https, request: vi.fn(request) };
});

const { signal } = new AbortController();
const fetched = (address: string, allowPrivate = false) =>
  fetchAudio(new URL(address), { headersFor: () => ({}), allowPrivate, signal });

describe("S23 an address that the song provider names", () => {
  it.each([
    "0.0.0.0 10.1.2.3 100.64.0.1 127.0.0.1 127.255.0.9 169.254.169.254 172.16.0.1 172.31.255.255 192.168.0.1",
    "198.18.0.1 192.0.2.1 224.0.0.1 239.255.255.255 255.255.255.255",
    ":: ::1 fe80::1 fe80::1%lo fc00::1 fd12:3456::1 ff02::1 2001:db8::1 2002:7f00:1::1 2001::1",
    "::ffff:127.0.0.1 ::ffff:8.8.8.8 64:ff9b::7f00:1 64:ff9b:1::1 ::127.0.0.1",
    "localhost 8.8.8 ",
  ])("is refused within the own network: %s", (addresses) => {
    for (const address of addresses.split(" "))
      expect([address, isPublicAddress(address)]).toEqual([address, false]);
  });

  it("is taken on the public Internet", () => {
    for (const address of ["8.8.8.8", "172.32.0.1", "100.128.0.1", "2606:4700:4700::1111", "2a00:1450::5"])
      expect([address, isPublicAddress(address)]).toEqual([address, true]);
  });

  it.each([
    "https://127.0.0.1/1.wav",
    "https://2130706433/1.wav",
    "https://0x7f.1/1.wav",
    "https://[::1]/1.wav",
    "https://[::ffff:169.254.169.254]/latest",
    "https://localhost/1.wav",
    "https://10.0.0.7:8443/1.wav",
  ])("is not connected to: %s", async (address) => {
    await expect(fetched(address)).rejects.toMatchObject({
      name: "BadResponse",
      retriable: false,
      message: expect.stringMatching(/is an address of the own network.*GENERATION_ALLOW_PRIVATE_AUDIO/),
    });
  });

  it.each(["https://127.0.0.1/", "https://169.254.169.254/latest", "http://songs.example.com/"])(
    "is checked again after a redirect, to %s",
    async (location) => {
      const publicHost = await serve((_, response) => response.writeHead(302, { location }).end());
      world.address = publicHost.address;
      await expect(fetched("https://songs.example.com/1.wav")).rejects.toThrow(
        /is an address of the own network|only https is allowed/,
      );
      await publicHost.stop();
    },
  );

  it("has to be https, without a password", async () => {
    await expect(fetched("http://example.com/1.wav")).rejects.toThrow(/only https is allowed/);
    await expect(fetched("file:///etc/passwd", true)).rejects.toThrow(/only https is allowed/);
    await expect(fetched("https://user:secret@example.com/1.wav", true)).rejects.toThrow(/password/);
  });
});

describe("S23 a song of the provider", () => {
  let api: Awaited<ReturnType<typeof scriptSongApi>>;
  beforeEach(async () => {
    api = await scriptSongApi();
  });
  afterEach(() => api.stop());

  it("comes from the own network only where the setting allows it", async () => {
    await expect(api.generate()).resolves.toMatchObject({ contentType: "audio/wav" });
    const before = api.seen.length;
    expect(await api.failure({ allowPrivateAudio: false })).toMatchObject({ name: "BadResponse" });
    expect(api.seen.slice(before).map(({ url }) => url)).not.toContain("/files/1");
  });

  it("is not followed where a redirect must not lead", async () => {
    const redirect = (location: string) => {
      api.routes["GET /files/1"] = (_, response) => response.writeHead(302, { location }).end();
    };
    redirect("file:///etc/passwd");
    expect(await api.failure()).toMatchObject({ message: expect.stringContaining("only https") });
    redirect("https://user:secret@127.0.0.1/");
    expect(await api.failure()).toMatchObject({ message: expect.stringContaining("password") });
    redirect("//:x");
    expect(await api.failure()).toMatchObject({ message: expect.stringContaining("no address") });
  });

  it("is followed through three redirects and no more, its key only at the API's own address", async () => {
    const keys: (string | undefined)[] = [];
    let left = 3;
    const host = await serve((request, response) => {
      keys.push(request.headers.authorization);
      if (left-- > 0) response.writeHead(307, { location: `/again/${left}` }).end();
      else response.end(WAV);
    });
    api.routes["GET /v1/songs/song%2F1"] = json(200, { status: "succeeded", audio_url: `${host.address}/1` });
    await expect(api.generate()).resolves.toMatchObject({ contentType: "audio/wav" });
    left = 4;
    expect(await api.failure()).toMatchObject({ message: expect.stringContaining("more than 3 times") });
    await host.stop();
    expect(keys).toEqual(Array(8).fill(undefined));
    expect(api.seen[0]?.headers.authorization).toBe(`Bearer ${KEY}`);
  });
});
