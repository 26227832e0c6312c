import { staffResource } from "~/lib/auth/staff.server";
import { AppError } from "~/lib/errors";

/** An address under /resources that is none. Only staff are told so. */
export const loader = staffResource("viewer", async ({ request }) => {
  throw new AppError("not_found", 404, `There is no resource at ${new URL(request.url).pathname}.`);
});
export const action = loader;
