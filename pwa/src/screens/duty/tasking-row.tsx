import { mustRead } from "../../domain/brief.ts";
import { distanceText, windName } from "../../domain/place.ts";
import type { Card } from "../../domain/rows.ts";
import { labelOf } from "../../domain/status.ts";
import { leftText } from "../../domain/times.ts";
import { GradeBadge } from "../../ui/grade-badge.tsx";
import { useTick } from "../../ui/tick.ts";
import { useView } from "../handset/context.ts";
import { openTasking } from "../handset/route.ts";
import { useOwnPlace, wayTo } from "../handset/place-now.ts";

/** One tasking in a list: enough to choose, one tap to open. */
export function TaskingRow({ card, here = false }: { card: Card; here?: boolean }) {
  const { codes } = useView();
  const now = useTick();
  const own = useOwnPlace();
  const { incident } = card;
  const way = own && wayTo(own, incident);
  const left = incident.attend_by && !incident.arrived_at ? leftText(incident.attend_by, now) : null;
  return (
    <button type="button" class={`card tasking-row ${card.state === "assigned" ? "tasking-row-new" : ""}`} aria-current={here ? "true" : undefined} onClick={() => openTasking(card.id)}>
      <span class="tasking-row-top">
        <GradeBadge grade={incident.grade} label={labelOf(codes?.grades, incident.grade)} />
        {left && <span class={left.over ? "over" : ""}>{left.text}</span>}
      </span>
      <span class="tasking-row-what">{incident.what}</span>
      <span>{incident.address}</span>
      <span class="soft tasking-row-meta">
        {way && <span>{distanceText(way.metres)} {windName(way.degrees)}</span>}
        {card.state === "assigned" && <b>Not accepted</b>}
        {card.state !== "assigned" && mustRead(card) && <b>Risk not read</b>}
      </span>
    </button>
  );
}
