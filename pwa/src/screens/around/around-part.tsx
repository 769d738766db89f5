// The officer's map: own place, own car and partner when they are apart, the job, colleagues, zones; and the same as a list.
import { useState } from "preact/hooks";
import type { Card } from "../../domain/rows.ts";
import { webglWorks } from "../../map/webgl.ts";
import { Drawing } from "./drawing.tsx";
import { Ground } from "./ground.tsx";
import { AroundList } from "./list.tsx";
import { useSurroundings } from "./use-around.ts";
import "./around.css";

/** Open on a terminal, which has the room; a tap away on a handset. While it is closed nobody is asked. */
export function AroundPart({ card }: { card: Card | null }) {
  const [open, setOpen] = useState(() => matchMedia("(min-width: 900px)").matches);
  return (
    <details class="card around" open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>Map: who is around</summary>
      {open && <AroundMap card={card} />}
    </details>
  );
}

function AroundMap({ card }: { card: Card | null }) {
  const { around, failed, seen } = useSurroundings(card);
  const [chosen, setChosen] = useState<readonly string[]>([]);
  // Without WebGL, or where the map cannot be had now, the drawing to scale stays: it needs neither tiles nor network.
  const [drawn, setDrawn] = useState<boolean>(() => !webglWorks());
  const isSomewhere = seen.own !== null || seen.cards.length > 0;
  return (
    <>
      {isSomewhere && (drawn ? <Drawing seen={seen} /> : <Ground seen={seen} ground={around?.ground} chosen={chosen} onChosen={setChosen} onFailed={() => setDrawn(true)} />)}
      {!seen.own && <p class="around-words note-warn" role="status">Your own position is not known: distances are left out.</p>}
      {failed && <p class="around-words note-warn" role="status">The control room does not answer: colleagues are as they were last told.</p>}
      <AroundList seen={seen} asked={around} chosen={chosen} onChosen={drawn ? null : (id) => setChosen(chosen.includes(id) ? [] : [id])} />
    </>
  );
}
