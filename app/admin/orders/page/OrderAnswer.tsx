import Box from "@mui/material/Box";
import { styled } from "@mui/material/styles";
import { useTranslate } from "react-admin";
import { Link } from "react-router-dom";
import { customerPath } from "~/admin/addresses/paths";
import { CopyButton } from "~/admin/components/CopyButton";
import { EmailAddress } from "~/admin/components/EmailAddress";
import { Facts } from "~/admin/components/Facts";
import { useNow } from "~/admin/components/now";
import { Quote } from "~/admin/components/Quote";
import { RelativeTime } from "~/admin/components/RelativeTime";
import { ToneIcon } from "~/admin/components/StatusMark";
import { useCustomerName } from "~/admin/components/use-customer-name";
import { useSongTitle } from "~/admin/components/use-song-title";
import { UrgencyText } from "~/admin/failed-jobs/UrgencyMark";
import { formatLanguage, formatMoney } from "~/admin/i18n/formats";
import { useStaff } from "~/admin/session/SessionGate";
import { token, toneStyle } from "~/admin/theme/tokens";
import type { OrderDetail } from "~/lib/orders/order-schemas";
import { seesPersonalData } from "~/lib/personal-data";
import { OccasionDate } from "../OrderCells";
import { STATUS_TONES } from "../status-tone";
import { summarySentence } from "./summary-sentence";

const Frame = styled("section")(({ theme }) => ({
  display: "grid",
  gap: 20,
  padding: 20,
  marginBottom: 24,
  border: `1px solid ${token("border")}`,
  borderRadius: 8,
  backgroundColor: token("surface"),
  "& > *": { minWidth: 0 },
  [theme.breakpoints.up("md")]: { gridTemplateColumns: "repeat(2, minmax(0, 1fr))", columnGap: 48 },
}));

const Sentence = styled("div")({
  gridColumn: "1 / -1",
  display: "flex",
  gap: 14,
  alignItems: "flex-start",
  "& > span": {
    flexShrink: 0,
    width: 36,
    height: 36,
    display: "grid",
    placeItems: "center",
    border: "1px solid",
    borderRadius: 18,
    fontSize: "1.25rem",
  },
  "& > p": {
    fontSize: "1.375rem",
    lineHeight: "1.9rem",
    fontWeight: 600,
    letterSpacing: "-0.014em",
    textWrap: "pretty",
    maxWidth: "62ch",
  },
});

const Capitalised = styled("div")({ "&::first-letter": { textTransform: "uppercase" } });
const OneLine = styled("div")({ display: "flex", flexWrap: "wrap", alignItems: "center", gap: "2px 10px" });

/** When the song is needed; and how soon that is, while it is not there. */
function NeededBy({ order }: { order: OrderDetail }) {
  const waiting = order.occasion_date !== null && order.status !== "complete";
  return (
    <OneLine>
      <OccasionDate date={order.occasion_date} />
      {waiting && <UrgencyText neededBy={order.occasion_date} state="open" />}
    </OneLine>
  );
}

/** Who ordered it; masked, with the reason, for who may not know who people are. */
function Customer({ order }: { order: OrderDetail }) {
  const translate = useTranslate();
  const masked = !seesPersonalData(useStaff().role);
  const customerName = useCustomerName();
  const email = translate("orders.fields.email");
  const { customer_email: address } = order;
  if (order.customer_id === null || (order.customer_name === null && address === null))
    return customerName(order);
  return (
    <>
      <Link to={customerPath(order.customer_id)}>{customerName(order)}</Link>
      {address !== null && (
        <Box sx={{ display: "flex", alignItems: "center", gap: 0.5 }}>
          {order.customer_name !== null && <EmailAddress address={address} />}
          {!masked && (
            <CopyButton value={() => address} label={`${translate("desk.copy.value")}: ${email}`} />
          )}
        </Box>
      )}
      {masked && <p style={{ color: token("muted") }}>{translate("desk.masked_reason")}</p>}
    </>
  );
}

/** What one says on the phone: whether the songs are there, for whom and until when, and what was asked for. */
export function OrderAnswer({ order }: { order: OrderDetail }) {
  const translate = useTranslate();
  const songTitle = useSongTitle();
  const now = useNow();
  const name = (field: string) => translate(`orders.fields.${field}`);
  const { genre, mood, language, message } = order.customization ?? {};
  const style =
    genre !== undefined && mood !== undefined && language !== undefined
      ? translate("order_page.answer.style", { genre, mood, language: formatLanguage(language) })
      : [genre, mood, language && formatLanguage(language)].filter(Boolean).join(", ");
  const payment = [
    order.amount_cents !== null && order.currency !== null && formatMoney(order.amount_cents, order.currency),
    order.payment_status !== null &&
      translate(`orders.payment.${order.payment_status}`, { _: order.payment_status }),
  ].filter(Boolean);
  return (
    <Frame aria-label={translate("order_page.answer.title")}>
      <Sentence>
        <span style={toneStyle(STATUS_TONES[order.status])}>
          <ToneIcon tone={STATUS_TONES[order.status]} />
        </span>
        <p aria-live="polite">{summarySentence(order.summary, translate, now)}</p>
      </Sentence>
      <Facts
        facts={[
          [translate("order_page.answer.for"), <Capitalised key="for">{songTitle(order)}</Capitalised>],
          [translate("order_page.answer.needed"), <NeededBy key="needed" order={order} />],
          [translate("order_page.answer.customer"), <Customer key="customer" order={order} />],
          [name("created"), <RelativeTime key="created" at={order.created_at} style="long" />],
          [
            translate("orders.sections.payment"),
            payment.join(" · ") || translate("order_page.answer.unknown"),
          ],
        ]}
      />
      <Box>
        <Facts
          facts={[
            [
              translate("order_page.answer.asked"),
              <Capitalised key="style">{style || translate("order_page.answer.unknown")}</Capitalised>,
            ],
            [
              translate("order_page.answer.message"),
              message ? <Quote key="message">{message}</Quote> : translate("orders.no_message"),
            ],
          ]}
        />
      </Box>
    </Frame>
  );
}
