import Box from "@mui/material/Box";
import { useTranslate } from "react-admin";
import { RelativeTime } from "~/admin/components/RelativeTime";
import { formatDateTime } from "~/admin/i18n/formats";
import { token } from "~/admin/theme/tokens";
import type { VariantDetail } from "~/lib/orders/order-schemas";

/** How often a song was played, until when its link opens it, and what its recipient may do. */
export function LinkFacts({ variant }: { variant: VariantDetail }) {
  const translate = useTranslate();
  const { share_link: link, plays } = variant;
  const say = (key: string, options?: Record<string, unknown>) =>
    translate(`order_page.link.${key}`, options);
  return (
    <Box component="ul" sx={{ color: token("muted"), display: "grid", gap: "2px" }}>
      <li>
        {plays === null ? (
          say("never_played")
        ) : (
          <>
            {say("played", { smart_count: plays.plays })}{" "}
            <RelativeTime at={plays.first_played_at} style="long" />
          </>
        )}
      </li>
      {link.revoked_at !== null && (
        <li>
          {say("revoked")} <RelativeTime at={link.revoked_at} style="long" />
        </li>
      )}
      <li>
        {link.expires_at === null
          ? say("no_end")
          : `${say(link.state === "expired" ? "ended" : "ends")} ${formatDateTime(link.expires_at)}`}
      </li>
      {link.allow_download && <li>{say("download")}</li>}
      {link.allow_embed && <li>{say("embed")}</li>}
      {link.state !== "live" && <li>{say("not_open")}</li>}
    </Box>
  );
}
