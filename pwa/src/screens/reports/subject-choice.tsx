import type { Card } from "../../domain/rows.ts";
import { keyOf, type Subject } from "../../domain/report-forms.ts";
import { openLookup } from "../handset/route.ts";

interface Props {
  legend: string;
  subjects: readonly Subject[];
  chosen: readonly string[];
  /** Several may be chosen. */
  many?: boolean;
  wrong?: string | undefined;
  card: Card;
  onChosen: (keys: string[]) => void;
  /** One more answer, for somebody who is in no record: its key and what it says. */
  other?: readonly [key: string, words: string];
}

const KINDS: Record<string, string> = { nominal: "Person", vehicle: "Vehicle", address: "Address", phone: "Phone", object: "Object", organisation: "Organisation", place: "Place" };

/** Who and what is known of this job: one tap each. Who is not there is looked up, and stands here afterwards. */
export function SubjectChoice({ legend, subjects, chosen, many = false, wrong, card, onChosen, other }: Props) {
  const toggle = (key: string): void => onChosen(!many ? [key] : chosen.includes(key) ? chosen.filter((one) => one !== key) : [...chosen, key]);
  return (
    <fieldset class={wrong ? "subjects field-wrong" : "subjects"}>
      <legend>{legend}</legend>
      {wrong && <p class="wrong"><span class="unseen">Error: </span>{wrong}</p>}
      {subjects.map((subject, index) => (
        <label key={keyOf(subject)} class="tick">
          <input id={`subject-${index}`} type={many ? "checkbox" : "radio"} name="subject" checked={chosen.includes(keyOf(subject))} onChange={() => toggle(keyOf(subject))} />
          <span><b>{subject.line}</b><span class="soft">{KINDS[subject.kind] ?? subject.kind}, {subject.how}</span></span>
        </label>
      ))}
      {other && (
        <label class="tick">
          <input id={subjects.length ? undefined : "subject-0"} type="radio" name="subject" checked={chosen.includes(other[0])} onChange={() => toggle(other[0])} />
          <span>{other[1]}</span>
        </label>
      )}
      <button type="button" class="btn" onClick={() => openLookup(card.id)}>Somebody else: look up first</button>
    </fieldset>
  );
}
