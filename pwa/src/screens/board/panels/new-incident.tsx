import { useEffect, useState } from "preact/hooks";
import { podName } from "../../../domain/board/codes.ts";
import { cadNumber } from "../../../domain/board/words.ts";
import { tell } from "../../../ui/toast.tsx";
import { useBoard } from "../board-context.ts";
import { openIncident } from "../desk-state.ts";
import { CodePick, CodesPick } from "../fields/code-pick.tsx";
import { GradeChoice } from "../fields/grade-choice.tsx";
import { PlaceAgrees } from "../fields/place-agrees.tsx";
import { PlaceSearch } from "../fields/place-search.tsx";
import { newId } from "../ids.ts";
import { create, nameRecord } from "../orders.ts";
import { OrderWords } from "../order-words.tsx";
import { useOrder } from "../use-order.ts";
import { Line } from "../actions/form.tsx";
import { type Draft, draft, emptyDraft, whatIsMissing } from "./draft.ts";
import { KnownOfThisCall } from "./known-of-call.tsx";
import { LikelyDuplicates } from "./likely-duplicates.tsx";

/** A call becomes an incident, by keyboard alone. What was typed stays when the panel is closed. */
export function NewIncident() {
  const { codes, desk, pods, sender } = useBoard();
  const [now, setNow] = useState<Draft>(() => ({ ...draft.get(), what: desk.newWords.get() || draft.get().what }));
  const [missing, setMissing] = useState<string | null>(null);
  const suggested = codes.types.find((entry) => entry.code === now.type)?.grade;
  const order = useOrder(({ answer }) => created(answer.result ?? {}));

  useEffect(() => {
    desk.newWords.set("");
  }, []);
  const change = (part: Partial<Draft>): void => {
    const next = { ...now, ...part };
    draft.set(next);
    setNow(next);
  };

  function created({ cad, pod }: { cad?: unknown; pod?: unknown }): void {
    const watched = pods.get();
    const elsewhere = typeof pod === "string" && watched !== "all" && !watched.includes(pod);
    tell(
      `Created ${typeof cad === "string" ? cadNumber(cad) : ""}.${elsewhere ? ` It is with ${podName(codes, pod)}, which you do not watch.` : ""}`,
    );
  }

  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    if (order.now.state === "sending") return;
    const problem = whatIsMissing(now);
    setMissing(problem);
    if (problem || !now.place) return;
    const id = newId();
    const fields = {
      incident_id: id,
      grade: now.grade,
      type: now.type,
      what: now.what.trim(),
      address: now.address.trim(),
      place: now.place,
      qualifiers: now.qualifiers,
      first_words: now.first_words.trim(),
      caller_number: now.caller_number.trim(),
    };
    const { named } = now;
    if (!(await order.give(create(fields)))) return;
    draft.set(emptyDraft);
    void nameAll(id, named);
    openIncident(desk, id, now.place);
  }

  async function nameAll(id: string, named: Draft["named"]): Promise<void> {
    for (const one of named) {
      const settled = await sender.send(nameRecord({ id, cad: "" }, one, "other"));
      if (settled.kind !== "done") tell(`${one.line} is not named: name them in the incident.`);
    }
  }

  function keys(event: KeyboardEvent): void {
    if (event.key === "Enter" && event.ctrlKey) void submit(event);
  }

  return (
    <div class="new-incident" onKeyDown={keys}>
      <form class="new-form" onSubmit={submit} noValidate aria-label="New incident">
        <CodePick
          id="new-type"
          label="Type"
          codes={codes.types}
          chosen={now.type}
          autofocus
          placeholder="Type some letters"
          show={(entry) => `${entry.label}  (${entry.grade})`}
          onChoose={(entry) => change({ type: entry.code, grade: now.graded ? now.grade : entry.grade })}
        />
        <Line id="new-what" label="What" value={now.what} onValue={(what) => change({ what })} max={200} />
        <PlaceSearch
          id="new-place"
          chosen={now.place}
          onChoose={(place) => change({ place, address: !place || (place.picked && now.address) ? now.address : place.address })}
          says="where it is"
        />
        <Line id="new-address" label="Address in words" value={now.address} onValue={(address) => change({ address })} />
        <PlaceAgrees place={now.place} address={now.address} />
        <Line id="new-number" label="Caller's number" value={now.caller_number} onValue={(caller_number) => change({ caller_number })} max={40} />
        <GradeChoice name="new-grade" chosen={now.grade} suggested={suggested} onChoose={(grade) => change({ grade, graded: true })} />
        <CodesPick
          id="new-qualifiers"
          label="Qualifiers"
          codes={codes.qualifiers}
          chosen={now.qualifiers}
          onChange={(qualifiers) => change({ qualifiers })}
        />
        <div class="form-line">
          <label for="new-words">First words for the log</label>
          <textarea
            id="new-words"
            rows={3}
            maxLength={2000}
            value={now.first_words}
            onInput={(event) => change({ first_words: event.currentTarget.value })}
          />
        </div>
        {missing && (
          <p class="order-words order-refused" role="alert">
            {missing}
          </p>
        )}
        <OrderWords now={order.now} onClear={order.clear} />
        <p class="form-acts">
          <button type="submit" class="small strong">
            Create{" "}
            <span class="key" aria-hidden="true">
              Ctrl Enter
            </span>
          </button>
          <button
            type="button"
            class="small"
            onClick={() => {
              draft.set(emptyDraft);
              setNow(emptyDraft);
            }}
          >
            Empty the form
          </button>
        </p>
      </form>
      <div class="new-beside">
        <KnownOfThisCall draft={now} onName={(named) => change({ named })} />
        <LikelyDuplicates
          draft={now}
          onAdded={(incident) => {
            draft.set(emptyDraft);
            openIncident(desk, incident.id, incident);
            tell(`Added to ${cadNumber(incident.cad)}.`);
          }}
        />
      </div>
    </div>
  );
}
