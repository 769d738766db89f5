import { headOfReport, isUnsent, kindWords, stateWords } from "../../domain/reports.ts";
import type { Report } from "../../domain/rows.ts";
import { whenText } from "../../domain/times.ts";
import { useMarking } from "../../ui/marking.ts";
import { useView } from "../handset/context.ts";
import "./reports.css";

/** What this officer has sent, newest first, and what became of each. */
export function MyReports() {
  const { handset } = useView();
  const reports = handset?.reports ?? [];
  useMarking("OFFICIAL-SENSITIVE");
  if (!reports.length) return <p class="soft">You have sent nothing that is still open, and nothing was decided within two weeks.</p>;
  return <ul class="my-reports">{reports.map((report) => <li key={report.id} class={`my-report my-report-${isUnsent(report) ? "unsent" : report.state}`}><One report={report} /></li>)}</ul>;
}

function One({ report }: { report: Report }) {
  const now = Date.now();
  return (
    <>
      <p class="my-report-state">{stateWords(report)}{report.decided_by && <span> by {report.decided_by}, {whenText(report.decided_at ?? report.sent_at, now)}</span>}</p>
      <p><b>{kindWords(report)}</b> · {headOfReport(report)}</p>
      {report.reason && <p class="my-report-reason">{report.reason}</p>}
      <p class="soft">{report.cad && `${report.cad} · `}written {whenText(report.sent_at, now)}</p>
    </>
  );
}
