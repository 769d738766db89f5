import type { ComponentChildren } from "preact";
import { distanceText, unbroken, wind, windName } from "../../domain/place.ts";
import type { Card } from "../../domain/rows.ts";
import { labelOf } from "../../domain/status.ts";
import { leftText, targetText } from "../../domain/times.ts";
import { Age } from "../../ui/age.tsx";
import { Arrow } from "../../ui/arrow.tsx";
import { GradeBadge } from "../../ui/grade-badge.tsx";
import { useTick } from "../../ui/tick.ts";
import { useView } from "../handset/context.ts";
import { isHere, useOwnPlace, wayTo } from "../handset/place-now.ts";

/** Grade, what, where and how far: readable in five seconds at arm's length. */
export function BriefHead({ card }: { card: Card }) {
  const { codes } = useView();
  const { incident } = card;
  const grade = codes?.grades.find(({ code }) => code === incident.grade);
  return (
    <section class="brief-head">
      <div class="brief-top">
        <GradeBadge grade={incident.grade} label={grade?.label ?? incident.grade} note={grade?.target_s ? targetText(grade.target_s) : undefined} />
        <span class="mono soft">{incident.cad || "No number yet"}</span>
      </div>
      <h1 tabIndex={-1} id="tasking-heading">{incident.what || labelOf(codes?.types, incident.type)}</h1>
      {noteOf(card)}
      <p class="where">{unbroken(incident.address)}</p>
      <Distance card={card} />
      {/* What the caller said stands in the risk card; it only stands here while that has not come. */}
      {!card.risk && incident.qualifiers.length > 0 && (
        <ul class="qualifiers" aria-label="Told by the caller">{incident.qualifiers.map((code) => <li key={code}>{labelOf(codes?.qualifiers, code)}</li>)}</ul>
      )}
    </section>
  );
}

function Distance({ card: { incident } }: { card: Card }) {
  const now = useTick();
  const own = useOwnPlace();
  const way = own && wayTo(own, incident);
  const left = incident.attend_by && !incident.arrived_at ? leftText(incident.attend_by, now) : null;
  return (
    <p class="brief-meta">
      {way && (isHere(way) ? <b>Where you are</b>
        : <b><Arrow degrees={way.degrees} /> {distanceText(way.metres)} <abbr title={windName(way.degrees)}>{wind(way.degrees)}</abbr></b>)}
      {left && <b class={left.over ? "over" : ""}>{left.text}</b>}
      {incident.arrived_at && <b>Attended</b>}
      <span class="soft">{own ? <>position <Age since={own.fixed_at} /> old</> : "your own position is not known"}</span>
    </p>
  );
}

/**
 * What the dispatcher wrote to whom they send ("Silent approach"): it may change how a crew sets off, so a few words stand before
 * where to. More than that, in smaller letters, come after what would else be pushed out of sight.
 */
export const noteOf = ({ note }: Card): ComponentChildren => note && <p class={note.length > 120 ? "note note-long" : "note"}><b>Control:</b> {note}</p>;
