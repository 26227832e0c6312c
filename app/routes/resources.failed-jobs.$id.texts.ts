import { staffResource } from "~/lib/auth/staff.server";
import { findNamesOfFailure, readWholeTexts } from "~/lib/failed-jobs/get-failed-job.server";
import { methodNotAllowed, parseId } from "~/lib/http.server";
import { maskText, maskTextIfAny, seesPersonalData } from "~/lib/personal-data";

/** The message, the stack and the notes of a failure, however long they are. */
export const loader = staffResource("viewer", async ({ params, db, staff }) => {
  const id = parseId(params.id, "failed job");
  const texts = await readWholeTexts(db, id);
  if (seesPersonalData(staff.role)) return texts;
  const named = await findNamesOfFailure(db, id);
  return {
    error_message: maskText(texts.error_message, named),
    error_stack: maskTextIfAny(texts.error_stack, named),
    notes: maskTextIfAny(texts.notes, named),
  };
});
export const action = methodNotAllowed("GET");
