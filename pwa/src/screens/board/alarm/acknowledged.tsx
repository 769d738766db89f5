import { useState } from "preact/hooks";
import { clockTime, stopwatch } from "../../../domain/board/words.ts";
import type { Emergency } from "../../../domain/rows.ts";
import { useWatched } from "../../../ui/watched.ts";
import { useBoard } from "../board-context.ts";
import { lookAt } from "../desk-state.ts";
import { closeEmergency } from "../orders.ts";
import { OrderWords } from "../order-words.tsx";
import { useKeys } from "../shortcuts.ts";
import { useOrder } from "../use-order.ts";
import { placeOf, placeWords, unitElsewhere, whoseWords } from "./place-words.ts";

/** Somebody has it in hand. The band stays until it is closed with an outcome. */
export function Acknowledged({ emergency, first }: { emergency: Emergency; first: boolean }) {
  const { view, desk } = useBoard();
  const { now, state } = useWatched(view);
  const [closing, setClosing] = useState(false);
  // Also of a unit of another pod, whose row this board does not have.
  const position = state.positions.get(emergency.unit_id ?? "");
  const place = placeOf(emergency, position);
  const elsewhere = unitElsewhere(emergency, position, now);
  useKeys((key) => first && key === "c" && (setClosing(true), true));
  return (
    <section class="alarm-held" aria-label={`Emergency ${emergency.callsign}, acknowledged`}>
      <span class="alarm-held-title">
        Emergency <b class="mono">{emergency.callsign}</b> {emergency.officer}
      </span>
      <span>
        acknowledged by <b>{emergency.acknowledged_by}</b> at {clockTime(emergency.acknowledged_at ?? emergency.received_at)}
      </span>
      <span class="alarm-held-place">
        {placeWords(place, now)}
        {place && `, ${whoseWords(emergency)}`}
        {elsewhere && <span class="alarm-held-unit">Their unit: {elsewhere}</span>}
      </span>
      <span class="mono" aria-label="open for">
        {stopwatch(now - Date.parse(emergency.received_at))}
      </span>
      {place && (
        <button type="button" class="alarm-small" onClick={() => lookAt(desk, place, 14.5)}>
          Map
        </button>
      )}
      <button type="button" class="alarm-small" aria-expanded={closing} onClick={() => setClosing(!closing)}>
        Close with outcome{" "}
        {first && (
          <span class="key" aria-hidden="true">
            C
          </span>
        )}
      </button>
      {closing && <Outcome emergency={emergency} onLeave={() => setClosing(false)} />}
    </section>
  );
}

function Outcome({ emergency, onLeave }: { emergency: Emergency; onLeave: () => void }) {
  const { codes } = useBoard();
  const [outcome, setOutcome] = useState("");
  const [note, setNote] = useState("");
  const [missing, setMissing] = useState<string | null>(null);
  const order = useOrder(onLeave);

  function submit(event: Event): void {
    event.preventDefault();
    const problem = !outcome ? "Choose what it was." : !note.trim() ? "Say how you know, for instance “spoke to the officer”." : null;
    setMissing(problem);
    if (!problem) void order.give(closeEmergency(emergency, outcome, note.trim()));
  }

  return (
    <form
      class="outcome"
      onSubmit={submit}
      onKeyDown={(event) => {
        if (event.key === "Escape") onLeave();
      }}
    >
      <fieldset>
        <legend>What was it?</legend>
        {codes.emergency_outcomes.map(({ code, label }, index) => (
          <label key={code}>
            <input
              type="radio"
              name={`outcome-${emergency.id}`}
              value={code}
              autofocus={index === 0}
              checked={outcome === code}
              onChange={() => setOutcome(code)}
            />{" "}
            {label}
          </label>
        ))}
      </fieldset>
      <label class="outcome-note">
        Note <input value={note} maxLength={500} onInput={(event) => setNote(event.currentTarget.value)} autocomplete="off" />
      </label>
      <button type="submit" class="alarm-small strong">
        Close the emergency
      </button>
      {missing && (
        <p class="order-words order-refused" role="alert">
          {missing}
        </p>
      )}
      <OrderWords now={order.now} onClear={order.clear} />
    </form>
  );
}
