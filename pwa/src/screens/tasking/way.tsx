import { distanceText, windName } from "../../domain/place.ts";
import type { Card } from "../../domain/rows.ts";
import { SketchMap } from "../../ui/sketch-map.tsx";
import { isHere, useOwnPlace, wayTo } from "../handset/place-now.ts";
import { Others } from "./others.tsx";
import "./way.css";

/** Who else is on the way, and one's own. */
export function Way({ card }: { card: Card }) {
  return (
    <>
      <Others card={card} />
      <OwnWay card={card} />
    </>
  );
}

/** A sketch. It needs no tiles, no WebGL and no network. */
function OwnWay({ card: { incident } }: { card: Card }) {
  const own = useOwnPlace();
  const way = own && wayTo(own, incident);
  if (!way || isHere(way)) return null;
  return (
    <section class="way card">
      <SketchMap east={way.east} north={way.north} accuracyM={own.accuracy_m} label={`Sketch: the place is ${distanceText(way.metres)} ${windName(way.degrees)} of you`} />
    </section>
  );
}
