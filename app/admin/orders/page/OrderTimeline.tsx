import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslate } from "react-admin";
import { Timeline } from "~/admin/activity/Timeline";
import { requestJson } from "~/admin/api/api-client";
import { errorSentence } from "~/admin/components/error-sentence";
import { Message } from "~/admin/components/Message";
import { Panel } from "~/admin/components/Panel";
import { Segments } from "~/admin/components/Segments";
import { token } from "~/admin/theme/tokens";
import type { ActivityEntry } from "~/lib/activity/activity-schemas";
import type { OrderDetail, Timeline as TimelinePage } from "~/lib/orders/order-schemas";
import { joinTimelines, timelineOfVariant } from "./timeline-of-variant";

/** Everything that happened to an order: who, what, when and why; of one variant alone, when wanted. */
export function OrderTimeline({ order }: { order: OrderDetail }) {
  const translate = useTranslate();
  const [chosen, setChosen] = useState("all");
  // What was read stays, also as new entries push it off the newest page.
  const [seen, setSeen] = useState<{ entries: ActivityEntry[]; next: string | null }>();
  const entries = joinTimelines(order.timeline.entries, seen?.entries ?? []);
  const next = seen ? seen.next : order.timeline.next;
  const earlier = useMutation({
    mutationFn: (before: string) =>
      requestJson<TimelinePage>(
        `/resources/orders/${encodeURIComponent(order.id)}/timeline?before=${encodeURIComponent(before)}`,
      ),
    onSuccess: (page) => setSeen({ entries: joinTimelines(entries, page.entries), next: page.next }),
  });
  const shown = chosen === "all" ? entries : timelineOfVariant(entries, Number(chosen));
  const numbers = order.variants.map((variant) => String(variant.variant_number));
  return (
    <Panel
      title={translate("order_page.timeline.title")}
      aside={
        numbers.length > 1 && (
          <Segments
            label={translate("order_page.timeline.filter")}
            value={chosen}
            options={[
              { value: "all", label: translate("order_page.timeline.all") },
              ...numbers.map((number) => ({ value: number, label: number })),
            ]}
            onChange={setChosen}
          />
        )
      }
    >
      {shown.length === 0 ? (
        <Box sx={{ color: token("muted") }}>{translate("order_page.timeline.none")}</Box>
      ) : (
        <Timeline entries={shown} linkFailures />
      )}
      {earlier.error && (
        <Message tone="failed" live>
          {errorSentence(earlier.error, translate)}
        </Message>
      )}
      {next !== null && (
        <Button sx={{ mt: 2 }} disabled={earlier.isPending} onClick={() => earlier.mutate(next)}>
          {translate(earlier.isPending ? "order_page.timeline.loading" : "order_page.timeline.earlier")}
        </Button>
      )}
    </Panel>
  );
}
