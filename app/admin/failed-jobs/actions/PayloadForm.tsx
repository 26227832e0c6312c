import { useTranslate } from "react-admin";
import { PageFailure } from "~/admin/components/PageFailure";
import type { ActionFormProps } from "./action-form-props";
import { PayloadEditor } from "./PayloadEditor";
import { payloadSchemaOf } from "./payload-schema";
import { useWholePayload } from "./use-whole-payload";

/** A retry with an edited payload, as soon as the whole payload is there. */
export function PayloadForm(props: ActionFormProps) {
  const translate = useTranslate();
  const { event, loaded, error, isPending, ask } = useWholePayload(props.target);
  if (error)
    return (
      <PageFailure error={error} title={translate("failed_jobs.acting.payload.not_revealed")} onRetry={ask} />
    );
  if (isPending || !loaded) return <p role="status">{translate("desk.loading")}</p>;
  const schema = payloadSchemaOf(event);
  if (!schema) return <p>{translate("failed_jobs.acting.payload.not_editable")}</p>;
  return <PayloadEditor {...props} event={event} schema={schema} />;
}
