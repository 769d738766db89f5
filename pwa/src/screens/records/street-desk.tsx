import { useEffect, useRef, useState } from "preact/hooks";
import { sentenceFor } from "../../api/errors.ts";
import { reportsOf, reportsWaiting, wholeReport } from "../../api/reports.ts";
import { headOfReport, kindWords, stateWords } from "../../domain/reports.ts";
import type { Id, Report } from "../../domain/rows.ts";
import { type WholeReport, waitedWords } from "../../domain/street.ts";
import { whenText } from "../../domain/times.ts";
import { Decision } from "./decision.tsx";

type Shown = "waiting" | "decided";
/** Officers wait for an answer: while the page is looked at, it asks whether anything changed. */
const AGAIN_MS = 5_000;

/** What officers have sent from the street: what waits, worst and oldest first, and what was decided. */
export function StreetDesk({ onWaiting }: { onWaiting: (count: number) => void }) {
  const [shown, setShown] = useState<Shown>("waiting");
  const [items, setItems] = useState<Report[] | null>(null);
  const [chosen, setChosen] = useState<Id | null>(null);
  const [whole, setWhole] = useState<WholeReport | null>(null);
  const [problem, setProblem] = useState("");
  const focusing = useRef(false);

  async function calmly(work: () => Promise<void>): Promise<void> {
    try {
      await work();
      setProblem("");
    } catch (error) {
      setProblem(sentenceFor(error));
    }
  }

  const fill = async (of: Shown): Promise<void> => {
    const told = await reportsOf(of);
    setItems(told.items);
    onWaiting(told.waiting);
  };
  const open = (id: Id, focus = true): Promise<void> => calmly(async () => {
    setChosen(id);
    setWhole(await wholeReport(id));
    focusing.current = focus;
  });

  // Once it is drawn: before that there is nothing to focus.
  useEffect(() => {
    if (whole && focusing.current) document.getElementById("report-heading")?.focus();
    focusing.current = false;
  }, [whole]);
  useEffect(() => {
    setItems(null);
    // Each reading of the list is in the audit: it is read when there is something new in it.
    let read = "";
    const look = (): Promise<void> => calmly(async () => {
      const { waiting, changed_at } = await reportsWaiting();
      const now = `${waiting} ${changed_at}`;
      if (now === read) return;
      await fill(shown);
      read = now;
    });
    void look();
    const timer = setInterval(() => { if (document.visibilityState === "visible") void look(); }, AGAIN_MS);
    return () => clearInterval(timer);
  }, [shown]);

  return (
    <div class="desk-panes">
      <nav class="desk-list" aria-label="Reports from the street">
        <div class="segments-row" role="group" aria-label="Which reports">
          {(["waiting", "decided"] as const).map((of) => <button key={of} type="button" class="btn" aria-pressed={shown === of} onClick={() => setShown(of)}>{of === "waiting" ? "Waiting" : "Decided"}</button>)}
        </div>
        {problem && <p class="note note-danger" role="alert">{problem}</p>}
        {items?.length === 0 && <p class="hint">{shown === "waiting" ? "Nothing waits." : "Nothing has been decided yet."}</p>}
        <ol>{items?.map((report) => <li key={report.id}><Listed report={report} chosen={chosen === report.id} onOpen={() => void open(report.id)} /></li>)}</ol>
      </nav>
      <main class="desk-main">
        {whole && whole.report.id === chosen
          ? <Decision key={`${chosen} ${whole.report.state}`} whole={whole} onDone={async () => { await open(whole.report.id, false); await calmly(() => fill(shown)); }} />
          : <p class="desk-empty">Choose a report. A warning holds from the moment in which you approve it, and not before; what you refuse goes back to the officer with your reason. That you looked is written down.</p>}
      </main>
    </div>
  );
}

function Listed({ report, chosen, onOpen }: { report: Report; chosen: boolean; onOpen: () => void }) {
  const now = Date.now();
  return (
    <button type="button" class={report.urgent && report.state === "waiting" ? "desk-pair desk-urgent" : "desk-pair"} aria-current={chosen ? "true" : undefined} onClick={onOpen}>
      {report.urgent && <span class="desk-flag">Immediate risk</span>}
      <b>{headOfReport(report)}</b>
      <span>{kindWords(report)} · {report.officer}, {report.callsign}</span>
      <span class="soft">{report.cad} · {report.state === "waiting" ? `waits ${waitedWords(report.sent_at, now)}` : `${stateWords(report).toLowerCase()} by ${report.decided_by}, ${whenText(report.decided_at ?? report.sent_at, now)}`}</span>
    </button>
  );
}
