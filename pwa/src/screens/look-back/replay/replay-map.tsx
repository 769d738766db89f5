import { useEffect, useRef, useState } from "preact/hooks";
import type { Codes } from "../../../domain/rows.ts";
import type { Engine } from "../../../map/engine.ts";
import type { Drawn } from "../../../map/features.ts";
import type { Bounds } from "../../../map/geometry.ts";

const LONDON: Bounds = [-0.51, 51.287, 0.334, 51.692];

interface Props {
  codes: Codes;
  drawn: Drawn | null;
  bounds?: Bounds;
  onEngine?: (engine: Engine | null) => void;
  onUnit?: (id: string) => void;
}

/** The board's map, filled from the record. Where there is none, the lists beside it say the same. */
export function ReplayMap({ codes, drawn, bounds = LONDON, onEngine, onUnit }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const engine = useRef<Engine | null>(null);
  const latest = useRef(drawn);
  const [why, setWhy] = useState("");
  latest.current = drawn;

  useEffect(() => {
    let left = false;
    void import("../../../map/engine.ts").then(({ startEngine, webglWorks }) => {
      if (left || !box.current) return;
      if (!webglWorks()) return setWhy("This browser has no WebGL, so there is no map. The lists say the same.");
      engine.current = startEngine({
        box: box.current, grades: codes.grades.map(({ code }) => code), watched: codes.pods.map(({ code }) => code), bounds,
        onPlace: () => undefined, onIncident: () => undefined, onTrouble: () => undefined, onMoved: () => undefined, onUnit: (id) => onUnit?.(id),
      });
      if (latest.current) engine.current.draw(latest.current);
      onEngine?.(engine.current);
    }, () => setWhy("The map could not be loaded. The lists say the same."));
    return () => {
      left = true;
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
      <p class="replay-credit">Contains National Statistics and OS data © Crown copyright and database right (OGL v3.0)</p>
    </section>
  );
}
