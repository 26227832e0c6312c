import Button from "@mui/material/Button";
import Dialog from "@mui/material/Dialog";
import DialogActions from "@mui/material/DialogActions";
import DialogContent from "@mui/material/DialogContent";
import DialogTitle from "@mui/material/DialogTitle";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useId, useState } from "react";
import { useDataProvider, useNotify, useTranslate } from "react-admin";
import { ApiError } from "~/admin/api/api-client";
import type { DeskDataProvider } from "~/admin/api/data-provider";
import { errorSentence } from "~/admin/components/error-sentence";
import { Message } from "~/admin/components/Message";
import { NoteField } from "~/admin/components/NoteField";
import { generationRequestSchema } from "~/lib/orders/generation-schemas";
import type { OrderDetail, VariantDetail } from "~/lib/orders/order-schemas";

interface GenerateDialogProps {
  order: OrderDetail;
  variant: VariantDetail;
  open: boolean;
  onClose: () => void;
}

/** Asks for the reason, then for a new song. A reason that was refused stays in its field. */
export function GenerateDialog({ order, variant, open, onClose }: GenerateDialogProps) {
  const translate = useTranslate();
  const notify = useNotify();
  const desk = useDataProvider<DeskDataProvider>();
  const queryClient = useQueryClient();
  const titleId = useId();
  const [reason, setReason] = useState("");
  const [invalid, setInvalid] = useState<string>();
  const number = variant.variant_number;

  const generation = useMutation({
    mutationFn: () => desk.generateVariants(order.id, { variant_numbers: [number], reason: reason.trim() }),
    onSuccess: ({ delivery }) => {
      notify(translate(`orders.generate.${delivery}`, { number }), {
        type: delivery === "sent" ? "success" : "warning",
      });
      setReason("");
      onClose();
    },
    onSettled: () =>
      Promise.all([
        queryClient.invalidateQueries({ queryKey: ["orders"] }),
        queryClient.invalidateQueries({ queryKey: ["failed-jobs"] }),
      ]),
  });
  const reasonError =
    invalid ?? (generation.error instanceof ApiError ? generation.error.fields.reason : undefined);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    const parsed = generationRequestSchema.safeParse({ variant_numbers: [number], reason });
    if (parsed.success) generation.mutate();
    else setInvalid(parsed.error.issues[0]?.message);
  };
  const close = () => {
    if (generation.isPending) return;
    setInvalid(undefined);
    generation.reset();
    onClose();
  };
  return (
    <Dialog open={open} onClose={close} aria-labelledby={titleId} fullWidth maxWidth="xs">
      <form onSubmit={submit} noValidate>
        <DialogTitle id={titleId} sx={{ fontSize: "1rem", fontWeight: 600, pb: 0.5 }}>
          {translate("orders.generate.title", { number })}
        </DialogTitle>
        <DialogContent sx={{ display: "grid", gap: 2, fontSize: "0.8125rem" }}>
          <p>
            {translate(
              variant.generation_status === "complete"
                ? "orders.generate.text"
                : "orders.generate.text_nothing",
            )}
          </p>
          {generation.error && (
            <Message
              tone={
                generation.error instanceof ApiError && generation.error.status === 409
                  ? "retrying"
                  : "failed"
              }
              live
            >
              {errorSentence(generation.error, translate, "change")}
            </Message>
          )}
          <NoteField
            label={translate("orders.generate.reason")}
            hint={translate("orders.generate.reason_hint")}
            error={reasonError}
            value={reason}
            onChange={(text) => {
              setReason(text);
              setInvalid(undefined);
            }}
            autoFocus
            required
          />
        </DialogContent>
        <DialogActions sx={{ px: 3, pb: 2 }}>
          <Button onClick={close} disabled={generation.isPending}>
            {translate("desk.cancel")}
          </Button>
          <Button type="submit" variant="contained" color="primary" disabled={generation.isPending}>
            {translate(generation.isPending ? "orders.generate.submitting" : "orders.generate.submit")}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
