import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { headOfReport, kindWords, stateWords } from "../../domain/reports.ts";
import { factsOfReport } from "../../domain/street.ts";
import { clockTime, dayOf, whenText } from "../../domain/times.ts";
import { categoriesOf, chosenLinks, LinkChoice, type Linking } from "./link-choice.tsx";
import { MadeWarning } from "./made-warning.tsx";
import { type Deciding, useDecision } from "./use-decision.ts";
import { Markers } from "../lookup/markers.tsx";

/** One report whole, what is known already of those it is about, and the answer. */
export function Decision({ whole, onDone }: Deciding) {
  const { report, subjects } = whole;
  return (
    <article class="review" aria-labelledby="report-heading">
      <div>
        <h2 id="report-heading" tabIndex={-1}>{headOfReport(report)}</h2>
        <p>{kindWords(report)} from <b>{report.officer}</b>, {report.callsign} · <span class="mono">{report.cad}</span> {whole.what} · written {dayOf(report.sent_at)} {clockTime(report.sent_at)}{late(report.sent_at, report.received_at)}</p>
      </div>
      <dl class="report-facts">{factsOfReport(whole).map(([label, words]) => <div key={label}><dt>{label}</dt><dd>{words}</dd></div>)}</dl>
      {subjects.length > 0 && (
        <section aria-labelledby="subjects-heading">
          <h3 id="subjects-heading">Already on the record</h3>
          {subjects.map(({ id, line, markers }) => <div key={id}><p><b>{line}</b></p>{markers.length ? <Markers markers={markers} /> : <p class="soft">No warning stands there now.</p>}</div>)}
        </section>
      )}
      {report.state !== "waiting" ? <Decided whole={whole} onDone={onDone} /> : report.kind === "marker" ? <MarkerDecision whole={whole} onDone={onDone} /> : <Intake whole={whole} onDone={onDone} />}
    </article>
  );
}

const late = (sent: string, received: string): string => (Date.parse(received) - Date.parse(sent) > 60_000 ? `, received ${whenText(received, Date.now())}` : "");

const Decided = ({ whole, onDone }: Deciding) => (
  <>
    <section class={`report-decided report-${whole.report.state}`}>
      <p><b>{stateWords(whole.report)}</b> by {whole.report.decided_by}, {whenText(whole.report.decided_at ?? "", Date.now())}</p>
      {whole.report.reason && <p>{whole.report.reason}</p>}
    </section>
    {whole.marker.length > 0 && <MadeWarning key={`${whole.marker[0]?.id} ${whole.marker[0]?.withdrawn_at}`} whole={whole} onDone={onDone} />}
  </>
);

/** The reviewer's words are what crews read: they start from the officer's, and may be put better. */
function MarkerDecision(deciding: Deciding) {
  const { body } = deciding.whole;
  const { wrong, busy, give } = useDecision(deciding);
  const [text, setText] = useState(String(body["grounds"] ?? ""));
  const [factOrOpinion, setFactOrOpinion] = useState(String(body["fact_or_opinion"] ?? "opinion"));
  const [reviewOn, setReviewOn] = useState(String(body["review_on"] ?? ""));
  const [reason, setReason] = useState("");
  const approve = (): void => void give("approve_marker", { text: text.trim(), fact_or_opinion: factOrOpinion, review_on: reviewOn },
    !text.trim() ? ["decide-text", "Say what the crews must know."] : !reviewOn ? ["decide-review", "Give the day on which it is reviewed."] : null);
  const refuse = (): void => void give("refuse_report", { reason: reason.trim() }, reason.trim().length < 5 ? ["decide-reason", "Say why: the officer reads it."] : null);
  return (
    <section class="review-decide" aria-labelledby="decide-heading">
      <h3 id="decide-heading">What do you say?</h3>
      {wrong && <p class="note note-danger" role="alert">{wrong}</p>}
      <label for="decide-text">What the crews will read</label>
      <textarea id="decide-text" maxLength={500} value={text} onInput={(event) => setText(event.currentTarget.value)} />
      <div class="decide-pair">
        <fieldset class="decide-fact">
          <legend>It is</legend>
          {["fact", "opinion"].map((one) => <label key={one}><input type="radio" name="decide-fact" checked={factOrOpinion === one} onChange={() => setFactOrOpinion(one)} /> {one === "fact" ? "a fact" : "an opinion"}</label>)}
        </fieldset>
        <div>
          <label for="decide-review">To be reviewed on</label>
          <input id="decide-review" type="date" value={reviewOn} onInput={(event) => setReviewOn(event.currentTarget.value)} />
        </div>
      </div>
      <div class="review-buttons"><button type="button" class="btn btn-strong" disabled={busy} onClick={approve}>Approve: crews are told now</button></div>
      <Refusal reason={reason} onReason={setReason} busy={busy} onRefuse={refuse}>Refuse</Refusal>
    </section>
  );
}

/** What is not a warning is taken in, or sent back to be put better. */
function Intake(deciding: Deciding) {
  const { wrong, busy, give } = useDecision(deciding);
  const [note, setNote] = useState("");
  const [reason, setReason] = useState("");
  const [linking, setLinking] = useState<Linking>({ people: {}, links: [] });
  const isIntelligence = deciding.whole.report.kind === "intelligence";
  const subjects = isIntelligence ? deciding.whole.subjects : [];
  const take = (): void => void give("take_report", { note: note.trim(), people: categoriesOf(subjects, linking), links: chosenLinks(subjects, linking) }, null);
  const back = (): void => void give("refuse_report", { reason: reason.trim() }, reason.trim().length < 5 ? ["decide-reason", "Say why: the officer reads it."] : null);
  return (
    <section class="review-decide" aria-labelledby="decide-heading">
      <h3 id="decide-heading">What do you say?</h3>
      {wrong && <p class="note note-danger" role="alert">{wrong}</p>}
      {subjects.length > 0 && <LinkChoice subjects={subjects} linking={linking} isDoubted={deciding.whole.body["assessment"] === "E"} onChange={setLinking} />}
      <label for="decide-note">What becomes of it (may be left out); the officer reads it</label>
      <input id="decide-note" value={note} maxLength={500} autocomplete="off" onInput={(event) => setNote(event.currentTarget.value)} />
      <div class="review-buttons"><button type="button" class="btn btn-strong" disabled={busy} onClick={take}>{subjects.length > 0 ? "Take it in and link" : "Take it in"}</button></div>
      <Refusal reason={reason} onReason={setReason} busy={busy} onRefuse={back}>Send back</Refusal>
    </section>
  );
}

function Refusal({ reason, onReason, busy, onRefuse, children }: { reason: string; onReason: (reason: string) => void; busy: boolean; onRefuse: () => void; children: ComponentChildren }) {
  return (
    <div class="decide-refusal">
      <label for="decide-reason">Or why not; the officer reads it</label>
      <input id="decide-reason" value={reason} maxLength={500} autocomplete="off" onInput={(event) => onReason(event.currentTarget.value)} />
      <div class="review-buttons"><button type="button" class="btn" disabled={busy} onClick={onRefuse}>{children}</button></div>
    </div>
  );
}
