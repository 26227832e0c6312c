import { useState } from "react";
import { useNotify, useTranslate } from "react-admin";
import { formatMoney } from "~/admin/i18n/formats";
import { ReasonDialog } from "~/admin/orders/ReasonDialog";
import { useOrderAction } from "~/admin/orders/use-order-action";
import { token } from "~/admin/theme/tokens";
import type { GenerationReceipt, GenerationRequest } from "~/lib/orders/generation-schemas";
import type { OrderDetail } from "~/lib/orders/order-schemas";
import { BriefForm } from "./BriefForm";
import { type BriefField, draftOf, readBriefDraft } from "./brief-change";
import { VariantChoice } from "./VariantChoice";

/** What a song costs is set in this currency's cents. */
const PRICE_CURRENCY = "USD";

interface GenerateDialogProps {
  order: OrderDetail;
  /** Chosen at first. */
  numbers: readonly number[];
  onClose: () => void;
}

/** What to make, why, what to make differently this time, and what that costs; then asks for it, once. */
export function GenerateDialog({ order, numbers, onClose }: GenerateDialogProps) {
  const translate = useTranslate();
  const notify = useNotify();
  const action = useOrderAction<GenerationReceipt>(
    `/resources/orders/${encodeURIComponent(order.id)}/generations`,
  );
  const [chosen, setChosen] = useState<readonly number[]>(numbers);
  const [draft, setDraft] = useState(() => draftOf(order.customization));
  const [problems, setProblems] = useState<Partial<Record<BriefField, string>>>({});
  const [empty, setEmpty] = useState(false);
  const say = (key: string, options?: Record<string, unknown>) =>
    translate(`order_page.generate.${key}`, options);

  const existing = order.variants.filter((variant) => chosen.includes(variant.variant_number));
  const [only] = chosen.length === 1 && existing.length === 0 ? chosen : [];
  const price = order.generation_price_cents;
  const cost = {
    smart_count: chosen.length,
    ...(price !== null && { cost: formatMoney(price * chosen.length, PRICE_CURRENCY) }),
  };

  const submit = (reason: string) => {
    setEmpty(chosen.length === 0);
    const read = readBriefDraft(order.customization, draft);
    setProblems("problems" in read ? read.problems : {});
    if (chosen.length === 0 || "problems" in read) return;
    const wish: GenerationRequest = {
      variant_numbers: [...chosen],
      reason,
      ...(read.change && { brief: read.change }),
    };
    action.mutate(
      { wish },
      {
        onSuccess: ({ delivery }) => {
          notify(say(delivery), { type: delivery === "sent" ? "success" : "warning" });
          onClose();
        },
      },
    );
  };
  return (
    <ReasonDialog
      title={only === undefined ? say("title") : say("title_add", { number: only })}
      submit={translate("orders.generate.submit")}
      submitting={translate("orders.generate.submitting")}
      field="reason"
      action={action}
      problem={empty ? say("none") : Object.values(problems)[0]}
      onSubmit={submit}
      onClose={onClose}
      wide
    >
      <VariantChoice
        order={order}
        chosen={chosen}
        onChange={(next) => {
          setChosen(next);
          setEmpty(false);
        }}
      />
      {existing.some((variant) => variant.generation_status === "complete") && (
        <p style={{ color: token("muted") }}>{say("replaces")}</p>
      )}
      <BriefForm
        brief={order.customization}
        draft={draft}
        problems={problems}
        onChange={(next) => {
          setDraft(next);
          setProblems({});
        }}
      />
      {chosen.length > 0 && <p>{say(price === null ? "cost_unknown" : "cost", cost)}</p>}
    </ReasonDialog>
  );
}
