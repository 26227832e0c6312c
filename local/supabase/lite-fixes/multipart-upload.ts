/**
 * Defect: a Blob, which supabase-js sends as a form, is refused: the library wants the part to be called "file",
 * supabase-js gives it no name at all. Fix: send the file on as the plain body, and what the form says about it as
 * headers.
 *
 * @param request an upload.
 * @returns the same upload without a form.
 */
export async function unwrapForm(request: Request): Promise<Request> {
  if (!request.headers.get("content-type")?.startsWith("multipart/form-data")) return request;
  const form = await request.formData();
  const file = [...form.values()].find((value) => typeof value !== "string");
  if (typeof file !== "object")
    return new Request(request.url, { method: request.method, headers: request.headers });
  const headers = new Headers(request.headers);
  headers.set("content-type", file.type || "application/octet-stream");
  headers.set("content-length", String(file.size));
  const seconds = form.get("cacheControl");
  if (typeof seconds === "string") headers.set("cache-control", `max-age=${seconds}`);
  return new Request(request.url, { method: request.method, headers, body: file });
}
