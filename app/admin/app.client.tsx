import { ThemeProvider } from "@mui/material/styles";
import { lazy, useEffect, useState } from "react";
import { CoreAdminContext, CoreAdminUI, CustomRoutes, Resource } from "react-admin";
import { Route } from "react-router-dom";
import { DESK_PATH } from "./addresses/paths";
import { dataProvider } from "./api/data-provider";
import { createQueryClient } from "./api/query-client";
import { bulkOperations } from "./bulk";
import { ignoreClicksThatBeganElsewhere } from "./components/click-that-began-elsewhere";
import { customers } from "./customers";
import { JobActionsProvider } from "./failed-jobs/actions/JobActionsProvider";
import { LOCALE } from "./i18n/locale";
import { CrashPage } from "./layout/CrashPage";
import { NotFound } from "./layout/NotFound";
import { Notices } from "./layout/Notices";
import { Shell } from "./layout/Shell";
import { LiveProvider } from "./live/LiveProvider";
import { i18nProvider } from "./messages/i18n-provider";
import { orders } from "./orders";
import { LoadingScreen } from "./session/LoadingScreen";
import { SessionGate } from "./session/SessionGate";
import { createAuthProvider } from "./session/session";
import { DeskStyles } from "./theme/DeskStyles";
import { theme } from "./theme/theme";
import { failedJobs } from "./triage";

// By route: whoever goes to a list straight away does not wait for charts.
const OverviewPage = lazy(() => import("./overview/OverviewPage"));
const OutboxPage = lazy(() => import("./outbox/OutboxPage"));
const StaffPage = lazy(() => import("./staff/StaffPage"));

/**
 * The desk. It stands on the core of react-admin (providers, resources, routes, notices) with a look of its own, so
 * that the stock layout and inputs are not loaded.
 */
export default function Desk() {
  const [queryClient] = useState(createQueryClient);
  const [authProvider] = useState(() => createAuthProvider(queryClient));
  // The page was sent before anybody knew which language its reader has chosen.
  useEffect(() => {
    document.documentElement.lang = LOCALE;
  }, []);
  useEffect(() => ignoreClicksThatBeganElsewhere(document), []);
  return (
    <ThemeProvider
      theme={theme}
      defaultMode="system"
      modeStorageKey="reprise-theme"
      disableTransitionOnChange
    >
      <DeskStyles />
      <CoreAdminContext
        basename={DESK_PATH}
        dataProvider={dataProvider}
        authProvider={authProvider}
        i18nProvider={i18nProvider}
        queryClient={queryClient}
      >
        <SessionGate>
          <LiveProvider>
            <JobActionsProvider>
              <CoreAdminUI
                layout={Shell}
                dashboard={OverviewPage}
                catchAll={NotFound}
                error={CrashPage}
                loading={LoadingScreen}
                title="Reprise"
                disableTelemetry
              >
                <Resource {...failedJobs} />
                <Resource {...orders} />
                <Resource {...customers} />
                <Resource {...bulkOperations} />
                <CustomRoutes>
                  <Route path="/outbox" element={<OutboxPage />} />
                  <Route path="/staff" element={<StaffPage />} />
                </CustomRoutes>
              </CoreAdminUI>
            </JobActionsProvider>
          </LiveProvider>
        </SessionGate>
        <Notices />
      </CoreAdminContext>
    </ThemeProvider>
  );
}
