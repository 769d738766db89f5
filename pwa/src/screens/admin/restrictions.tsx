import { useState } from "preact/hooks";
import { endRestriction, restrict, type Restriction, type Restrictions as Known, restrictions } from "../../api/administration.ts";
import { ApiError, sentenceFor } from "../../api/errors.ts";
import { dayOf, londonDay } from "../../domain/times.ts";
import { useLooking } from "../office/use-looking.ts";
import { WithdrawButton } from "../office/withdraw-button.tsx";

/** What officers may not be sent to: a crew with one of them is left out of what it bars. */
export function Restrictions() {
  const { found, problem, setProblem, look } = useLooking(restrictions);
  return (
    <section class="office-box" aria-labelledby="restrictions">
      <h2 id="restrictions">Restrictions of officers</h2>
      <p class="soft">A crew with such an officer is left out of what the restriction bars, from the first day to the last. One word, never the cause: it follows from somebody's health.</p>
      <NewRestriction kinds={found?.kinds ?? []} onDone={look} />
      {problem && <p class="note note-danger" role="alert">{problem}</p>}
      {found?.items.length === 0 && <p class="soft">Nobody has one.</p>}
      <ul class="office-list" aria-label="Officers with a restriction">
        {found?.items.map((row) => <Row key={row.id} row={row} excludes={found.kinds.find(({ code }) => code === row.restriction)?.excludes ?? ""} onDone={look} onProblem={setProblem} />)}
      </ul>
    </section>
  );
}

function NewRestriction({ kinds, onDone }: { kinds: Known["kinds"]; onDone: () => Promise<void> }) {
  const [payNumber, setPayNumber] = useState("");
  const [kind, setKind] = useState("");
  const [from, setFrom] = useState(londonDay(Date.now()));
  const [until, setUntil] = useState("");
  const [wrong, setWrong] = useState("");
  const chosen = kinds.find(({ code }) => code === kind);

  async function send(event: Event): Promise<void> {
    event.preventDefault();
    try {
      await restrict({ pay_number: payNumber.trim(), restriction: kind, from_on: from, until_on: until || null });
      setPayNumber("");
      setUntil("");
      setWrong("");
      await onDone();
    } catch (error) {
      setWrong(error instanceof ApiError ? Object.values(error.details).flat().join(" ") || error.message : sentenceFor(error));
    }
  }

  return (
    <form class="office-form" aria-label="Enter a restriction" onSubmit={(event) => void send(event)}>
      <div class="field">
        <label for="restricted">Pay number</label>
        <input id="restricted" class="mono" value={payNumber} required maxLength={10} autocomplete="off" spellcheck={false} onInput={(event) => setPayNumber(event.currentTarget.value)} />
      </div>
      <div class="field">
        <label for="restriction">Restriction</label>
        <select id="restriction" value={kind} required onChange={(event) => setKind(event.currentTarget.value)}>
          <option value="">Choose</option>
          {kinds.map(({ code, label }) => <option key={code} value={code}>{label}</option>)}
        </select>
      </div>
      <div class="field">
        <label for="restricted-from">First day</label>
        <input id="restricted-from" type="date" value={from} required onInput={(event) => setFrom(event.currentTarget.value)} />
      </div>
      <div class="field">
        <label for="restricted-until">Last day <span class="soft">(if known)</span></label>
        <input id="restricted-until" type="date" value={until} min={from} onInput={(event) => setUntil(event.currentTarget.value)} />
      </div>
      {chosen && <p class="wide">{chosen.excludes}</p>}
      {wrong && <p class="note note-danger" role="alert">{wrong}</p>}
      <button type="submit" class="btn btn-strong">Enter the restriction</button>
    </form>
  );
}

function Row({ row, excludes, onDone, onProblem }: { row: Restriction; excludes: string; onDone: () => Promise<void>; onProblem: (words: string) => void }) {
  const days = row.until_on ? `${dayOf(row.from_on)} to ${dayOf(row.until_on)}` : `from ${dayOf(row.from_on)} until ended`;
  return (
    <li class="office-row">
      <b>{row.officer} <span class="mono soft">{row.pay_number}</span></b>
      <span>{row.label} · {row.pod}{excludes && <small class="restricted-what">{excludes}</small>}</span>
      <span class={row.holds_today ? "office-good" : "soft"}>{row.holds_today ? "Holds today" : "Still to come"}: {days}</span>
      <span class="soft">entered by {row.set_by}, {dayOf(row.set_at)}</span>
      <WithdrawButton words={{ ask: "End", sure: "End it now" }} label={`End the restriction of ${row.officer}`} withdraw={() => endRestriction(row.id)} onDone={onDone} onProblem={onProblem} />
    </li>
  );
}
