import { useEffect, useState } from "preact/hooks";
import type { Place } from "../../../map/geometry.ts";
import { useWatched } from "../../../ui/watched.ts";
import { Line } from "../actions/form.tsx";
import { useBoard } from "../board-context.ts";
import { type ChosenPlace, PlaceSearch } from "../fields/place-search.tsx";
import { makeZone, type NewZone as Wanted } from "../orders.ts";
import { OrderWords } from "../order-words.tsx";
import { useOrder } from "../use-order.ts";

const MINUTE_MS = 60_000;
const london = new Intl.DateTimeFormat("en-GB", { timeZone: "Europe/London", hour: "2-digit", minute: "2-digit", hourCycle: "h23" });

/** The next time that London's clocks show "18:00", also in the night that repeats an hour; null for what is no time. */
export function nextTime(text: string, now: number): string | null {
  if (!/^\d\d:\d\d$/.test(text)) return null;
  const from = Math.floor(now / MINUTE_MS) * MINUTE_MS;
  for (let minutes = 1; minutes <= 26 * 60; minutes++) {
    if (london.format(from + minutes * MINUTE_MS) === text) return new Date(from + minutes * MINUTE_MS).toISOString();
  }
  return null;
}

/** When it begins and ends. Null: at once, and until somebody withdraws it. An end is the first such time after the beginning. */
export function zoneTimes(from: string, until: string, now: number): { from_at: string | null; until_at: string | null } {
  const from_at = nextTime(from, now);
  return { from_at, until_at: nextTime(until, from_at ? Date.parse(from_at) : now) };
}

/** Drawn by its corners, or a circle round a place that is typed or picked: the second needs no map. */
export function NewZone() {
  const { desk, clock } = useBoard();
  const [kind, setKind] = useState<Wanted["zone_kind"]>("hazard");
  const [name, setName] = useState("");
  const [note, setNote] = useState("");
  const [from, setFrom] = useState("");
  const [until, setUntil] = useState("");
  const [shape, setShape] = useState<"circle" | "corners">("circle");
  const [place, setPlace] = useState<ChosenPlace | null>(null);
  const [radius, setRadius] = useState("100");
  const [missing, setMissing] = useState<string | null>(null);
  const corners = useWatched(desk.drawing);
  const [turn, setTurn] = useState(0);
  const asked = useOrder(() => {
    desk.drawing.set([]);
    setName("");
    setNote("");
    setFrom("");
    setUntil("");
    setPlace(null);
    setTurn(turn + 1);
  });
  useEffect(() => () => desk.drawing.set([]), []);

  function order() {
    const metres = Number(radius);
    if (!name.trim()) return "Give it a name.";
    if (!note.trim()) return "Say what a crew must know.";
    if (shape === "circle" && !place) return "Choose the place.";
    if (shape === "circle" && !(metres >= 10 && metres <= 5000)) return "The radius is a number of metres from 10 to 5,000.";
    if (shape === "corners" && corners.length < 3) return "Set at least three corners on the map.";
    const outline = shape === "circle" ? { place: place as Place, radius_m: metres } : { corners };
    return makeZone({ zone_kind: kind, name: name.trim(), note: note.trim(), ...zoneTimes(from, until, clock.read()), outline });
  }

  function send(event: Event): void {
    event.preventDefault();
    if (asked.now.state === "sending") return;
    const wanted = order();
    setMissing(typeof wanted === "string" ? wanted : null);
    if (typeof wanted !== "string") void asked.give(wanted);
  }

  function drawCorners(): void {
    desk.narrow.set("map");
    desk.drawing.set([]);
    desk.picking.set({ says: "each corner in turn, and leave when all are set", picked: (corner) => desk.drawing.set([...desk.drawing.get(), corner]) });
  }

  return (
    <form class="new-zone" aria-label="Draw a zone" onSubmit={send} noValidate>
      <h3>Draw a zone</h3>
      <fieldset class="choices">
        <legend>Kind</legend>
        <label>
          <input type="radio" name="zone-kind" checked={kind === "hazard"} onChange={() => setKind("hazard")} /> Hazard area
        </label>
        <label>
          <input type="radio" name="zone-kind" checked={kind === "event"} onChange={() => setKind("event")} /> Event zone
        </label>
      </fieldset>
      <Line id="zone-name" label="Name" value={name} onValue={setName} max={80} />
      <Line id="zone-note" label="What a crew must know" value={note} onValue={setNote} max={300} hint="It goes at once to every crew in it, tasked into it or on its way through it." />
      <fieldset class="choices">
        <legend>Where</legend>
        <label>
          <input type="radio" name="zone-shape" checked={shape === "circle"} onChange={() => setShape("circle")} /> Round a place
        </label>
        <label>
          <input type="radio" name="zone-shape" checked={shape === "corners"} onChange={() => setShape("corners")} /> By its corners
        </label>
      </fieldset>
      {shape === "circle" ? (
        <>
          <PlaceSearch key={turn} id="zone-place" chosen={place} onChoose={setPlace} says="the middle of the zone" />
          <Line id="zone-radius" label="Radius in metres" value={radius} onValue={setRadius} type="number" />
        </>
      ) : (
        <p class="zone-corners">
          <button type="button" class="small" onClick={drawCorners}>
            {corners.length ? "Set the corners anew" : "Set the corners on the map"}
          </button>{" "}
          <span role="status">{corners.length} corners set</span>
        </p>
      )}
      <Line id="zone-from" label="From" value={from} onValue={setFrom} type="time" hint="Today or tomorrow. Empty: from now on. Crews are told when it begins." />
      <Line id="zone-until" label="Until" value={until} onValue={setUntil} type="time" hint="The first such time after that. Empty: until somebody withdraws it." />
      {missing && (
        <p class="order-words order-refused" role="alert">
          {missing}
        </p>
      )}
      <OrderWords now={asked.now} onClear={asked.clear} />
      <p class="form-acts">
        <button type="submit" class="small strong">
          Draw the zone
        </button>
      </p>
    </form>
  );
}
