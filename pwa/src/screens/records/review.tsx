import { useState } from "preact/hooks";
import { sentenceFor } from "../../api/errors.ts";
import { decide, type Deciding } from "../../api/records.ts";
import { rowsOf, stepWords, strength, type Reason, type SideBySide, type Step, type WaitingPair } from "../../domain/records.ts";
import { clockTime, dayOf } from "../../domain/times.ts";
import { Markers } from "../lookup/markers.tsx";

/** Records side by side, why the computer thinks what it thinks, the two answers, and the way back. */
export function Review({ pair, review, onDone }: { pair: WaitingPair; review: SideBySide; onDone: () => Promise<void> }) {
  const [reason, setReason] = useState("");
  const [wrong, setWrong] = useState("");
  const [said, setSaid] = useState("");
  const [busy, setBusy] = useState(false);

  async function give(kind: Deciding, fields: Record<string, string>, words: string): Promise<void> {
    if (reason.trim().length < 5) {
      document.getElementById("review-reason")?.focus();
      return setWrong("Say in a few words why. It stands in the record with your name.");
    }
    setBusy(true);
    setWrong("");
    try {
      const answer = await decide(kind, { ...fields, reason: reason.trim() });
      if (answer.outcome === "done") {
        setSaid(words);
        setReason("");
        await onDone();
      } else setWrong(answer.message ?? "That was not done.");
    } catch (error) {
      setWrong(sentenceFor(error));
    } finally {
      setBusy(false);
    }
  }

  const both = { one_id: pair.one.id, other_id: pair.other.id };
  return (
    <article class="review">
      <h2 id="review-heading" tabIndex={-1}>{pair.one.line} <span class="soft">and</span> {pair.other.line}</h2>
      <p class="review-state">{review.together ? "These records stand together as one person." : "These records stand apart."} {review.pair?.why}</p>
      <Records review={review} />
      {review.left_out > 0 && <p class="note note-warn">{review.left_out === 1 ? "1 more record of them is" : `${review.left_out} more records of them are`} not shown. What you decide holds for all.</p>}
      {review.pair && <Reasons overall={review.pair.overall} reasons={review.pair.reasons} />}
      <section class="review-decide" aria-labelledby="decide-heading">
        <h3 id="decide-heading">What do you say?</h3>
        <label for="review-reason">Why, in a few words</label>
        <input id="review-reason" value={reason} maxLength={500} autocomplete="off" aria-invalid={wrong ? "true" : undefined} aria-describedby={wrong ? "review-wrong" : undefined} onInput={(event) => setReason(event.currentTarget.value)} />
        {wrong && <p id="review-wrong" class="note note-danger" role="alert">{wrong}</p>}
        <div class="review-buttons">
          <button type="button" class="btn btn-strong" disabled={busy} onClick={() => void give("merge_nominals", both, "Joined. Every warning of each record now stands on all of them.")}>Same person</button>
          <button type="button" class="btn" disabled={busy} onClick={() => void give("split_nominals", both, "Held apart. The computer will not join them.")}>Not the same</button>
        </div>
        <p role="status">{said}</p>
      </section>
      <Decided review={review} />
      <Steps steps={review.steps} busy={busy} onUndo={(step) => void give("undo_golden", { act_id: step.id }, "Undone. Every record stands where it stood before.")} />
    </article>
  );
}

function Records({ review: { records } }: { review: SideBySide }) {
  const homes = [...new Set(records.map(({ golden_id }) => golden_id))];
  return (
    <div class="review-scroll" role="region" aria-label="Records side by side" tabIndex={0}>
      <table class="review-table">
        <thead>
          <tr>
            <th scope="col"><span class="unseen">What</span></th>
            {records.map(({ id, golden_id, source, changed_on }) => (
              <th key={id} scope="col">{source}<span class="soft">changed {dayOf(changed_on)}</span><span class="review-person">person {String.fromCharCode(65 + homes.indexOf(golden_id))}</span></th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rowsOf(records).map(({ label, cells, differs }) => (
            <tr key={label} class={differs ? "review-differs" : ""}>
              <th scope="row">{label}{differs && <span class="review-mark">differs</span>}</th>
              {cells.map((words, at) => <td key={records[at]?.id}>{words || <span class="soft">not said</span>}</td>)}
            </tr>
          ))}
          <tr>
            <th scope="row">Warnings</th>
            {records.map(({ id, markers }) => <td key={id}>{markers.length ? <Markers markers={markers} /> : <span class="soft">none</span>}</td>)}
          </tr>
        </tbody>
      </table>
    </div>
  );
}

const Reasons = ({ overall, reasons }: { overall: string; reasons: Reason[] }) => (
  <section aria-labelledby="reasons-heading">
    <h3 id="reasons-heading">Why the computer asks</h3>
    <p>{overall}</p>
    <ul class="review-reasons">
      {reasons.map(({ about, words, speaks }) => {
        const { marks, side } = strength(speaks);
        return <li key={about} class={`speaks-${side}`}><span class="review-marks" aria-hidden="true">{(side === "against" ? "−" : "+").repeat(marks) || "·"}</span> {words}: <b>{speaks}</b></li>;
      })}
    </ul>
  </section>
);

function Decided({ review: { decisions } }: { review: SideBySide }) {
  if (!decisions.length) return null;
  return (
    <section aria-labelledby="decided-heading">
      <h3 id="decided-heading">What people decided</h3>
      <ul>{decisions.map(({ one_id, other_id, verdict, by, at, reason }) => <li key={one_id + other_id}><b>{verdict === "same" ? "Same person" : "Not the same"}</b>: {by}, {dayOf(at)} {clockTime(at)}. {reason}</li>)}</ul>
    </section>
  );
}

function Steps({ steps, busy, onUndo }: { steps: Step[]; busy: boolean; onUndo: (step: Step) => void }) {
  return (
    <section aria-labelledby="steps-heading">
      <h3 id="steps-heading">Every step up to here</h3>
      {steps.length === 0 && <p class="soft">Nothing has been joined or split yet.</p>}
      <ol class="review-steps">
        {steps.map((step) => (
          <li key={step.id}>
            <span><b>{stepWords(step)}</b>, {step.by}, {dayOf(step.at)} {clockTime(step.at)}{step.undone_at && " · undone since"}</span>
            <span class="soft">{step.reason}</span>
            {step.can_undo && <button type="button" class="btn" disabled={busy} onClick={() => onUndo(step)}>Undo</button>}
          </li>
        ))}
      </ol>
    </section>
  );
}
