// A report on a job that the crew has left: the jobs are asked for when they are wanted, and kept nowhere.
import { useEffect, useState } from "preact/hooks";
import { NoAnswer, sentenceFor } from "../../api/errors.ts";
import { jobsLeft } from "../../api/reports.ts";
import type { Card } from "../../domain/rows.ts";
import { whenText } from "../../domain/times.ts";
import { useMarking } from "../../ui/marking.ts";
import { Sheet } from "../handset/sheet.tsx";
import { IntelligenceSheet } from "./intelligence-sheet.tsx";
import { MarkerSheet } from "./marker-sheet.tsx";
import { SafeguardingSheet } from "./safeguarding-sheet.tsx";
import "./reports.css";

const KINDS = { safeguarding: ["Safeguarding referral", SafeguardingSheet], intelligence: ["Intelligence report", IntelligenceSheet], marker: ["Ask for a warning marker", MarkerSheet] } as const;
type Kind = keyof typeof KINDS;

/** First the job, then what is to be told of it: the same forms as from an open one. */
export function LeftJobs({ onClose }: { onClose: () => void }) {
  const [cards, setCards] = useState<Card[] | null>(null);
  const [card, setCard] = useState<Card | null>(null);
  const [kind, setKind] = useState<Kind | null>(null);
  const [problem, setProblem] = useState("");
  useMarking("OFFICIAL-SENSITIVE");
  useEffect(() => void jobsLeft().then(({ items }) => setCards(items), (error: unknown) =>
    setProblem(error instanceof NoAnswer ? "The jobs that you have left are not kept on this device, and there is no network to ask for them." : sentenceFor(error))), []);

  if (card && kind) {
    const [, Form] = KINDS[kind];
    return <Form card={card} onClose={onClose} />;
  }
  return (
    <Sheet title={card ? `Report on ${card.incident.cad}` : "Report on a job you left"} onClose={onClose}>
      {problem && <p class="note note-warn" role="alert">{problem}</p>}
      {!cards && !problem && <p role="status">Asking for the jobs of this duty</p>}
      {cards?.length === 0 && <p>You have left no job on this duty.</p>}
      {card
        ? <div class="choices choices-wide">{(Object.keys(KINDS) as Kind[]).map((one) => <button key={one} type="button" class="btn" onClick={() => setKind(one)}>{KINDS[one][0]}</button>)}</div>
        : <ul class="left-jobs">{cards?.map((one) => <li key={one.id}><button type="button" class="btn left-job" onClick={() => setCard(one)}><span><b>{one.incident.cad}</b> {one.incident.what}</span><span class="soft">{one.incident.address}{one.ended_at && `, left ${whenText(one.ended_at, Date.now())}`}</span></button></li>)}</ul>}
    </Sheet>
  );
}
