// The board's map under an officer's finger: roads, borders and names from our own tiles, and what is around on top of them.
import { useEffect, useRef, useState } from "preact/hooks";
import { groundVersion } from "../../api/tiles.ts";
import { type Surroundings, toSee } from "../../domain/around.ts";
import type { Engine } from "../../map/engine.ts";
import { boundsOf } from "../../map/geometry.ts";
import { officerDrawn, OWN } from "../../map/officer.ts";
import { Drawing } from "./drawing.tsx";

/** No nearer than this by itself: the streets around are what one wants to see. */
const NEAREST = 15.5;
const LONDON: [number, number, number, number] = [-0.51, 51.287, 0.334, 51.692];

interface Props {
  seen: Surroundings;
  /** Which borders stand by now, once it was told. */
  ground: string | undefined;
  chosen: readonly string[];
  onChosen: (ids: readonly string[]) => void;
  onFailed: () => void;
}

/** What the map keeps in sight by itself: all of it, oneself, or what a hand has chosen. */
type Keeps = "all" | "me" | "hand";

export function Ground({ seen, ground, chosen, onChosen, onFailed }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const engine = useRef<Engine | null>(null);
  const [isThere, setThere] = useState(false);
  const [keeps, setKeeps] = useState<Keeps>("all");
  const choose = useRef(onChosen);
  choose.current = onChosen;

  useEffect(() => {
    let left = false;
    startGround(box, seen, { hand: () => setKeeps("hand"), chosen: (ids) => choose.current(ids) }, () => left).then(
      (started) => {
        if (!started) return;
        engine.current = started;
        setThere(true);
      },
      () => { if (!left) onFailed(); },
    );
    return () => {
      left = true;
      engine.current?.close();
      engine.current = null;
    };
  }, []);

  useEffect(() => {
    engine.current?.draw((zoom, bounds) => officerDrawn(seen, chosen, zoom, bounds));
    if (keeps === "me" && seen.own) engine.current?.goWith(seen.own);
    if (keeps === "all" && isThere) keepInSight(engine.current, box.current, seen);
  }, [seen.now, chosen, isThere, keeps]);

  useEffect(() => {
    const unit = seen.colleagues.find(({ unit_id }) => unit_id === chosen[0]);
    if (!unit || chosen.length !== 1) return;
    setKeeps("hand");
    if (!isInside(engine.current, box.current, unit)) engine.current?.goWith(unit);
  }, [chosen]);

  useEffect(() => {
    if (ground !== undefined) engine.current?.ground(ground);
  }, [ground, isThere]);

  const look = (): void => {
    setKeeps("all");
    fit(engine.current, seen);
  };
  return (
    <div class="around-ground">
      <div class="around-acts" role="group" aria-label="Map">
        <button type="button" disabled={!isThere} aria-label="Nearer" onClick={() => engine.current?.nearer(1)}>+</button>
        <button type="button" disabled={!isThere} aria-label="Further" onClick={() => engine.current?.nearer(-1)}>−</button>
        {seen.own && <button type="button" aria-pressed={keeps === "me"} onClick={() => setKeeps("me")}>Me</button>}
        <button type="button" aria-pressed={keeps === "all"} onClick={look}>All</button>
      </div>
      <div class="around-sight">
        {!isThere && <Drawing seen={seen} />}
        <div ref={box} class={`around-box${isThere ? "" : " is-coming"}`} />
      </div>
      <Key seen={seen} />
    </div>
  );
}

/** Lines that could be taken for one another: which of them is no border. */
function Key({ seen: { own, cards, zones } }: { seen: Surroundings }) {
  const line = (look: string) => <svg viewBox="0 0 34 10" aria-hidden="true"><path class={look} d="M2 5H33" /></svg>;
  return (
    <p class="around-key">
      {own && cards.length > 0 && <span>{line("key-way")}straight to the job, no road</span>}
      <span>{line("key-bcu")}border of your BCU</span>
      {zones.some(({ kind }) => kind === "hazard") && <span>{line("key-hazard")}hazard area</span>}
    </p>
  );
}

interface Tell {
  hand: () => void;
  chosen: (ids: readonly string[]) => void;
}

async function startGround(box: { current: HTMLDivElement | null }, seen: Surroundings, tell: Tell, isLeft: () => boolean): Promise<Engine | null> {
  const [{ startEngine }, ground] = await Promise.all([import("../../map/engine.ts"), groundVersion()]);
  if (isLeft() || !box.current) return null;
  const isColleague = (id: string): boolean => id !== OWN && !id.startsWith("partner");
  return startEngine({
    box: box.current,
    grades: seen.codes?.grades.map(({ code }) => code) ?? ["I", "S", "E", "R"],
    watched: seen.unit ? [seen.unit.pod] : [],
    bounds: boundsOf(toSee(seen)) ?? LONDON,
    ground: ground ?? "",
    isTouched: true,
    coveredRight: coveredRight(box.current),
    onPlace: () => tell.chosen([]),
    onIncident: () => undefined,
    onUnit: (id) => tell.chosen(isColleague(id) ? [id] : []),
    // Who stands there is said in the list, each with its own words.
    onSeveral: (signs) => tell.chosen(signs.filter(({ id }) => isColleague(id)).map(({ id }) => id)),
    onMoved: tell.hand,
    onTrouble: () => undefined,
  });
}

const fit = (engine: Engine | null, seen: Surroundings): void => {
  const bounds = boundsOf(toSee(seen));
  if (bounds) engine?.fit(bounds, NEAREST);
};

/** On a terminal the buttons stand on the map, at its right. In px. */
function coveredRight(box: HTMLElement): number {
  const acts = box.closest(".around-ground")?.querySelector<HTMLElement>(".around-acts");
  return acts && getComputedStyle(acts).position === "absolute" ? acts.offsetWidth + 8 : 0;
}

function isInside(engine: Engine | null, box: HTMLElement | null, { lon, lat }: { lon: number; lat: number }): boolean {
  const [west, south, east, north] = engine?.bounds() ?? LONDON;
  const clear = box ? 1 - coveredRight(box) / box.clientWidth : 1;
  return lon > west && lon < west + (east - west) * clear && lat > south && lat < north;
}

/** Whatever has gone out of sight brings the whole back; a map that moves with every fix cannot be read. */
function keepInSight(engine: Engine | null, box: HTMLElement | null, seen: Surroundings): void {
  if (!toSee(seen).every((place) => isInside(engine, box, place))) fit(engine, seen);
}
