// The warning that a request has become: what crews read now, what they read before, and the two ways to change that.
import { useState } from "preact/hooks";
import type { MadeMarker } from "../../domain/street.ts";
import { clockTime, dayOf } from "../../domain/times.ts";
import { type Deciding, useDecision } from "./use-decision.ts";

type Way = "correct" | "withdraw";

export function MadeWarning(deciding: Deciding) {
  const [now, ...earlier] = deciding.whole.marker;
  const [way, setWay] = useState<Way | null>(null);
  if (!now) return null;
  const holds = now.withdrawn_at === null;
  return (
    <section class="review-decide" aria-labelledby="warning-heading">
      <h3 id="warning-heading">{holds ? "The warning as crews read it" : "This warning was withdrawn"}</h3>
      <Said marker={now} />
      {earlier.length > 0 && <><h3>What it said before</h3><ul class="review-steps">{earlier.map((one) => <li key={one.id}><Said marker={one} /></li>)}</ul></>}
      {holds && (
        <div class="review-buttons" role="group" aria-label="Change this warning">
          {(["correct", "withdraw"] as const).map((one) => <button key={one} type="button" class="btn" aria-expanded={way === one} onClick={() => setWay(way === one ? null : one)}>{one === "correct" ? "Correct it" : "Withdraw it"}</button>)}
        </div>
      )}
      {holds && way && <Change key={way} way={way} marker={now} deciding={deciding} />}
    </section>
  );
}

const Said = ({ marker }: { marker: MadeMarker }) => (
  <div>
    <p><b>{marker.text}</b></p>
    <p class="soft">{[marker.fact_or_opinion, `review ${dayOf(marker.review_on)}`, `entered by ${marker.entered_by}, ${dayOf(marker.entered_at)} ${clockTime(marker.entered_at)}`].join(" · ")}</p>
    {marker.withdrawn_at && <p>Withdrawn by {marker.withdrawn_by}, {dayOf(marker.withdrawn_at)} {clockTime(marker.withdrawn_at)}. {marker.withdrawn_reason}</p>}
  </div>
);

function Change({ way, marker, deciding }: { way: Way; marker: MadeMarker; deciding: Deciding }) {
  const { wrong, busy, give } = useDecision(deciding);
  const [text, setText] = useState(marker.text);
  const [certainty, setCertainty] = useState(marker.fact_or_opinion);
  const [reviewOn, setReviewOn] = useState(marker.review_on);
  const [reason, setReason] = useState("");
  const missing: [string, string] | null = way === "correct" && !text.trim() ? ["change-text", "Say what the crews must know."] : reason.trim().length < 5 ? ["change-reason", "Say why, in a few words: it stays in the record with your name."] : null;
  const said = way === "correct" ? { text: text.trim(), fact_or_opinion: certainty, review_on: reviewOn } : {};
  return (
    <>
      {wrong && <p class="note note-danger" role="alert">{wrong}</p>}
      {way === "correct" && (
        <>
          <label for="change-text">What the crews will read</label>
          <textarea id="change-text" maxLength={500} value={text} onInput={(event) => setText(event.currentTarget.value)} />
          <div class="decide-pair">
            <fieldset class="decide-fact">
              <legend>It is</legend>
              {["fact", "opinion"].map((one) => <label key={one}><input type="radio" name="change-fact" checked={certainty === one} onChange={() => setCertainty(one)} /> {one === "fact" ? "a fact" : "an opinion"}</label>)}
            </fieldset>
            <div><label for="change-review">To be reviewed on</label><input id="change-review" type="date" value={reviewOn} onInput={(event) => setReviewOn(event.currentTarget.value)} /></div>
          </div>
        </>
      )}
      <label for="change-reason">Why</label>
      <input id="change-reason" value={reason} maxLength={500} autocomplete="off" onInput={(event) => setReason(event.currentTarget.value)} />
      <p class="hint">Every crew that was told of it is told again. What it said until now stays in the record.</p>
      <div class="review-buttons"><button type="button" class="btn btn-strong" disabled={busy} onClick={() => void give(way === "correct" ? "correct_marker" : "withdraw_marker", { ...said, reason: reason.trim() }, missing)}>{way === "correct" ? "Correct: crews are told now" : "Withdraw: crews are told now"}</button></div>
    </>
  );
}
