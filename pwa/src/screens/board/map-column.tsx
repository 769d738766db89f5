import { useEffect, useRef, useState } from "preact/hooks";
import type { Engine } from "../../map/engine.ts";
import { drawnOf, type Picture } from "../../map/features.ts";
import { type Bounds, boundsOf, type Place } from "../../map/geometry.ts";
import { Sketch } from "../../map/sketch.tsx";
import { useWatched } from "../../ui/watched.ts";
import { type BoardParts, useBoard } from "./board-context.ts";
import { openIncident, showUnit } from "./desk-state.ts";
import { useKeys } from "./shortcuts.ts";
import "./map.css";

const LONDON: Bounds = [-0.51, 51.287, 0.334, 51.692];
/** A pod's centre is known, its border is in the tiles: about this far around the centre. */
const POD_DEGREES = 0.045;
/** Positions come once a second; a map that is filled more often only costs. */
const MAP_EVERY_MS = 900;

function boundsWatched({ codes, picture }: BoardParts): Bounds {
  const pods = picture.held().pods;
  const watched = codes.pods.filter((pod) => pods.includes(pod.code));
  if (watched.length === 0 || watched.length === codes.pods.length) return LONDON;
  const places = watched.flatMap(({ lon, lat }) => [{ lon: lon - POD_DEGREES * 1.6, lat: lat - POD_DEGREES }, { lon: lon + POD_DEGREES * 1.6, lat: lat + POD_DEGREES }]);
  return boundsOf(places) ?? LONDON;
}

function pictureOf({ view, desk }: BoardParts): Picture {
  const { allUnits, rows, emergencies, now } = view.get();
  return { units: [...allUnits.values()], incidents: [...rows.values()], emergencies, unitId: desk.unitId.get(), incidentId: desk.incidentId.get(), now };
}

/** Middle: where it is. Loaded after the lists, and never in their way. */
export function MapColumn() {
  const board = useBoard();
  const { desk } = board;
  const box = useRef<HTMLDivElement>(null);
  const engine = useRef<Engine | null>(null);
  const [failed, setFailed] = useState<string | null>(null);
  const picking = useWatched(desk.picking);

  const choose = { unit: (id: string) => showUnit(desk, id), incident: (id: string) => openIncident(desk, id) };

  useEffect(() => {
    let left = false;
    const leave: (() => void)[] = [];
    void startMap(board, box, choose, () => left).then(
      (started) => {
        if (typeof started === "string") return setFailed(started);
        if (!started) return;
        engine.current = started;
        leave.push(...follow(board, started), started.close);
      },
      () => setFailed("The map could not be loaded."),
    );
    return () => {
      left = true;
      for (const one of leave) one();
      engine.current = null;
    };
  }, [board]);

  useKeys((key) => {
    if (key === "z" && engine.current) engine.current.fit(boundsWatched(board));
    else if (key === "Enter" && picking && engine.current) picking.picked(engine.current.centre());
    else return false;
    return true;
  });

  useEffect(() => { if (picking) box.current?.querySelector("canvas")?.focus(); }, [picking]);

  return (
    <section class={`map${picking ? " is-picking" : ""}`} aria-label="Incidents and units on the map">
      {failed ? <FallBack why={failed} choose={choose} /> : <div ref={box} class="map-box" />}
      {picking && (
        <>
          <div class="crosshair" aria-hidden="true" />
          <p class="map-picking" role="status">Click {picking.says}, or move the cross with the arrow keys and press <kbd>Enter</kbd>. <kbd>Esc</kbd> leaves. <button type="button" class="small" onClick={() => desk.picking.set(null)}>Leave</button></p>
        </>
      )}
      {!failed && !picking && <Legend onFit={() => engine.current?.fit(boundsWatched(board))} />}
    </section>
  );
}

interface Choose {
  unit: (id: string) => void;
  incident: (id: string) => void;
}

/** The engine, a sentence why there is none, or null when the page was left meanwhile. */
async function startMap(board: BoardParts, box: { current: HTMLDivElement | null }, choose: Choose, isLeft: () => boolean): Promise<Engine | string | null> {
  const { startEngine, webglWorks } = await import("../../map/engine.ts");
  if (isLeft() || !box.current) return null;
  if (!webglWorks()) return "This browser has no WebGL, so there is no map.";
  const { desk, codes, picture } = board;
  const onPlace = (place: Place): void => desk.picking.get()?.picked(place);
  return startEngine({
    box: box.current,
    grades: codes.grades.map((grade) => grade.code),
    watched: picture.held().pods,
    bounds: boundsWatched(board),
    onPlace,
    // While a place is picked, a click means the place and not what stands there.
    onUnit: (id) => { if (!desk.picking.get()) choose.unit(id); },
    onIncident: (id) => { if (!desk.picking.get()) choose.incident(id); },
  });
}

/** Runs now or, when it has just run, at the end of the pause: the last state is always drawn. */
function atMostEvery(pause_ms: number, work: () => void): { run: () => void; stop: () => void } {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let ranAt = -pause_ms;
  function now(): void {
    timer = undefined;
    ranAt = performance.now();
    work();
  }
  return {
    run: () => { timer ??= setTimeout(now, Math.max(0, ranAt + pause_ms - performance.now())); },
    stop: () => clearTimeout(timer),
  };
}

/** Keeps the map at what the board shows. Returns how to stop. */
function follow(board: BoardParts, engine: Engine): (() => void)[] {
  const { view, desk } = board;
  let pods = "";
  const draw = (): void => {
    engine.draw(drawnOf(pictureOf(board)));
    const watched = view.get().state.pods;
    engine.watch(watched);
    if (watched.join() !== pods && watched.length > 0) engine.fit(boundsWatched(board));
    pods = watched.join();
  };
  const look = (): void => {
    const wish = desk.lookAt.get();
    if (wish) engine.lookAt(wish.place, wish.zoom);
  };
  const calm = atMostEvery(MAP_EVERY_MS, draw);
  draw();
  look();
  return [view.subscribe(calm.run), desk.unitId.subscribe(draw), desk.incidentId.subscribe(draw), desk.lookAt.subscribe(look), calm.stop];
}

function FallBack({ why, choose }: { why: string; choose: Choose }) {
  const board = useBoard();
  const { view, desk, codes } = board;
  useWatched(view);
  const chosen = useWatched(desk.incidentId);
  useWatched(desk.unitId);
  const picture = pictureOf(board);
  const incident = view.get().rows.get(chosen ?? "")?.incident;
  const pod = codes.pods.find((one) => one.code === view.get().state.pods[0]);
  const centre = incident ?? pod ?? { lon: -0.1, lat: 51.5 };
  return <Sketch picture={picture} centre={centre} why={why} onUnit={choose.unit} onIncident={choose.incident} />;
}

function Legend({ onFit }: { onFit: () => void }) {
  return (
    <>
      <button type="button" class="small map-fit" onClick={onFit}>Whole area <span class="key" aria-hidden="true">Z</span></button>
      <div class="map-foot">
        <p title="Hollow: the position is older than 30 s. Dashed: last seen more than 2 min ago, and now anywhere in the disc.">
          <span aria-hidden="true">●</span> free <span aria-hidden="true">■</span> committed <span aria-hidden="true">▲</span> not free · hollow: over 30 s · dashed: last seen, now anywhere in its disc
        </p>
        <p class="map-credit">Contains National Statistics and OS data © Crown copyright and database right (OGL v3.0)</p>
      </div>
    </>
  );
}
