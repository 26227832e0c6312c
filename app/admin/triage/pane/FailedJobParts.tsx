import type { FailedJobDetail } from "~/lib/failed-jobs/failed-job-schemas";
import { ActivityPanel } from "./ActivityPanel";
import { AttemptHistory } from "./AttemptHistory";
import { LeadPanel } from "./LeadPanel";
import { OrderPanel } from "./OrderPanel";
import { PayloadPanel } from "./PayloadPanel";
import { ResolutionPanel } from "./ResolutionPanel";
import { StackPanel } from "./StackPanel";
import { WaitingPanel } from "./WaitingPanel";
import { WholeTextsPanel } from "./WholeTextsPanel";

interface PartProps {
  job: FailedJobDetail;
}

/** What happened, and what can be done about it. */
export function FailedJobLead({ job }: PartProps) {
  return (
    <>
      <LeadPanel job={job} />
      {job.notes !== null && job.state === "resolved" && <ResolutionPanel job={job} notes={job.notes} />}
    </>
  );
}

/** Who is waiting, and for what. */
export function FailedJobWaiting({ job }: PartProps) {
  return (
    <>
      <WaitingPanel job={job} />
      {job.order && <OrderPanel orderId={job.order.id} recipient={job.order.recipient_name ?? ""} />}
    </>
  );
}

/** What was tried, what people did and said, and what the machines wrote down. */
export function FailedJobDetails({ job }: PartProps) {
  return (
    <>
      <AttemptHistory job={job} />
      <ActivityPanel job={job} />
      <PayloadPanel job={job} />
      <StackPanel stack={job.error_stack} />
      {job.texts_cut && <WholeTextsPanel id={job.id} />}
    </>
  );
}
