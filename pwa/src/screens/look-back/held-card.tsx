import { cardHeading, emptyWords, type Screen, tenths } from "../../domain/look-back.ts";
import { inOrder, markingOfRisk } from "../../domain/risk.ts";
import type { Card } from "../../domain/rows.ts";
import { clockTime } from "../../domain/times.ts";
import { kindText, timeText, whyText, zonesOf } from "../../domain/zones.ts";
import { GradeBadge } from "../../ui/grade-badge.tsx";
import { useMarking } from "../../ui/marking.ts";

/** The card as the device held it at that moment: not as it is today. */
export function HeldCard({ screen }: { screen: Screen }) {
  return (
    <section class="back-card" aria-label="What the device held at that moment">
      <h2>{cardHeading(screen)}</h2>
      {screen.unit_status && <p class="back-status">Unit’s status on the device: <b>{screen.unit_status} {screen.unit_status_label}</b></p>}
      {screen.card ? <Held card={screen.card} screen={screen} /> : <p class="back-empty">{emptyWords(screen)}</p>}
      <p class="soft">{storedWords(screen)}</p>
    </section>
  );
}

function storedWords({ stored_at, through, is_kept }: Screen): string {
  if (stored_at) return `As stored on the device at ${tenths(stored_at)}, message ${through} of its feed.`;
  return is_kept ? "Nothing was stored on this device by then." : "";
}

function Held({ card, screen }: { card: Card; screen: Screen }) {
  const { incident, risk } = card;
  useMarking(markingOfRisk(risk));
  const items = inOrder(risk?.items ?? []);
  return (
    <>
      <GradeBadge grade={incident.grade} label={`Grade ${incident.grade}`} note={`brief ${card.brief_revision}`} />
      <p class="back-what">{incident.what}</p>
      <p class="back-where">{incident.address}</p>
      {incident.qualifiers.length > 0 && <p><b>{incident.qualifiers.join(", ").replaceAll("_", " ")}</b></p>}
      <Zones card={card} screen={screen} />
      <h3>Risk</h3>
      {risk?.failed && <p class="back-failed">The history could not be read.</p>}
      {items.length === 0 && !risk?.failed && <p class="soft">Nothing was found{risk ? ` within ${risk.radius_m} m and ${risk.months} months` : ""}.</p>}
      <ul class="back-risk">
        {items.map((item) => (
          <li key={item.kind + item.category + item.title} class={`back-${item.severity}`}>
            <b>{item.title}</b> {item.severity}{item.count > 1 ? `, ${item.count} times` : ""}{item.historic ? ", historic" : ""} <span class="soft">{item.source}</span>
          </li>
        ))}
      </ul>
      <p>
        {card.read_at ? `Confirmed as read at ${tenths(card.read_at)}${(card.read_brief_revision ?? 0) < card.brief_revision ? ", before the last change" : ""}.` : "Not confirmed as read."}{" "}
        {card.acknowledged_at ? `Accepted at ${tenths(card.acknowledged_at)}.` : "Not accepted."}
      </p>
      {card.others.length > 0 && <p>Also going: <b class="mono">{card.others.join(", ")}</b></p>}
      <h3>Log</h3>
      <ol class="back-log">
        {(card.log ?? []).map((entry) => <li key={entry.id}><time class="mono" dateTime={entry.occurred_at}>{clockTime(entry.occurred_at)}</time> {entry.text}</li>)}
      </ol>
    </>
  );
}

/** Hazard areas and event zones on the brief, by the rule of the handset. */
function Zones({ card, screen }: { card: Card; screen: Screen }) {
  const at = Date.parse(screen.at);
  const zones = zonesOf(card, screen.zones, at);
  if (zones.length === 0) return null;
  return (
    <>
      <h3>Zones</h3>
      <ul class="back-risk">
        {zones.map((zone) => (
          <li key={zone.id} class={zone.kind === "hazard" ? "back-critical" : "back-medium"}>
            <b>{kindText(zone)}: {zone.name}</b> {timeText(zone, at)}
            {zone.note && <span class="back-note">{zone.note}</span>}
            <span class="soft">{whyText(zone)}. Told at {tenths(zone.told_at)}.</span>
          </li>
        ))}
      </ul>
    </>
  );
}
