import { useNotify, useTranslate } from "react-admin";
import { ReasonDialog } from "~/admin/orders/ReasonDialog";
import { useOrderAction } from "~/admin/orders/use-order-action";
import type { VariantDetail } from "~/lib/orders/order-schemas";

/** The address of each change under /resources/variants/:id/share-link. */
const RESOURCES = { rotate: "rotation", revoke: "revocation", restore: "restoration" } as const;
export type LinkChange = keyof typeof RESOURCES;

interface LinkChangeDialogProps {
  variant: VariantDetail;
  change: LinkChange;
  onClose: () => void;
}

/** Says what a change of a share link means for whoever has it, asks why, and makes it. */
export function LinkChangeDialog({ variant, change, onClose }: LinkChangeDialogProps) {
  const translate = useTranslate();
  const notify = useNotify();
  const say = (key: string) =>
    translate(`order_page.link_change.${change}.${key}`, { number: variant.variant_number });
  const action = useOrderAction(
    `/resources/variants/${encodeURIComponent(variant.id)}/share-link/${RESOURCES[change]}`,
  );
  const submit = (note: string) =>
    action.mutate(
      { wish: { note }, version: variant.share_link.version },
      {
        onSuccess: () => {
          notify(say("done"), { type: "success" });
          onClose();
        },
      },
    );
  return (
    <ReasonDialog
      title={say("title")}
      submit={say("submit")}
      submitting={translate("order_page.link_change.submitting")}
      field="note"
      action={action}
      onSubmit={submit}
      onClose={onClose}
    >
      <p>{say("text")}</p>
    </ReasonDialog>
  );
}
