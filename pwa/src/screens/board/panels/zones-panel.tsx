import { useEffect, useState } from "preact/hooks";
import { sentenceFor } from "../../../api/errors.ts";
import { staysInZones, type StayInZone } from "../../../api/positions.ts";
import { isRead } from "../../../domain/board/state.ts";
import { shortTime } from "../../../domain/board/words.ts";
import type { Zone } from "../../../domain/rows.ts";
import { isStanding, kindText, timeText } from "../../../domain/zones.ts";
import { boundsOf } from "../../../map/geometry.ts";
import { useWatched } from "../../../ui/watched.ts";
import { useBoard } from "../board-context.ts";
import { fitTo, showUnit } from "../desk-state.ts";
import { endZone } from "../orders.ts";
import { isLongSilent } from "../detail/stays.tsx";
import { OrderWords } from "../order-words.tsx";
import { useOrder } from "../use-order.ts";
import { NewZone } from "./new-zone.tsx";
import "./zones-panel.css";

const EVERY_MS = 5_000;

interface Told {
  stays: StayInZone[] | null;
  problem: string;
}

/** Who is in which zone, read again while somebody looks: no feed tells of it. */
function useInside(): Told {
  const [inside, setInside] = useState<Told>({ stays: null, problem: "" });
  useEffect(() => {
    let left = false;
    const read = (): void =>
      void staysInZones().then(
        (stays) => { if (!left) setInside({ stays, problem: "" }); },
        (error: unknown) => { if (!left) setInside({ stays: null, problem: sentenceFor(error) }); },
      );
    read();
    const timer = setInterval(read, EVERY_MS);
    return () => {
      left = true;
      clearInterval(timer);
    };
  }, []);
  return inside;
}

/** What stands on the map as areas, as a list; a supervisor draws and withdraws here. */
export function ZonesPanel() {
  const { view, session } = useBoard();
  const { state, now } = useWatched(view);
  const inside = useInside();
  const mayDraw = session.officer.roles.includes("supervisor");
  const standing = [...state.zones.values()].filter((zone) => isStanding(zone, now)).sort((one, other) => one.name.localeCompare(other.name));
  return (
    <>
      {isRead(state) && standing.length === 0 && <p class="soft">No zone stands.{!mayDraw && " A supervisor draws them."}</p>}
      {standing.length > 0 && inside.problem && <p class="needs" role="alert">Who is in the zones cannot be read. {inside.problem}</p>}
      <ul class="zones">
        {standing.map((zone) => (
          <li key={zone.id}>
            <ZoneLine zone={zone} now={now} mayDraw={mayDraw} stays={inside.stays?.filter((stay) => stay.zone_id === zone.id) ?? null} />
          </li>
        ))}
      </ul>
      {mayDraw && <NewZone />}
    </>
  );
}

/** `In it now: CE06 since 01:20`, and apart from them who was in it when they were last seen. Nothing is said while nobody has told it. */
function InItNow({ stays }: { stays: StayInZone[] | null }) {
  const { view } = useBoard();
  const { now } = useWatched(view);
  if (!stays) return null;
  if (stays.length === 0) return <p class="soft">No unit is in it.</p>;
  return (
    <>
      <Inside says="In it now:" stays={stays.filter(({ seen_at }) => !isLongSilent(seen_at, now))} />
      <Inside says="In it when last seen:" stays={stays.filter(({ seen_at }) => isLongSilent(seen_at, now))} />
    </>
  );
}

function Inside({ says, stays }: { says: string; stays: readonly StayInZone[] }) {
  const { desk, view } = useBoard();
  const { allUnits, now } = useWatched(view);
  function show(id: string): void {
    desk.panel.set(null);
    showUnit(desk, id, allUnits.get(id)?.position);
  }
  if (stays.length === 0) return null;
  return (
    <p class="zone-inside">
      {says}{" "}
      {stays.map(({ unit_id, callsign, entered_at, seen_at }) => (
        <span key={unit_id}>
          {allUnits.has(unit_id) ? (
            <button type="button" class="small mono" onClick={() => show(unit_id)}>
              {callsign}
            </button>
          ) : (
            <b class="mono">{callsign}</b>
          )}{" "}
          since {shortTime(entered_at)}
          {seen_at && isLongSilent(seen_at, now) && <b>, last seen {shortTime(seen_at)}</b>}
        </span>
      ))}
    </p>
  );
}

function ZoneLine({ zone, now, mayDraw, stays }: { zone: Zone; now: number; mayDraw: boolean; stays: StayInZone[] | null }) {
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
        <InItNow stays={stays} />
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
