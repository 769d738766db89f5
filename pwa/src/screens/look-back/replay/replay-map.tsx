import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { followGround, groundVersion } from "../../../api/tiles.ts";
import type { Codes } from "../../../domain/rows.ts";
import type { Engine } from "../../../map/engine.ts";
import { webglWorks } from "../../../map/webgl.ts";
import type { Drawn } from "../../../map/features.ts";
import type { Bounds } from "../../../map/geometry.ts";
import { type Choosable, MapChoice, type Several } from "../../../ui/map-choice.tsx";

const LONDON: Bounds = [-0.51, 51.287, 0.334, 51.692];

const SIGNS = "● free ■ committed ▲ not free · hollow: over 30 s, or ±100 m and more · dashed: last seen, then anywhere in its disc · 40 +1 · CE02: two incidents, CE02 there";

interface Props {
  codes: Codes;
  drawn: ((zoom: number) => Drawn) | null;
  bounds?: Bounds;
  onEngine?: (engine: Engine | null) => void;
  choose?: Record<Choosable["kind"], (id: string) => void>;
  /** What the choice says of each that stands at one place. */
  words?: (sign: Choosable) => ComponentChildren;
}

/** The board's map, filled from the record. Where there is none, the lists beside it say the same. */
export function ReplayMap({ codes, drawn, bounds = LONDON, onEngine, choose, words }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const engine = useRef<Engine | null>(null);
  const latest = useRef(drawn);
  const [why, setWhy] = useState("");
  const [several, setSeveral] = useState<Several | null>(null);
  const chosen = useRef(choose);
  latest.current = drawn;
  chosen.current = choose;

  useEffect(() => {
    let left = false;
    let leaveGround = (): void => undefined;
    void Promise.all([import("../../../map/engine.ts"), groundVersion()]).then(([{ startEngine }, ground]) => {
      if (left || !box.current) return;
      if (!webglWorks()) return setWhy("This browser has no WebGL, so there is no map. The lists say the same.");
      engine.current = startEngine({
        box: box.current, grades: codes.grades.map(({ code }) => code), watched: codes.pods.map(({ code }) => code), bounds, ground: ground ?? "",
        onPlace: () => setSeveral(null), onMoved: () => setSeveral(null), onTrouble: () => undefined,
        onIncident: (id) => chosen.current?.incident(id), onUnit: (id) => chosen.current?.unit(id),
        ...(words && { onSeveral: (signs: Choosable[], at: Several["at"]) => setSeveral({ signs, at }) }),
      });
      leaveGround = followGround(engine.current.ground);
      if (latest.current) engine.current.draw(latest.current);
      onEngine?.(engine.current);
    }, () => setWhy("The map could not be loaded. The lists say the same."));
    return () => {
      left = true;
      leaveGround();
      onEngine?.(null);
      engine.current?.close();
      engine.current = null;
    };
  }, []);

  useEffect(() => {
    if (drawn) engine.current?.draw(drawn);
  }, [drawn]);

  return (
    <section class="replay-map" aria-label="Map">
      {why ? <p class="back-hint">{why}</p> : <div ref={box} class="replay-box" />}
      {several && words && choose && <MapChoice key={`${several.at.x} ${several.at.y}`} several={several} words={words} choose={choose} onLeave={() => setSeveral(null)} />}
      <p class="replay-credit">{drawn && <>{SIGNS} · </>}Contains National Statistics and OS data © Crown copyright and database right (OGL v3.0)</p>
    </section>
  );
}
