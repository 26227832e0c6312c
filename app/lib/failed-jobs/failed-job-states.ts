import { z } from "zod";
import { Constants } from "~/lib/supabase/database.types";

export const failedJobStateSchema = z.enum(Constants.desk.Enums.failed_job_state);
export type FailedJobState = z.infer<typeof failedJobStateSchema>;
