import OpenInNew from "@mui/icons-material/OpenInNewOutlined";
import IconButton from "@mui/material/IconButton";
import { styled } from "@mui/material/styles";
import Tooltip from "@mui/material/Tooltip";
import { useTranslate } from "react-admin";
import { Link } from "react-router-dom";
import { orderPath, sharePath } from "~/admin/addresses/paths";
import { CopyButton } from "~/admin/components/CopyButton";
import { Panel } from "~/admin/components/Panel";
import { RelativeTime } from "~/admin/components/RelativeTime";
import { StatusMark } from "~/admin/components/StatusMark";
import { formatCount } from "~/admin/i18n/formats";
import { STATUS_TONES } from "~/admin/orders/status-tone";
import { token } from "~/admin/theme/tokens";
import type { CustomerDetail, CustomerLink } from "~/lib/customers/customer-schemas";
import { generationStatusSchema } from "~/lib/orders/order-schemas";

const List = styled("ul")({
  margin: "-8px 0",
  "& > li": {
    display: "flex",
    flexWrap: "wrap",
    alignItems: "center",
    gap: "4px 12px",
    padding: "var(--desk-line) 0",
  },
  "& > li + li": { borderTop: `1px solid ${token("border")}` },
  "& > li > a:first-of-type": {
    color: token("text"),
    fontWeight: 500,
    textDecoration: "none",
    flex: "1 1 180px",
  },
  "& > li > a:first-of-type:hover": { textDecoration: "underline" },
  // Far enough apart to be hit: 24 px each (WCAG 2.2, 2.5.8).
  "& > li > span:last-of-type": { display: "flex", justifyContent: "flex-end", gap: 10, minWidth: 60 },
});
const Quiet = styled("span")({ color: token("muted") });

/** The public link of a song: to be copied, or opened as the recipient sees it. */
function LinkButtons({ shareToken, number }: { shareToken: string; number: number }) {
  const translate = useTranslate();
  const path = sharePath(shareToken);
  const label = translate("orders.share.open_label", { number });
  return (
    <>
      <CopyButton
        value={() => new URL(path, window.location.origin).href}
        label={translate("orders.share.copy_label", { number })}
        done={translate("orders.share.copied", { number })}
      />
      <Tooltip title={label}>
        <IconButton
          component="a"
          href={path}
          target="_blank"
          rel="noopener"
          aria-label={label}
          sx={{ fontSize: "0.875rem", p: "3px" }}
        >
          <OpenInNew fontSize="inherit" />
        </IconButton>
      </Tooltip>
    </>
  );
}

function Song({ link, erased }: { link: CustomerLink; erased: boolean }) {
  const translate = useTranslate();
  const { variant_number: number, recipient_name: recipient, first_played_at: playedAt } = link;
  const status = generationStatusSchema.safeParse(link.generation_status).data ?? "pending";
  return (
    <li>
      <Link to={orderPath(link.order_id)}>
        {erased
          ? translate("orders.variant", { number })
          : translate("customers.songs.name", { number, recipient })}
      </Link>
      <StatusMark tone={STATUS_TONES[status]} label={translate(`orders.status.${status}`)} />
      <Quiet>
        {playedAt === null ? (
          translate("customers.songs.not_played")
        ) : (
          <>
            {translate("customers.songs.played")} <RelativeTime at={playedAt} style="long" />
          </>
        )}
      </Quiet>
      <span>
        {link.share_token !== null && !erased && (
          <LinkButtons shareToken={link.share_token} number={number} />
        )}
        {link.share_token === null && (
          <Quiet title={translate("desk.masked_reason")}>{translate("customers.songs.hidden")}</Quiet>
        )}
      </span>
    </li>
  );
}

/** A customer's songs with their share links, the newest first. */
export function CustomerSongs({ customer }: { customer: CustomerDetail }) {
  const translate = useTranslate();
  const { links, counts, erased_at: erasedAt } = customer;
  return (
    <Panel
      title={translate("customers.songs.title")}
      aside={
        counts.songs > links.length && (
          <Quiet>{translate("customers.songs.newest", { count: formatCount(links.length) })}</Quiet>
        )
      }
    >
      {links.length === 0 ? (
        <Quiet>{translate("customers.songs.none")}</Quiet>
      ) : (
        <List aria-label={translate("customers.songs.title")}>
          {links.map((link) => (
            <Song key={link.variant_id} link={link} erased={erasedAt !== null} />
          ))}
        </List>
      )}
    </Panel>
  );
}
