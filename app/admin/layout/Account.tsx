import Box from "@mui/material/Box";
import { useTranslate } from "react-admin";
import { useStaff } from "~/admin/session/SessionGate";
import { token } from "~/admin/theme/tokens";

/** Who is at the desk, and as what. */
export function Account() {
  const translate = useTranslate();
  const staff = useStaff();
  return (
    <Box title={translate("desk.account.signed_in_as", { email: staff.email })} sx={{ minWidth: 0 }}>
      <Box sx={{ fontWeight: 500, overflow: "hidden", textOverflow: "ellipsis", whiteSpace: "nowrap" }}>
        {staff.full_name}
      </Box>
      <Box sx={{ fontSize: "0.75rem", lineHeight: "1rem", color: token("muted") }}>
        {translate(`desk.role.${staff.role}`)}
        {" · "}
        <a href="/account/password" style={{ color: "inherit" }}>
          {translate("desk.account.password")}
        </a>
      </Box>
    </Box>
  );
}
