// A record whole: warnings, what it says, and who and what is linked to it, two steps out.
import type { ComponentChildren } from "preact";
import { canOpen, factsOf, goldenWords, headOf, keptWords, kindWord, linkWords, markingOf, type FurtherLink, type OpenedRecord, type RecordLink, type RecordMarker } from "../../domain/lookup.ts";
import { clockTime, dayOf } from "../../domain/times.ts";
import { LinkPicture } from "./link-picture.tsx";
import { GoldenParts } from "./golden.tsx";
import { Markers } from "./markers.tsx";
import { Marking } from "./marking.tsx";
import { Photographs } from "./photographs.tsx";

type OnOpen = (kind: string, id: string) => void;

/** More links than 2,000 are not counted, of which a hundred are told. */
const MOST_COUNTED = 1_900;

export function Opened({ record, at, onOpen, onBack, back, todo }: { record: OpenedRecord; at: number; onOpen: OnOpen; onBack: () => void; back: string; todo?: ComponentChildren }) {
  return (
    <article class="opened" aria-labelledby="opened-heading">
      <Marking of={markingOf(record)} />
      <button type="button" class="btn" onClick={onBack}>{back}</button>
      <div class="opened-head">
        <div class="opened-who">
          <h2 id="opened-heading" tabIndex={-1}>{headOf(record)}</h2>
          <p class="soft">{kindWord(record.kind)} · opened {clockTime(new Date(at).toISOString())}, logged with your name and reason</p>
          {record.golden && record.golden.records.length > 1 && <p class="golden-count"><b>{goldenWords(record.golden)}</b>, joined. The warnings below are out of all of them.</p>}
        </div>
        {record.kind === "nominal" && <Photographs record={record} />}
      </div>
      <Warnings record={record} />
      {todo}
      {record.kind === "place" ? <p class="note">No record has this address. Nothing is known of it here but what stands above.</p> : <Facts record={record} />}
      {record.golden && <GoldenParts golden={record.golden} opened={record.id} onOpen={onOpen} />}
      {record.named_in.length > 0 && <NamedIn record={record} />}
      {record.kind !== "place" && (
        <section class="card opened-part" aria-labelledby="links-heading">
          <h3 id="links-heading">Linked, two steps out</h3>
          {record.links.length ? <><LinkPicture record={record} onOpen={onOpen} /><LinkList record={record} onOpen={onOpen} />{record.left_out ? <p class="note">and {record.left_out >= MOST_COUNTED ? "at least " : ""}{record.left_out} more. What holds now and what is warned of stands first.</p> : null}</> : <p>Nothing is linked to this record.</p>}
        </section>
      )}
    </article>
  );
}

const Facts = ({ record }: { record: OpenedRecord }) => (
  <section class="card opened-part" aria-labelledby="facts-heading">
    <h3 id="facts-heading">What this record says</h3>
    <dl>{factsOf(record).map(([label, words]) => <div key={label}><dt>{label}</dt><dd>{words}</dd></div>)}
      {record.identifiers.map(({ kind, value, valid }) => <div key={`${kind}${value}`}><dt>{kind.toUpperCase()}</dt><dd><span class="mono">{value}</span>{!valid && " (does not check: mistyped at its source)"}</dd></div>)}
    </dl>
    <p class="soft">{keptWords(record)}</p>
  </section>
);

const NamedIn = ({ record }: { record: OpenedRecord }) => (
  <section class="card opened-part" aria-labelledby="named-heading">
    <h3 id="named-heading">Our incidents</h3>
    <ul class="links">{record.named_in.map(({ cad, role, type, opened_at, closed }) => (
      <li key={cad} class="link"><span>Named as <b>{role}</b> in <span class="mono">{cad}</span></span><span class="soft">{type} · {dayOf(opened_at)}{closed ? "" : " · open"}</span></li>
    ))}</ul>
  </section>
);

function Warnings({ record }: { record: OpenedRecord }) {
  const { markers, golden, reports = [] } = record;
  // Whose record it stands on, where that is not the one that was opened.
  const elsewhere = ({ record_id }: RecordMarker): string => (record_id === record.id ? "" : `on the record of ${golden?.records.find(({ id }) => id === record_id)?.source ?? "another source"}`);
  if (!markers.length && !reports.length) return <p class="note">No warning is recorded here. That does not make anybody safe.</p>;
  return (
    <ul class="warnings" aria-label="Warnings, worst first">
      {reports.map(({ code, label, severity }) => (
        <li key={code} class={`warning warned-${severity}`}>
          <b>{label}</b>
          <span>Reported of this vehicle.</span>
          <span class="soft">{String(record.fields["source_system"] ?? "")}</span>
        </li>
      ))}
      {markers.map((marker) => (
        <li key={`${marker.code}${marker.added_on}${marker.text}`} class={`warning warned-${marker.historic ? "historic" : marker.severity}`}>
          <b>{marker.label}{marker.historic && " (historic)"}</b>
          <span>{marker.text}</span>
          <span class="soft">
            {[marker.source, marker.force, elsewhere(marker), `entered ${dayOf(marker.added_on)}`, `${marker.historic ? "review was due" : "review"} ${dayOf(marker.review_on)}`, marker.fact_or_opinion].filter(Boolean).join(" · ")}
          </span>
        </li>
      ))}
    </ul>
  );
}

function LinkList({ record, onOpen }: { record: OpenedRecord; onOpen: OnOpen }) {
  return (
    <ul class="links">
      {record.links.map((link, at) => {
        const far = record.further.filter(({ via }) => via.kind === link.kind && via.id === link.id);
        return (
          <li key={`${link.id}${link.role}${at}`}>
            <Line link={link} onOpen={onOpen} />
            {far.length > 0 && <ul class="links">{far.map((one, n) => <li key={`${one.id}${one.role}${n}`}><Line link={one} onOpen={onOpen} /></li>)}</ul>}
          </li>
        );
      })}
    </ul>
  );
}

function Line({ link, onOpen }: { link: RecordLink | FurtherLink; onOpen: OnOpen }) {
  const words = (
    <>
      <Markers markers={link.markers} />
      <span class="link-line">{link.line}</span>
      <span class="soft">{linkWords(link)}</span>
    </>
  );
  return canOpen(link.kind) ? <button type="button" class="link" onClick={() => onOpen(link.kind, link.id)}>{words}</button> : <div class="link">{words}</div>;
}
