import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { ALL_ANSWERS, answersFor } from "../../../domain/board/checklist.ts";
import { cadNumber } from "../../../domain/board/words.ts";
import type { ChecklistItem, Incident, Risk } from "../../../domain/rows.ts";
import { useMarking } from "../../../ui/marking.ts";
import { useBoard } from "../board-context.ts";
import { OrderWords } from "../order-words.tsx";
import { answerChecklist } from "../orders.ts";
import { useOrder } from "../use-order.ts";
import "./checklist-form.css";

/** The points of the checklist, what kills first: a press or a line each, while the caller is still on the line. */
export function ChecklistForm({ incident, risk }: { incident: Incident; risk: Risk | null }) {
  const { desk } = useBoard();
  useMarking("OFFICIAL-SENSITIVE");
  const points = (risk?.checklist ?? []).filter(({ version }) => version !== null && version !== undefined);
  const frame = useRef<HTMLElement>(null);
  // Before the next key is read: what is typed at once belongs into the first point, wherever the screen was.
  useLayoutEffect(() => {
    (frame.current?.querySelector<HTMLElement>("input") ?? frame.current?.querySelector<HTMLElement>("h2"))?.focus();
  }, [points.length === 0]);
  const leave = (event: KeyboardEvent): void => {
    if (event.key !== "Escape" || event.defaultPrevented) return;
    event.preventDefault();
    desk.action.set(null);
  };
  return (
    <section ref={frame} class="action-form checks" aria-label={`Checklist of ${cadNumber(incident.cad)}`} onKeyDown={leave}>
      <h2 tabIndex={-1}>Ask before they arrive: {cadNumber(incident.cad)}</h2>
      <p class="field-words">A danger goes to every crew on the job, who are asked to read again.</p>
      {!risk && <p class="nothing">Reading what is known</p>}
      <ul>
        {points.map((point, index) => (
          <Asked key={point.code} incident={incident} point={point} autofocus={index === 0} />
        ))}
      </ul>
      <p class="form-acts">
        <button type="button" class="small" onClick={() => desk.action.set(null)}>
          Leave{" "}
          <span class="key" aria-hidden="true">
            Esc
          </span>
        </button>
      </p>
    </section>
  );
}

function Asked({ incident, point, autofocus }: { incident: Incident; point: ChecklistItem; autofocus: boolean }) {
  const { desk } = useBoard();
  const [words, setWords] = useState("");
  const order = useOrder(() => {
    setWords("");
    desk.riskTurn.set(desk.riskTurn.get() + 1);
  });
  const give = (state: ChecklistItem["state"], text: string): void => void order.give(answerChecklist(incident, point.code, state, text));
  const { known, nothing } = answersFor(point.code);

  function submit(event: Event): void {
    event.preventDefault();
    if (words.trim()) give("known", words.trim());
  }

  return (
    <li class={`check check-${point.state}`}>
      <form onSubmit={submit}>
        <label for={`check-${point.code}`}>{point.label}</label>
        <b class="check-state">{ALL_ANSWERS[point.state]}</b>
        {point.state !== "unchecked" && (
          <p class="check-stands">
            {point.text} {point.by && <small>{point.by}</small>}
          </p>
        )}
        <span class="check-presses">
        <input
          id={`check-${point.code}`}
          value={words}
          maxLength={200}
          autofocus={autofocus}
          autocomplete="off"
          placeholder={point.by ? "Another answer" : "In a few words"}
          onInput={(event) => setWords(event.currentTarget.value)}
        />
          {words.trim() ? (
            <button type="submit" class="small strong">
              Enter it
            </button>
          ) : (
            <>
              {known.map((text) => (
                <button key={text} type="button" class="small" onClick={() => give("known", text)}>
                  {text}
                </button>
              ))}
              {nothing && (
                <button type="button" class="small" onClick={() => give("nothing", nothing)}>
                  {nothing}
                </button>
              )}
              {point.by && (
                <button type="button" class="small" onClick={() => give("unchecked", "")}>
                  Take back
                </button>
              )}
            </>
          )}
        </span>
        <OrderWords now={order.now} onClear={order.clear} />
      </form>
    </li>
  );
}
