import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { Terms } from "../../api/audit.ts";
import { looksOf, sealWords, type Alert, type Seals } from "../../domain/audit.ts";
import type { Session } from "../../domain/rows.ts";
import { Lamp } from "../../ui/lamp.tsx";
import { useMarking } from "../../ui/marking.ts";
import { ThemePicker } from "../../ui/theme-picker.tsx";
import { AlertsView } from "./alerts-view.tsx";
import { DisclosureView } from "./disclosure-view.tsx";
import { ExportView } from "./export-view.tsx";
import { LogView, NO_TERMS } from "./log-view.tsx";
import { LookBackView } from "./look-back-view.tsx";
import { RequestsView } from "./requests-view.tsx";
import { WatchedView } from "./watched-view.tsx";

type View = "alerts" | "log" | "back" | "watched" | "disclosure" | "export" | "requests";

const VIEWS: readonly { view: View; label: string; role: "auditor" | "supervisor" }[] = [
  { view: "alerts", label: "Alerts", role: "auditor" },
  { view: "log", label: "Log", role: "auditor" },
  { view: "back", label: "Looking back", role: "auditor" },
  { view: "watched", label: "Watched records", role: "auditor" },
  { view: "disclosure", label: "Disclosure", role: "auditor" },
  { view: "export", label: "Export", role: "auditor" },
  { view: "requests", label: "More searches", role: "supervisor" },
];

/** What stands out first, then everything that was done, by whom, why and when. */
export function AuditPage({ session, onSignOut }: { session: Session; onSignOut: () => void }) {
  const mine = VIEWS.filter(({ role }) => session.officer.roles.includes(role));
  const [view, setView] = useState<View>(mine[0]?.view ?? "alerts");
  const [terms, setTerms] = useState<Terms>(NO_TERMS);
  const [seals, setSeals] = useState<Seals | null>(null);
  const [open, setOpen] = useState<number | null>(null);
  useMarking("OFFICIAL-SENSITIVE");
  useEffect(() => { document.title = `${open ? `(${open}) ` : ""}Audit · Bluelamp`; }, [open]);

  function showLooks(alert: Alert): void {
    setTerms({ ...NO_TERMS, ...looksOf(alert), kind: "" });
    setView("log");
  }

  return (
    <div class="audit">
      <header class="audit-head">
        <h1><Lamp />Audit</h1>
        <nav class="audit-views" aria-label="Parts of the audit">
          {mine.map((one) => (
            <button key={one.view} type="button" class="btn" aria-pressed={one.view === view} onClick={() => setView(one.view)}>
              {one.label}{one.view === "alerts" && open ? <span class="audit-open">{open}<span class="unseen"> open</span></span> : null}
            </button>
          ))}
        </nav>
        <span class="audit-who"><span><b>{session.officer.name}</b><span class="soft">That you read is written down too</span></span><button type="button" class="btn" onClick={onSignOut}>Sign out</button></span>
      </header>
      <main class="audit-main">
        {view === "alerts" && <AlertsView onOpen={setOpen} onLooks={showLooks} />}
        {view === "log" && <LogView key={JSON.stringify(terms)} first={terms} onSeals={setSeals} seals={seals && <SealLine seals={seals} />} />}
        {view === "back" && <LookBackView />}
        {view === "watched" && <WatchedView />}
        {view === "disclosure" && <DisclosureView />}
        {view === "export" && <ExportView />}
        {view === "requests" && <RequestsView />}
      </main>
      <footer class="audit-foot"><ThemePicker /></footer>
    </div>
  );
}

function SealLine({ seals }: { seals: Seals }): ComponentChildren {
  const { words, bad } = sealWords(seals, Date.now());
  return <p class={bad ? "note note-danger" : "audit-seal"} role={bad ? "alert" : "status"}>{!bad && <span class="audit-seal-mark" aria-hidden="true" />}{words}</p>;
}
