import Add from "@mui/icons-material/AddOutlined";
import Autorenew from "@mui/icons-material/AutorenewOutlined";
import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import { useId, useState } from "react";
import { useTranslate } from "react-admin";
import { useStaff } from "~/admin/session/SessionGate";
import { token } from "~/admin/theme/tokens";
import { hasRole } from "~/lib/auth/roles";
import type { OrderDetail } from "~/lib/orders/order-schemas";
import { GenerateDialog } from "../generate/GenerateDialog";
import { nextNumber } from "../generate/VariantChoice";
import { isBusy } from "../variant-activity";
import { VariantCard } from "./VariantCard";

/** The songs of an order side by side, and what makes more of them. */
export function Variants({ order }: { order: OrderDetail }) {
  const translate = useTranslate();
  const { role } = useStaff();
  const id = useId();
  const [asking, setAsking] = useState<readonly number[] | null>(null);
  const forbidden = !hasRole(role, "agent");
  const refusal = forbidden
    ? translate("desk.viewer_refusal")
    : order.erased_at !== null
      ? translate("order_page.generate.erased")
      : null;
  const forbiddenId = `${id}-forbidden`;
  const refusalId = refusal === null ? null : forbidden ? forbiddenId : `${id}-refusal`;
  const next = nextNumber(order);
  const free = order.variants
    .filter((variant) => !isBusy(variant) || variant.generation_lost)
    .map((variant) => variant.variant_number);
  const why = refusalId !== null && { "aria-describedby": refusalId };
  return (
    <Box component="section" aria-labelledby={`${id}-title`} sx={{ mb: 2 }}>
      <Box sx={{ display: "flex", flexWrap: "wrap", alignItems: "center", gap: 1, mb: 1.5 }}>
        <Box
          component="h2"
          id={`${id}-title`}
          sx={{ m: 0, mr: "auto", fontSize: "0.9375rem", fontWeight: 600 }}
        >
          {translate("orders.sections.variants")}
        </Box>
        {order.variants.length > 0 && (
          <Button
            startIcon={<Autorenew />}
            disabled={refusal !== null || free.length === 0}
            onClick={() => setAsking(free)}
            {...why}
          >
            {translate("order_page.generate.all")}
          </Button>
        )}
        {next === null ? (
          <Box component="span" sx={{ color: token("muted") }}>
            {translate("order_page.generate.full")}
          </Box>
        ) : (
          <Button startIcon={<Add />} disabled={refusal !== null} onClick={() => setAsking([next])} {...why}>
            {translate("order_page.generate.add", { number: next })}
          </Button>
        )}
      </Box>
      {refusalId !== null && (
        <Box component="p" id={refusalId} sx={{ color: token("muted"), mb: 1.5 }}>
          {refusal}
        </Box>
      )}
      {order.variants.length === 0 ? (
        <Box sx={{ color: token("muted") }}>{translate("orders.no_variants")}</Box>
      ) : (
        <Box
          component="ul"
          sx={{
            display: "grid",
            gap: 2,
            gridTemplateColumns: "repeat(auto-fill, minmax(min(100%, 300px), 1fr))",
          }}
        >
          {order.variants.map((variant) => (
            <VariantCard
              key={variant.id}
              order={order}
              variant={variant}
              refusalId={refusalId}
              forbiddenId={forbiddenId}
              onGenerate={setAsking}
            />
          ))}
        </Box>
      )}
      {asking && <GenerateDialog order={order} numbers={asking} onClose={() => setAsking(null)} />}
    </Box>
  );
}
