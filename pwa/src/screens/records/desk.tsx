import { useEffect, useRef, useState } from "preact/hooks";
import { sentenceFor } from "../../api/errors.ts";
import { sideBySide, waitingPairs } from "../../api/records.ts";
import { reportsOf } from "../../api/reports.ts";
import type { SideBySide, Waiting, WaitingPair } from "../../domain/records.ts";
import type { Session } from "../../domain/rows.ts";
import { Lamp } from "../../ui/lamp.tsx";
import { useMarking } from "../../ui/marking.ts";
import { Near } from "./near.tsx";
import { Review } from "./review.tsx";
import { StreetDesk } from "./street-desk.tsx";

const keyOf = ({ one, other }: WaitingPair): string => `${one.id} ${other.id}`;

type Side = "records" | "street" | "near";

const SIDES: readonly [Side, string][] = [["records", "Records to review"], ["street", "Reports from the street"], ["near", "Near my restricted records"]];
const sideNamed = (hash: string): Side => (hash === "#street" ? "street" : hash === "#near" ? "near" : "records");

/** What needs a supervisor's decision: records that may be one person, and what officers have sent from the street. */
export function Desk({ session, onSignOut }: { session: Session; onSignOut: () => void }) {
  const [side, setSide] = useState<Side>(() => sideNamed(location.hash));
  const [waiting, setWaiting] = useState<number | null>(null);
  useMarking("OFFICIAL-SENSITIVE");

  useEffect(() => {
    const turn = (): void => setSide(sideNamed(location.hash));
    addEventListener("hashchange", turn);
    return () => removeEventListener("hashchange", turn);
  }, []);
  // How many wait is told on both sides.
  useEffect(() => { if (side === "records") void reportsOf("waiting").then((told) => setWaiting(told.waiting), () => undefined); }, [side]);

  return (
    <div class="desk">
      <header class="desk-head">
        <h1><Lamp />{SIDES.find(([name]) => name === side)?.[1]}</h1>
        <nav class="desk-sides" aria-label="Desk">
          {SIDES.map(([name, label]) => <a key={name} class="btn" href={`#${name}`} aria-current={side === name ? "page" : undefined}>{label}{name === "street" && waiting !== null && waiting > 0 && <b class="desk-count">{waiting}<span class="unseen"> waiting</span></b>}</a>)}
        </nav>
        <span class="desk-who"><b>{session.officer.name}</b> <button type="button" class="btn" onClick={onSignOut}>Sign out</button></span>
      </header>
      {side === "near" ? <main><Near /></main> : side === "records" ? <Pairs /> : <StreetDesk onWaiting={setWaiting} />}
    </div>
  );
}

/** Records of people that may be one person, and what a reviewer says to that. The computer proposes, a person decides. */
function Pairs() {
  const [waiting, setWaiting] = useState<Waiting | null>(null);
  const [chosen, setChosen] = useState<WaitingPair | null>(null);
  const [review, setReview] = useState<SideBySide | null>(null);
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

  const list = (): Promise<void> => calmly(async () => setWaiting(await waitingPairs()));
  const open = (pair: WaitingPair): Promise<void> => calmly(async () => {
    setChosen(pair);
    setReview(await sideBySide(pair.one.id, pair.other.id));
    focusing.current = true;
  });

  useEffect(() => void list(), []);
  // Once it is drawn: before that there is nothing to focus.
  useEffect(() => {
    if (review && focusing.current) document.getElementById("review-heading")?.focus();
    focusing.current = false;
  }, [review]);

  return (
    <>
      {waiting && <p>{waiting.count === 0 ? "Nothing needs attention." : `${waiting.count.toLocaleString("en-GB")} ${waiting.count === 1 ? "pair needs" : "pairs need"} attention.`}{waiting.waiting > 0 && ` ${waiting.waiting.toLocaleString("en-GB")} new records are still to be compared.`}</p>}
      {problem && <p class="note note-danger" role="alert">{problem}</p>}
      <div class="desk-panes">
        <nav class="desk-list" aria-label="Needs attention">
          <h2>Needs attention</h2>
          {waiting && waiting.items.length < waiting.count && <p class="hint">The surest {waiting.items.length} are shown.</p>}
          <ol>
            {waiting?.items.map((pair) => (
              <li key={keyOf(pair)}>
                <button type="button" class="desk-pair" aria-current={chosen && keyOf(chosen) === keyOf(pair) ? "true" : undefined} onClick={() => void open(pair)}>
                  <b>{pair.one.line}</b>
                  <b>{pair.other.line}</b>
                  <span class="soft">{pair.one.source} · {pair.other.source}</span>
                  <span>{pair.why}</span>
                </button>
              </li>
            ))}
          </ol>
        </nav>
        <main class="desk-main">
          {chosen && review ? <Review key={keyOf(chosen)} pair={chosen} review={review} onDone={async () => { await open(chosen); await list(); }} />
            : <p class="desk-empty">Choose a pair. The records are shown side by side with the reasons; nothing of any record is changed by what you decide. That you looked is written down.</p>}
        </main>
      </div>
    </>
  );
}
