import { folderOf, listFolder, listRequestSchema } from "./lite-fixes/list-folders.ts";
import { unwrapForm } from "./lite-fixes/multipart-upload.ts";
import { flattenInfo } from "./lite-fixes/object-info.ts";
import { renameSignedUrl, signMany, whySignatureIsRefused } from "./lite-fixes/signed-urls.ts";
import { addErrorCode } from "./lite-fixes/storage-errors.ts";
import type { RequestContext } from "./request-context.ts";

type Fetch = (request: Request) => Promise<Response>;

const ROOT = "/storage/v1";

function refuse(error: string, message: string): Response {
  return Response.json({ statusCode: "400", error, message }, { status: 400 });
}

function whyRefused(request: Request, jwtSecret: string): Response | undefined {
  const token = new URL(request.url).searchParams.get("token");
  if (token === null) return refuse("InvalidRequest", "querystring must have required property 'token'");
  const reason = whySignatureIsRefused(token, jwtSecret);
  return reason ? refuse("InvalidJWT", reason) : undefined;
}

/** The same request to another path; for requests without a body. */
function redirected(request: Request, path: string): Request {
  const url = new URL(request.url);
  url.pathname = path;
  return new Request(url, { method: request.method, headers: request.headers });
}

/** A POST of JSON with the credentials of another request. */
function withBody(request: Request, url: string, body: object): Request {
  const headers = new Headers(request.headers);
  headers.delete("content-length");
  return new Request(url, { method: "POST", headers, body: JSON.stringify(body) });
}

async function mapJson(response: Response, change: (body: unknown) => unknown): Promise<Response> {
  if (!response.ok) return response;
  return Response.json(change(await response.json()), { status: response.status });
}

async function list(request: Request, next: Fetch): Promise<Response> {
  const wanted = listRequestSchema.safeParse(await request.json().catch(() => undefined));
  if (!wanted.success) return refuse("InvalidRequest", "body must be an object with a prefix");
  const inner = withBody(request, request.url, { prefix: folderOf(wanted.data.prefix) });
  return mapJson(await next(inner), (body) => listFolder(body, wanted.data));
}

async function signSeveral(request: Request, next: Fetch): Promise<Response> {
  const answer = await signMany(await request.json().catch(() => undefined), (path, expiresIn) => {
    const url = `${request.url}/${path.split("/").map(encodeURIComponent).join("/")}`;
    return next(withBody(request, url, { expiresIn }));
  });
  return answer ? Response.json(answer) : refuse("InvalidRequest", "body must have expiresIn and paths");
}

/** Defect: there are no byte ranges and no conditional requests. Half of the fix is in disk-storage.ts. */
function withPartial(response: Response, context: RequestContext): Response {
  const { partial } = context;
  if (!partial) return response;
  const headers = new Headers(response.headers);
  if ("contentRange" in partial) headers.set("content-range", partial.contentRange);
  if (partial.status !== 206) headers.delete("content-length");
  return new Response(partial.status === 206 ? response.body : null, { status: partial.status, headers });
}

async function write(request: Request, path: string, next: Fetch, jwtSecret: string): Promise<Response> {
  if (path.startsWith("/object/list/")) return list(request, next);
  if (request.method === "POST" && /^\/object\/sign\/[^/]+$/.test(path)) return signSeveral(request, next);
  const signs = /^\/object\/(upload\/)?sign\//.test(path);
  if (signs && request.method === "POST") return mapJson(await next(request), renameSignedUrl);
  if (signs) return whyRefused(request, jwtSecret) ?? next(await unwrapForm(request));
  const uploads = path.startsWith("/object/") && request.method !== "DELETE";
  return next(uploads ? await unwrapForm(request) : request);
}

async function read(request: Request, path: string, next: Fetch, jwtSecret: string): Promise<Response> {
  const refusal = path.startsWith("/object/sign/") ? whyRefused(request, jwtSecret) : undefined;
  if (refusal) return refusal;
  // Defect: the address that hosted Storage documents for private objects is taken for a bucket's name.
  const plain = path.replace(/^\/object\/(info\/)?authenticated\//, "/object/$1");
  const response = await next(plain === path ? request : redirected(request, ROOT + plain));
  return plain.startsWith("/object/info/") ? mapJson(response, flattenInfo) : response;
}

/**
 * Answers a request to /storage/v1 as hosted Storage would, where the library does not.
 *
 * @param context as contextOf() gives it; the disk storage leaves there what it has found.
 * @param next the library.
 * @param jwtSecret what signed addresses are signed with.
 */
export async function answerStorage(
  request: Request,
  context: RequestContext,
  next: Fetch,
  jwtSecret: string,
): Promise<Response> {
  const path = context.path.slice(ROOT.length);
  const reads = request.method === "GET" || request.method === "HEAD";
  const response = await (reads ? read : write)(request, path, next, jwtSecret);
  if (response.ok) return withPartial(response, context);
  if (request.method === "HEAD" || !response.headers.get("content-type")?.includes("json")) return response;
  return Response.json(addErrorCode(await response.json()), { status: response.status });
}
