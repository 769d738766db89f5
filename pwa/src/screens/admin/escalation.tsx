import { useState } from "preact/hooks";
import { changeEscalation, escalation, type EscalationGrade, type EscalationTable } from "../../api/administration.ts";
import { ApiError, sentenceFor } from "../../api/errors.ts";
import { callsInWords, type EscalationStep, secondsInWords, wrongAtAll, wrongOf } from "../../domain/escalation.ts";
import { useLooking } from "../office/use-looking.ts";

const PLANS = [
  ["new", "While nobody answers a new tasking"],
  ["changed", "While nobody reads a brief that was changed"],
] as const;

/** What is done while a crew does not answer, grade by grade. */
export function Escalation() {
  const { found, problem, look } = useLooking(escalation);
  return (
    <section class="office-box" aria-labelledby="escalation">
      <h2 id="escalation">Escalation</h2>
      <p class="soft">
        What is done while a crew does not answer, in seconds after it was tasked or its brief was changed. A change holds at once, also for taskings that wait. Where a grade has a
        target, a person must be called within it. {found && `Version ${found.version}.`}
      </p>
      {problem && <p class="note note-danger" role="alert">{problem}</p>}
      {found?.grades.map((grade) => <Steps key={grade.code} grade={grade} found={found} onDone={look} />)}
    </section>
  );
}

interface Draft {
  /** The steps that were changed, and the version of the table that they were in. */
  from: string;
  version: number;
  steps: EscalationStep[];
}

const NOTHING_WRONG: Record<string, string[]> = {};

function Steps({ grade, found, onDone }: { grade: EscalationGrade; found: EscalationTable; onDone: () => Promise<void> }) {
  const held = found.items.filter((step) => step.grade === grade.code).map(({ plan, after_s, action, unless }) => ({ plan, after_s, action, unless }));
  const [draft, setDraft] = useState<Draft | null>(null);
  const [wrong, setWrong] = useState(NOTHING_WRONG);
  const [said, setSaid] = useState("");
  const told = JSON.stringify(held);
  const steps = draft?.steps ?? held;

  function change(next: EscalationStep[]): void {
    setSaid("");
    setWrong(NOTHING_WRONG);
    setDraft({ from: told, version: found.version, ...draft, steps: next });
  }

  function undo(): void {
    setWrong(NOTHING_WRONG);
    setDraft(null);
  }

  async function save(): Promise<void> {
    if (!draft) return;
    try {
      // Another grade may have been changed meanwhile; this one may not.
      await changeEscalation(grade.code, draft.from === told ? found.version : draft.version, draft.steps);
      await onDone();
      undo();
      setSaid("Holds from now on.");
    } catch (error) {
      setWrong(error instanceof ApiError && error.status === 422 ? error.details : { all: [sentenceFor(error)] });
    }
  }

  const atAll = wrongAtAll(wrong);
  const rows = steps.map((step, place) => ({ step, place }));
  return (
    <details class="steps-of">
      <summary>
        <b>{grade.label}</b>
        <span class="soft">{callsInWords(held) || "nobody is called"}{grade.target_s !== null && ` · target ${targetInWords(grade.target_s)}`}</span>
        {draft && <b class="trained-out">Changed, not saved</b>}
      </summary>
      <form aria-label={`Steps of ${grade.label}`} onSubmit={(event) => { event.preventDefault(); void save(); }}>
        {PLANS.map(([plan, words]) => (
          <fieldset key={plan}>
            <legend>{words}</legend>
            <ol class="steps-list">
              {rows.filter(({ step }) => step.plan === plan).map(({ step, place }, index) => (
                <Row
                  key={place} id={`${grade.code}-${place}`} name={`step ${index + 1}`} step={step} found={found} wrong={wrongOf(wrong, place)}
                  onChange={(next) => change(steps.with(place, next))} onRemove={() => change(steps.toSpliced(place, 1))}
                />
              ))}
            </ol>
            <button type="button" class="btn" onClick={() => change([...steps, newStep(plan, steps)])}>Add a step</button>
          </fieldset>
        ))}
        {atAll && <p class="note note-danger" role="alert">{atAll}</p>}
        <div class="steps-do">
          <button type="submit" class="btn btn-strong" disabled={!draft}>Save the steps of {grade.label}</button>
          {draft && <button type="button" class="btn" onClick={undo}>Undo</button>}
          {said && <span role="status">{said}</span>}
        </div>
      </form>
    </details>
  );
}

const targetInWords = (seconds: number): string => seconds >= 3_600 && seconds % 3_600 === 0 ? `${seconds / 3_600} h` : secondsInWords(seconds);

/** A minute after the last one: somebody will say what it is to be. */
function newStep(plan: string, steps: readonly EscalationStep[]): EscalationStep {
  const last = Math.max(0, ...steps.filter((step) => step.plan === plan).map(({ after_s }) => after_s));
  return { plan, after_s: last + 60, action: "voice", unless: plan === "new" ? "answered" : "read" };
}

interface RowProps {
  id: string;
  name: string;
  step: EscalationStep;
  found: EscalationTable;
  wrong: Record<string, string>;
  onChange: (step: EscalationStep) => void;
  onRemove: () => void;
}

function Row({ id, name, step, found, wrong, onChange, onRemove }: RowProps) {
  const words = Object.values(wrong).join(" ");
  const note = `wrong-${id}`;
  const of = (field: string) => ({ "aria-invalid": field in wrong, "aria-describedby": field in wrong ? note : undefined });
  return (
    <li class="steps-row">
      <label>
        After
        <input type="number" inputMode="numeric" min={0} max={86_400} step={1} required aria-label={`Seconds of ${name}`} {...of("after_s")} value={Number.isNaN(step.after_s) ? "" : step.after_s} onInput={(event) => onChange({ ...step, after_s: event.currentTarget.valueAsNumber })} />
        s
      </label>
      <Choice label={`What ${name} does`} choices={found.actions} value={step.action} of={of("action")} onChange={(action) => onChange({ ...step, action })} />
      <label>
        unless
        <Choice label={`What ${name} waits for`} choices={found.waited_for} value={step.unless} of={of("unless")} onChange={(unless) => onChange({ ...step, unless })} />
      </label>
      <button type="button" class="btn" aria-label={`Remove ${name}`} onClick={onRemove}>Remove</button>
      {words && <p class="steps-wrong" id={note} role="alert">{words}</p>}
    </li>
  );
}

interface ChoiceProps {
  label: string;
  choices: EscalationTable["actions"];
  value: string;
  of: Record<string, string | boolean | undefined>;
  onChange: (code: string) => void;
}

/** A word from before anybody checked the table stays to be seen until another one is chosen. */
function Choice({ label, choices, value, of, onChange }: ChoiceProps) {
  const isKnown = choices.some(({ code }) => code === value);
  return (
    <select aria-label={label} {...of} value={value} onChange={(event) => onChange(event.currentTarget.value)}>
      {!isKnown && <option value={value}>{value} (not known)</option>}
      {choices.map(({ code, label: words }) => <option key={code} value={code}>{words}</option>)}
    </select>
  );
}
