import { useNotify, useTranslate } from "react-admin";
import { ReasonDialog } from "~/admin/orders/ReasonDialog";
import { useOrderAction } from "~/admin/orders/use-order-action";
import type { OrderDetail, VariantDetail } from "~/lib/orders/order-schemas";

interface StopDialogProps {
  order: OrderDetail;
  variant: VariantDetail;
  onClose: () => void;
}

/** Stops what is being made for a variant, with a reason. */
export function StopDialog({ order, variant, onClose }: StopDialogProps) {
  const translate = useTranslate();
  const notify = useNotify();
  const number = variant.variant_number;
  const action = useOrderAction(`/resources/orders/${encodeURIComponent(order.id)}/cancellations`);
  const submit = (reason: string) =>
    action.mutate(
      { wish: { variant_numbers: [number], reason } },
      {
        onSuccess: () => {
          notify(translate("order_page.stop.done", { number }), { type: "success" });
          onClose();
        },
      },
    );
  const isRetry = variant.generation_event_id?.startsWith("failed-job:") ?? false;
  return (
    <ReasonDialog
      title={translate("order_page.stop.title", { number })}
      submit={translate("order_page.stop.submit")}
      submitting={translate("order_page.stop.submitting")}
      field="reason"
      action={action}
      onSubmit={submit}
      onClose={onClose}
    >
      <p>{translate(isRetry ? "order_page.stop.text_retry" : "order_page.stop.text")}</p>
    </ReasonDialog>
  );
}
