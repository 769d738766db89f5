import { useState } from "preact/hooks";
import type { Zone } from "../../../domain/rows.ts";
import { isStanding, kindText, timeText } from "../../../domain/zones.ts";
import { boundsOf } from "../../../map/geometry.ts";
import { useWatched } from "../../../ui/watched.ts";
import { useBoard } from "../board-context.ts";
import { fitTo } from "../desk-state.ts";
import { endZone } from "../orders.ts";
import { OrderWords } from "../order-words.tsx";
import { useOrder } from "../use-order.ts";
import { NewZone } from "./new-zone.tsx";
import "./zones-panel.css";

/** What stands on the map as areas, as a list; a supervisor draws and withdraws here. */
export function ZonesPanel() {
  const { view, session } = useBoard();
  const { state, now } = useWatched(view);
  const mayDraw = session.officer.roles.includes("supervisor");
  const standing = [...state.zones.values()].filter((zone) => isStanding(zone, now)).sort((one, other) => one.name.localeCompare(other.name));
  return (
    <>
      {standing.length === 0 && <p class="soft">No zone stands.{!mayDraw && " A supervisor draws them."}</p>}
      <ul class="zones">
        {standing.map((zone) => (
          <li key={zone.id}>
            <ZoneLine zone={zone} now={now} mayDraw={mayDraw} />
          </li>
        ))}
      </ul>
      {mayDraw && <NewZone />}
    </>
  );
}

function ZoneLine({ zone, now, mayDraw }: { zone: Zone; now: number; mayDraw: boolean }) {
  const { desk } = useBoard();
  const [isEnding, setEnding] = useState(false);
  const times = timeText(zone, now);
  function show(): void {
    const box = boundsOf(zone.outline.coordinates.flat(2).map(([lon, lat]) => ({ lon, lat })));
    desk.panel.set(null);
    desk.narrow.set("map");
    if (box) fitTo(desk, box);
  }
  return (
    <>
      <div class={`zone zone-${zone.kind}`}>
        <p>
          <b>
            {kindText(zone)}: {zone.name}
          </b>{" "}
          {times && <span>{times}</span>}
        </p>
        <p>{zone.note}</p>
        <p class="soft">drawn by {zone.made_by}</p>
      </div>
      <div class="zone-acts">
        <button type="button" class="small" onClick={show}>
          Show<span class="unseen"> {zone.name} on the map</span>
        </button>
        {mayDraw && (
          <button type="button" class="small" aria-expanded={isEnding} onClick={() => setEnding(!isEnding)}>
            Withdraw<span class="unseen"> {zone.name}</span>
          </button>
        )}
      </div>
      {isEnding && <Ending zone={zone} />}
    </>
  );
}

function Ending({ zone }: { zone: Zone }) {
  const [reason, setReason] = useState("");
  const asked = useOrder();
  const id = `end-${zone.id}`;
  function send(event: Event): void {
    event.preventDefault();
    if (reason.trim()) void asked.give(endZone(zone, reason.trim()));
  }
  return (
    <form class="zone-ending" onSubmit={send}>
      <label for={id}>Why is it over?</label>
      <input id={id} value={reason} maxLength={200} autocomplete="off" onInput={(event) => setReason(event.currentTarget.value)} />
      <button type="submit" class="small strong" disabled={!reason.trim()}>
        Withdraw it
      </button>
      <OrderWords now={asked.now} onClear={asked.clear} />
    </form>
  );
}
