import { createHash, randomUUID } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { copyFile, mkdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { App } from "@supabase/lite";
import { z } from "zod";
import { systemErrorCode } from "../startup-error.ts";
import { parseByteRange } from "./byte-range.ts";
import { requestContext } from "./request-context.ts";

type StorageAdapter = NonNullable<App["_storageAdapter"]>;
type ObjectMetadata = Awaited<ReturnType<StorageAdapter["headObject"]>>;
type ObjectResponse = Awaited<ReturnType<StorageAdapter["getObject"]>>;

const keptSchema = z.object({ mimetype: z.string(), cacheControl: z.string(), eTag: z.string() });

/**
 * Keeps the objects of Storage in a directory, for @supabase/lite, whose own adapter for disks is not exported,
 * forgets the content type and reads a range to the end of the file.
 *
 * A file is named by the digest of bucket and key: no key can lead out of the directory, and `a` and `a/b` can both
 * exist. The content type is kept in a second file beside it. Both are written aside and moved into place, so that a
 * kill leaves the old object or the new one.
 */
export class DiskStorage implements StorageAdapter {
  readonly driver = null;

  /** @param root a directory; it is made when it is missing. */
  constructor(private readonly root: string) {}

  async getObject(bucket: string, key: string): Promise<ObjectResponse> {
    const metadata = await this.find(bucket, key);
    // Without a body @supabase/lite answers that there is no such object.
    if (!metadata) return { httpStatusCode: 404, metadata: emptyMetadata() };
    const context = requestContext.getStore();
    const headers = context?.headers ?? {};
    if (context && headers["if-none-match"] === metadata.eTag) {
      context.partial = { status: 304 };
      return { httpStatusCode: 304, metadata, body: emptyBody() };
    }
    const stale = headers["if-range"] !== undefined && headers["if-range"] !== metadata.eTag;
    const range = stale ? undefined : parseByteRange(headers.range, metadata.size);
    if (context && range === "unsatisfiable") {
      context.partial = { status: 416, contentRange: `bytes */${metadata.size}` };
      return { httpStatusCode: 416, metadata: { ...metadata, contentLength: 0 }, body: emptyBody() };
    }
    const part = range === "unsatisfiable" ? undefined : range;
    if (context && part) {
      context.partial = { status: 206, contentRange: `bytes ${part.start}-${part.end}/${metadata.size}` };
    }
    const contentLength = part ? part.end - part.start + 1 : metadata.size;
    // The body of a HEAD is thrown away unread, which would leave the file open.
    const body =
      context?.method === "HEAD" || metadata.size === 0
        ? emptyBody()
        : (Readable.toWeb(createReadStream(this.path(bucket, key), part)) as ReadableStream);
    return { httpStatusCode: part ? 206 : 200, metadata: { ...metadata, contentLength }, body };
  }

  async uploadObject(
    bucket: string,
    key: string,
    _version: string | undefined,
    body: Parameters<StorageAdapter["uploadObject"]>[3],
    contentType: string,
    cacheControl: string,
  ): Promise<ObjectMetadata> {
    const target = this.path(bucket, key);
    const aside = `${target}.${randomUUID()}`;
    await mkdir(dirname(target), { recursive: true });
    const digest = createHash("md5");
    const source = body instanceof Uint8Array ? [body] : (body as AsyncIterable<Uint8Array>);
    try {
      await pipeline(
        source,
        async function* (chunks) {
          for await (const chunk of chunks) {
            digest.update(chunk);
            yield chunk;
          }
        },
        createWriteStream(aside),
      );
      const kept = { mimetype: contentType, cacheControl, eTag: `"${digest.digest("hex")}"` };
      await writeFile(`${aside}.json`, JSON.stringify(kept));
      await rename(`${aside}.json`, `${target}.json`);
      await rename(aside, target);
    } catch (error) {
      await Promise.all([rm(aside, { force: true }), rm(`${aside}.json`, { force: true })]);
      throw error;
    }
    return this.headObject(bucket, key);
  }

  async deleteObject(bucket: string, key: string): Promise<void> {
    const file = this.path(bucket, key);
    await Promise.all([rm(file, { force: true }), rm(`${file}.json`, { force: true })]);
  }

  async deleteObjects(bucket: string, keys: string[]): Promise<void> {
    await Promise.all(keys.map((key) => this.deleteObject(bucket, key)));
  }

  async copyObject(
    bucket: string,
    key: string,
    _version: string | undefined,
    toBucket: string,
    toKey: string,
  ): Promise<Pick<ObjectMetadata, "httpStatusCode" | "eTag" | "lastModified">> {
    const from = this.path(bucket, key);
    const to = this.path(toBucket, toKey);
    await mkdir(dirname(to), { recursive: true });
    await copyFile(`${from}.json`, `${to}.json`);
    await copyFile(from, to);
    const { eTag, lastModified } = await this.headObject(toBucket, toKey);
    return { httpStatusCode: 200, eTag, lastModified };
  }

  async headObject(bucket: string, key: string): Promise<ObjectMetadata> {
    return (await this.find(bucket, key)) ?? emptyMetadata();
  }

  async privateAssetUrl(bucket: string, key: string): Promise<string> {
    return `file://${this.path(bucket, key)}`;
  }

  private path(bucket: string, key: string): string {
    const name = createHash("sha256").update(`${bucket}/${key}`).digest("hex");
    return join(this.root, name.slice(0, 2), name);
  }

  private async find(bucket: string, key: string): Promise<ObjectMetadata | undefined> {
    const file = this.path(bucket, key);
    try {
      const [{ size, mtime }, text] = await Promise.all([stat(file), readFile(`${file}.json`, "utf8")]);
      return { ...keptSchema.parse(JSON.parse(text)), contentLength: size, size, lastModified: mtime };
    } catch (error) {
      if (systemErrorCode(error) === "ENOENT") return undefined;
      throw error;
    }
  }
}

function emptyBody(): ReadableStream {
  return new ReadableStream({ start: (controller) => controller.close() });
}

function emptyMetadata(): ObjectMetadata {
  return {
    cacheControl: "no-cache",
    contentLength: 0,
    size: 0,
    mimetype: "application/octet-stream",
    eTag: '""',
  };
}
