import { staffResource } from "~/lib/auth/staff.server";
import { refusal } from "~/lib/errors/app-error";

/** An address under /resources that is none. Only staff are told so. */
export const loader = staffResource("viewer", async ({ request }) => {
  throw refusal("not_found.resource", { path: new URL(request.url).pathname });
});
export const action = loader;
