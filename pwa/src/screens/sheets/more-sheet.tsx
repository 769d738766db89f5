import { useState } from "preact/hooks";
import { sentenceFor } from "../../api/errors.ts";
import type { Card } from "../../domain/rows.ts";
import { later } from "../../ui/later.tsx";
import { sound } from "../../ui/sound.ts";
import { ThemePicker } from "../../ui/theme-picker.tsx";
import { useHandheld } from "../handset/context.ts";
import { Sheet } from "../handset/sheet.tsx";
import { ComeUponSheet } from "./come-upon-sheet.tsx";
import { DeclineSheet } from "./decline-sheet.tsx";
import { NoteSheet } from "./note-sheet.tsx";
import { ResultSheet } from "./result-sheet.tsx";
import { StatusSheet } from "./status-sheet.tsx";

const OwnLog = later(() => import("../handset/own-log.tsx").then((screen) => screen.OwnLog));
const OwnTrail = later(() => import("../handset/own-trail.tsx").then((screen) => screen.OwnTrail));
const AlertedDevices = later(() => import("../duty/alerted-devices.tsx").then((screen) => screen.AlertedDevices));
const IntelligenceSheet = later(() => import("../reports/all.ts").then((sheets) => sheets.IntelligenceSheet));
const MarkerSheet = later(() => import("../reports/all.ts").then((sheets) => sheets.MarkerSheet));
const SafeguardingSheet = later(() => import("../reports/all.ts").then((sheets) => sheets.SafeguardingSheet));
const MyReports = later(() => import("../reports/all.ts").then((sheets) => sheets.MyReports));

const LeftJobs = later(() => import("../reports/all.ts").then((sheets) => sheets.LeftJobs));

type Inner = "left" | "safeguarding" | "intelligence" | "marker" | "reports" | "own-log" | "own-trail" | "alerted" | "status" | "note" | "result" | "decline" | "come-upon";

/** Everything that is not the next action. */
export function MoreSheet({ card, onClose }: { card: Card | null; onClose: () => void }) {
  const [inner, setInner] = useState<Inner | null>(null);
  switch (inner) {
    case "status": return <StatusSheet card={card} onClose={onClose} />;
    case "come-upon": return <ComeUponSheet onClose={onClose} />;
    case "note": return card && <NoteSheet card={card} onClose={onClose} />;
    case "result": return card && <ResultSheet card={card} onClose={onClose} />;
    case "decline": return card && <DeclineSheet card={card} onClose={onClose} />;
    case "safeguarding": return card && <SafeguardingSheet card={card} onClose={onClose} />;
    case "intelligence": return card && <IntelligenceSheet card={card} onClose={onClose} />;
    case "marker": return card && <MarkerSheet card={card} onClose={onClose} />;
    case "left": return <LeftJobs onClose={onClose} />;
    case "reports": return <Sheet title="My reports" onClose={onClose}><MyReports /></Sheet>;
    case "own-log": return <Sheet title="What is recorded of me" onClose={onClose}><OwnLog /></Sheet>;
    case "own-trail": return <Sheet title="Who looked at my trail" onClose={onClose}><OwnTrail /></Sheet>;
    case "alerted": return <Sheet title="My devices with alerts" onClose={onClose}><AlertedDevices /></Sheet>;
    case null: return <MoreChoices card={card} onClose={onClose} onInner={setInner} />;
  }
}

function MoreChoices({ card, onClose, onInner }: { card: Card | null; onClose: () => void; onInner: (inner: Inner) => void }) {
  const choices: [Inner, string][] = card
    ? [["status", "Status"], ["note", "Add to the log"], ["result", "Result and close"], ["decline", card.state === "assigned" ? "Decline" : "Hand it back"], ["come-upon", "Come upon something"]]
    : [["come-upon", "Come upon something"]];
  const reports: [Inner, string][] = card ? [["safeguarding", "Safeguarding referral"], ["intelligence", "Intelligence report"], ["marker", "Ask for a warning marker"], ["left", "On a job you left"], ["reports", "My reports"]] : [["left", "On a job you left"], ["reports", "My reports"]];
  const Choice = ([inner, label]: [Inner, string]) => <button key={inner} type="button" class="btn" onClick={() => onInner(inner)}>{label}</button>;
  return (
    <Sheet title="More" onClose={onClose}>
      <div class="choices choices-wide">{choices.map(Choice)}</div>
      <section aria-labelledby="more-reports">
        <h3 class="sheet-title" id="more-reports">Report</h3>
        <div class="choices choices-wide">{reports.map(Choice)}</div>
      </section>
      <div class="choices choices-wide">
        <button type="button" class="btn" onClick={() => onInner("own-log")}>What is recorded of me</button>
        <button type="button" class="btn" onClick={() => onInner("own-trail")}>Who looked at my trail</button>
        <button type="button" class="btn" onClick={() => onInner("alerted")}>My devices with alerts</button>
        <button type="button" class="btn" onClick={() => sound("immediate")}>Try the alarm</button>
        {!card && <BookOff />}
      </div>
      <ThemePicker />
    </Sheet>
  );
}

function BookOff() {
  const { device } = useHandheld();
  const [wrong, setWrong] = useState("");
  async function off(): Promise<void> {
    await device.sendAll();
    const left = device.view.get().waiting.length;
    if (left) return setWrong(`${left} waiting: book off when everything is sent.`);
    try {
      const answer = await device.ask("book_off", { id: crypto.randomUUID(), occurred_at: new Date().toISOString() });
      if (answer.outcome !== "done") setWrong(answer.message ?? "The control room could not book you off.");
    } catch (error) {
      setWrong(sentenceFor(error));
    }
  }
  return (
    <>
      <button type="button" class="btn" onClick={() => void off()}>Book off</button>
      {wrong && <p class="note note-warn" role="alert">{wrong}</p>}
    </>
  );
}
