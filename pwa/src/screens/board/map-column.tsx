import { useEffect, useRef, useState } from "preact/hooks";
import { followGround, groundVersion } from "../../api/tiles.ts";
import { guess } from "../../domain/dead-reckoning.ts";
import type { Engine } from "../../map/engine.ts";
import { webglWorks } from "../../map/webgl.ts";
import { drawnOf } from "../../map/features.ts";
import type { Place } from "../../map/geometry.ts";
import { MapChoice, type Several } from "../../ui/map-choice.tsx";
import { useWatched } from "../../ui/watched.ts";
import { type BoardParts, useBoard } from "./board-context.ts";
import { fitTo, openIncident, showUnit } from "./desk-state.ts";
import { signWords } from "./map-choice.tsx";
import { boundsWatched, pictureOf } from "./map-picture.ts";
import { type Choose, FallBack, Legend } from "./map-sides.tsx";
import { useKeys } from "./shortcuts.ts";
import "./map.css";

/** Positions come once a second; a map that is filled more often only costs. */
const MAP_EVERY_MS = 900;

/** Middle: where it is. Loaded after the lists, and never in their way. */
export function MapColumn() {
  const board = useBoard();
  const { desk } = board;
  const box = useRef<HTMLDivElement>(null);
  const engine = useRef<Engine | null>(null);
  const [failed, setFailed] = useState<string | null>(null);
  const [trouble, setTrouble] = useState(false);
  const [several, setSeveral] = useState<Several | null>(null);
  const picking = useWatched(desk.picking);

  const choose = { unit: (id: string) => showUnit(desk, id), incident: (id: string) => openIncident(desk, id) };

  useEffect(() => {
    let left = false;
    const leave: (() => void)[] = [];
    void startMap(board, box, { ...choose, trouble: setTrouble, several: setSeveral }, () => left).then(
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

  const showWhole = (): void => fitTo(desk, [...boundsWatched(board)]);

  useKeys((key) => {
    if (key === "z" && engine.current) showWhole();
    else if (key === "Enter" && picking && engine.current) picking.picked(engine.current.centre());
    else return false;
    return true;
  });

  useEffect(() => {
    if (picking) box.current?.querySelector("canvas")?.focus();
  }, [picking]);

  return (
    <section class={`map${picking ? " is-picking" : ""}`} aria-label="Incidents and units on the map">
      {failed ? <FallBack why={failed} choose={choose} /> : <div ref={box} class="map-box" />}
      {several && <MapChoice key={`${several.at.x} ${several.at.y}`} several={several} words={signWords} choose={choose} onLeave={() => setSeveral(null)} />}
      {picking && (
        <>
          <div class="crosshair" aria-hidden="true" />
          <p class="map-picking" role="status">
            Click {picking.says}, or move the cross with the arrow keys and press <kbd>Enter</kbd>. <kbd>Esc</kbd> leaves.{" "}
            <button type="button" class="small" onClick={() => desk.picking.set(null)}>
              Leave
            </button>
          </p>
        </>
      )}
      {!failed && !picking && <Legend trouble={trouble} onFit={showWhole} />}
    </section>
  );
}

/** The engine, a sentence why there is none, or null when the page was left meanwhile. */
async function startMap(
  board: BoardParts,
  box: { current: HTMLDivElement | null },
  choose: Choose & { trouble: (some: boolean) => void; several: (several: Several | null) => void },
  isLeft: () => boolean,
): Promise<Engine | string | null> {
  const [{ startEngine }, ground] = await Promise.all([import("../../map/engine.ts"), groundVersion()]);
  if (isLeft() || !box.current) return null;
  if (!webglWorks()) return "This browser has no WebGL, so there is no map.";
  const { desk, codes, picture } = board;
  const onPlace = (place: Place): void => {
    choose.several(null);
    desk.picking.get()?.picked(place);
  };
  return startEngine({
    box: box.current,
    grades: codes.grades.map((grade) => grade.code),
    watched: picture.held().pods,
    bounds: boundsWatched(board),
    ground: ground ?? "",
    onPlace,
    onTrouble: choose.trouble,
    onMoved: () => {
      choose.several(null);
      desk.following.set(false);
    },
    // While a place is picked, a click means the place and not what stands there.
    onUnit: (id) => {
      if (!desk.picking.get()) choose.unit(id);
    },
    onIncident: (id) => {
      if (!desk.picking.get()) choose.incident(id);
    },
    onSeveral: (signs, at) => {
      if (!desk.picking.get()) choose.several({ signs, at });
    },
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
    run: () => {
      timer ??= setTimeout(now, Math.max(0, ranAt + pause_ms - performance.now()));
    },
    stop: () => clearTimeout(timer),
  };
}

/** Keeps the map at what the board shows. Returns how to stop. */
function follow(board: BoardParts, engine: Engine): (() => void)[] {
  const { view, desk } = board;
  let pods = "";
  const draw = (): void => {
    const picture = pictureOf(board);
    engine.draw((zoom) => drawnOf(picture, zoom));
    const chosen = desk.following.get() ? view.get().allUnits.get(desk.unitId.get() ?? "")?.position : undefined;
    if (chosen) engine.goWith(guess(chosen, view.get().now));
    const watched = view.get().state.pods;
    engine.watch(watched);
    engine.choosePod(desk.units.get().pod);
    const isOther = watched.join() !== pods && watched.length > 0;
    const isFirst = pods === "";
    pods = watched.join();
    if (isOther) engine.fit(boundsWatched(board));
    // What was opened before there was a map is looked at when there is one.
    if (isOther && isFirst) look();
  };
  const look = (): void => {
    const wish = desk.lookAt.get();
    if (wish) engine.lookAt(wish.place, wish.zoom);
  };
  const fit = (): void => {
    const box = desk.fitTo.get();
    if (box) engine.fit(box);
  };
  const calm = atMostEvery(MAP_EVERY_MS, draw);
  draw();
  look();
  const watched = [desk.following, desk.mapShows, desk.units, desk.unitId, desk.incidentId, desk.trail, desk.trailShows, desk.drawing].map((one) => one.subscribe(draw));
  return [followGround(engine.ground), view.subscribe(calm.run), ...watched, desk.lookAt.subscribe(look), desk.fitTo.subscribe(fit), calm.stop];
}
