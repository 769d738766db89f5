import { useEffect, useState } from "preact/hooks";
import { knownOfCall } from "../../../api/lookups.ts";
import { sentenceFor } from "../../../api/errors.ts";
import { markingOfCall, suggestedGrade, warningsOf, type KnownItem, type KnownOfCall, type KnownPart, type WarningOfPlace } from "../../../domain/lookup.ts";
import { Markers } from "../../lookup/markers.tsx";
import { Marking } from "../../lookup/marking.tsx";
import { dayOf } from "../../../domain/times.ts";
import { useBoard } from "../board-context.ts";
import { useLate } from "../fields/use-late.ts";
import type { Draft } from "./draft.ts";
import "../../lookup/lookup.css";

// Every look is written down, so it waits until somebody has stopped typing.
const PAUSE_MS = 700;

type Question = { number?: string; address?: string } | null;
type Reading = { state: "nothing" | "reading" } | { state: "read"; known: KnownOfCall; of: Question } | { state: "failed"; sentence: string };

/** The whole number only, and an address with a number in it: the rest of London lives in that street, too. */
export function questionOf({ caller_number, address }: Pick<Draft, "caller_number" | "address">): Question {
  const number = caller_number.replace(/\D/g, "").length >= 10 ? caller_number.trim() : "";
  const place = /\d/.test(address) ? address.trim() : "";
  return number || place ? { ...(number && { number }), ...(place && { address: place }) } : null;
}

/** What was answered for another number, or another house, is nobody's warning here: not for a moment. */
export const stillOf = (now: Question, of: Question, { number, place }: KnownOfCall): KnownOfCall => ({
  number: now?.number && now.number === of?.number ? number : null,
  place: now?.address && now.address === of?.address ? place : null,
});

function useKnown(draft: Draft): Reading {
  const [reading, setReading] = useState<Reading>({ state: "nothing" });
  const now = JSON.stringify(questionOf(draft));
  const asked = useLate(now, PAUSE_MS);
  useEffect(() => {
    const of = JSON.parse(asked) as Question;
    if (!of) return setReading({ state: "nothing" });
    const leave = new AbortController();
    setReading((held) => (held.state === "read" ? held : { state: "reading" }));
    knownOfCall(of, { signal: leave.signal }).then(
      (known) => setReading({ state: "read", known, of }),
      (error: unknown) => { if (!leave.signal.aborted) setReading({ state: "failed", sentence: sentenceFor(error) }); },
    );
    return () => leave.abort();
  }, [asked]);
  if (now === "null") return { state: "nothing" };
  return reading.state === "read" ? { ...reading, known: stillOf(JSON.parse(now) as Question, reading.of, reading.known) } : reading;
}

/** Who was named for a number or a house that has been corrected since. */
export const namedElsewhere = (named: Draft["named"], known: KnownOfCall): Draft["named"] => {
  const items = [...(known.number?.items ?? []), ...(known.place?.items ?? [])];
  const here = new Set(items.flatMap(({ id, linked }) => [id, ...linked.map((link) => link.id)]));
  return named.filter(({ id }) => !here.has(id));
};

/** Warnings before the grade: what is known of the number and of the place. A grade is suggested and never set. */
export function KnownOfThisCall({ draft, onName }: { draft: Draft; onName: (named: Draft["named"]) => void }) {
  const { codes } = useBoard();
  const reading = useKnown(draft);
  const known = reading.state === "read" ? reading.known : null;
  const suggested = known && draft.grade ? suggestedGrade(draft.grade, known) : null;
  const items = [...(known?.number?.items ?? []), ...(known?.place?.items ?? [])];
  const isStale = reading.state === "read" && JSON.stringify(reading.of) !== JSON.stringify(questionOf(draft));
  const elsewhere = isStale || reading.state === "reading" ? [] : namedElsewhere(draft.named, known ?? { number: null, place: null });
  return (
    <section class="known" aria-labelledby="known">
      <h3 id="known">Known of the caller and the place</h3>
      <div role="status">
        {known && <Markers markers={warningsOf(known)} empty={items.length ? "No warning." : ""} />}
        {suggested && (
          <p class="note note-warn">
            Consider {codes.grades.find(({ code }) => code === suggested.grade)?.label ?? suggested.grade}: {suggested.why}. The grade stays yours.
          </p>
        )}
      </div>
      {reading.state === "nothing" && <p class="nothing">Once the number or an address with its house number is typed, what is known stands here.</p>}
      {(reading.state === "reading" || isStale) && <p class="nothing">Looking</p>}
      {reading.state === "failed" && <p class="order-words order-refused" role="alert">What is known cannot be read. {reading.sentence}</p>}
      {elsewhere.map((one) => (
        <p key={one.id} class="note note-warn">
          {one.line} is still named in this incident, and is not known of this number or place.{" "}
          <button type="button" class="small" onClick={() => onName(draft.named.filter(({ id }) => id !== one.id))}>
            Take out<span class="unseen">: {one.line}</span>
          </button>
        </p>
      ))}
      {known && (
        <>
          <Marking of={markingOfCall(known)} />
          <Part name="Number" part={known.number} named={draft.named} onName={onName} />
          <Part name="Place" part={known.place} named={draft.named} onName={onName} />
          <p class="soft">Every look is logged with your name; the reason is the call.</p>
        </>
      )}
    </section>
  );
}

interface Naming {
  named: Draft["named"];
  onName: (named: Draft["named"]) => void;
}

function Part({ name, part, ...naming }: { name: string; part: KnownPart | null } & Naming) {
  if (!part) return null;
  const nothing = part.ask || `no ${part.warnings.length ? "record of who lives there" : "trace"}. Searched ${part.searched.join(", ")}.`;
  return (
    <>
      {part.warnings.map((one) => <OfPlace key={one.address + one.code + one.text} warning={one} />)}
      {part.items.length === 0 && <p class="nothing">{name}: {nothing}</p>}
      {part.items.length > 0 && part.ask && <p class="note note-warn">{name}: {part.ask}</p>}
      <ul>{part.items.map((item) => <li key={item.id}><Item name={name} item={item} {...naming} /></li>)}</ul>
    </>
  );
}

const OfPlace = ({ warning }: { warning: WarningOfPlace }) => (
  <div class="known-place">
    <Markers markers={[warning]} />
    <p>{warning.text} <b>{warning.address}</b> <span class="soft">{warning.source}, to be reviewed {dayOf(warning.review_on)}{warning.historic && ", past its review"}</span></p>
  </div>
);

const Item = ({ name, item, ...naming }: { name: string; item: KnownItem } & Naming) => (
  <>
    <b>{name} {item.title}</b> <span class="soft">{item.source}</span>
    <Markers markers={item.markers} />
    <ul class="known-linked">
      {item.linked.map((link) => (
        <li key={`${link.id}${link.role}`}>{link.line} <span class="soft">{link.role}{link.valid_to && ", no longer"}</span> <Markers markers={link.markers} /> <NameThem one={link} {...naming} /></li>
      ))}
    </ul>
  </>
);

/** One press now, in place of a second look once the incident is there: the crew's card has their warnings from the start. */
function NameThem({ one: { kind, id, line }, named, onName }: { one: { kind: string; id: string; line: string } } & Naming) {
  if (kind !== "nominal" && kind !== "vehicle") return null;
  const isNamed = named.some((held) => held.id === id);
  const others = named.filter((held) => held.id !== id);
  return (
    <button type="button" class="small" aria-pressed={isNamed} onClick={() => onName(isNamed ? others : [...others, { kind, id, line }])}>
      {isNamed ? "Named" : "Name"} in this incident<span class="unseen">: {line}</span>
    </button>
  );
}
