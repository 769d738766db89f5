import type { Screen } from "../../domain/look-back.ts";
import { inOrder, markingOfRisk } from "../../domain/risk.ts";
import type { Card } from "../../domain/rows.ts";
import { clockTime as secondsOf } from "../../domain/board/words.ts";
import { clockTime } from "../../domain/times.ts";
import { GradeBadge } from "../../ui/grade-badge.tsx";
import { useMarking } from "../../ui/marking.ts";

/** The card as the device held it at that moment: not as it is today. */
export function HeldCard({ screen }: { screen: Screen }) {
  return (
    <section class="back-card" aria-label="On the screen at that moment">
      <h2>On the screen at {secondsOf(screen.at)}</h2>
      {screen.card ? <Held card={screen.card} /> : <p class="back-empty">{emptyWords(screen)}</p>}
      <p class="soft">{screen.stored_at ? `As stored on the device at ${secondsOf(screen.stored_at)}, message ${screen.through} of its feed.` : "Nothing was stored on this device by then."}</p>
    </section>
  );
}

function emptyWords({ device_id, stored_at }: Screen): string {
  if (!device_id) return "No device of this crew ever reported what it had stored.";
  return stored_at ? "The device was in touch, and this tasking had not arrived." : "This tasking had not arrived.";
}

function Held({ card }: { card: Card }) {
  const { incident, risk } = card;
  useMarking(markingOfRisk(risk));
  const items = inOrder(risk?.items ?? []);
  return (
    <>
      <GradeBadge grade={incident.grade} label={`Grade ${incident.grade}`} note={`brief ${card.brief_revision}`} />
      <p class="back-what">{incident.what}</p>
      <p class="back-where">{incident.address}</p>
      {incident.qualifiers.length > 0 && <p><b>{incident.qualifiers.join(", ").replaceAll("_", " ")}</b></p>}
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
        {card.read_at ? `Confirmed as read at ${secondsOf(card.read_at)}${(card.read_brief_revision ?? 0) < card.brief_revision ? ", before the last change" : ""}.` : "Not confirmed as read."}{" "}
        {card.acknowledged_at ? `Accepted at ${secondsOf(card.acknowledged_at)}.` : "Not accepted."}
      </p>
      {card.others.length > 0 && <p>Also going: <b class="mono">{card.others.join(", ")}</b></p>}
      <h3>Log</h3>
      <ol class="back-log">
        {(card.log ?? []).map((entry) => <li key={entry.id}><time class="mono" dateTime={entry.occurred_at}>{clockTime(entry.occurred_at)}</time> {entry.text}</li>)}
      </ol>
    </>
  );
}
