// Several stand at one place: which of them is meant is asked, and never guessed.
import { useLayoutEffect, useRef } from "preact/hooks";
import { drawnAs } from "../../domain/board/ageing.ts";
import { labelOf } from "../../domain/board/codes.ts";
import { cadNumber } from "../../domain/board/words.ts";
import type { Sign } from "../../map/engine.ts";
import { useWatched } from "../../ui/watched.ts";
import { useBoard } from "./board-context.ts";
import type { Choose } from "./map-sides.tsx";

export interface Several {
  signs: Sign[];
  /** On the map, in pixels. */
  at: { x: number; y: number };
}

export function MapChoice({ several, choose, onLeave }: { several: Several; choose: Choose; onLeave: () => void }) {
  const box = useRef<HTMLDivElement>(null);
  const before = useRef<Element | null>(null);
  // Before the next key is read: Enter chooses the uppermost, the arrows go on from there.
  useLayoutEffect(() => {
    before.current = document.activeElement;
    keepInside(box.current);
    box.current?.querySelector("button")?.focus();
  }, []);

  function leave(): void {
    onLeave();
    if (before.current instanceof HTMLElement && before.current.isConnected) before.current.focus();
  }

  function keys(event: KeyboardEvent): void {
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (step === 0 && event.key !== "Escape") return;
    event.preventDefault();
    event.stopPropagation();
    if (step === 0) return leave();
    const all = [...(box.current?.querySelectorAll("button") ?? [])];
    const now = all.indexOf(document.activeElement as HTMLButtonElement);
    all[(now + step + all.length) % all.length]?.focus();
  }

  function take({ kind, id }: Sign): void {
    leave();
    choose[kind](id);
  }

  return (
    <div ref={box} class="map-choice" role="dialog" aria-label="At this place" style={{ "--x": `${several.at.x}px`, "--y": `${several.at.y}px` }} onKeyDown={keys}>
      <ul>
        {several.signs.map((sign) => (
          <li key={sign.id}>
            <button type="button" onClick={() => take(sign)}>
              {sign.kind === "incident" ? <IncidentWords id={sign.id} /> : <UnitWords id={sign.id} />}
            </button>
          </li>
        ))}
      </ul>
      <button type="button" class="small" onClick={leave}>
        Close{" "}
        <span class="key" aria-hidden="true">
          Esc
        </span>
      </button>
    </div>
  );
}

/** Beside the finger, and on the map whole. */
function keepInside(box: HTMLElement | null): void {
  const map = box?.parentElement;
  if (!box || !map) return;
  const { offsetLeft: left, offsetTop: top } = box;
  box.style.left = `${Math.max(8, Math.min(left, map.clientWidth - box.offsetWidth - 8))}px`;
  box.style.top = `${Math.max(8, Math.min(top, map.clientHeight - box.offsetHeight - 8))}px`;
}

function IncidentWords({ id }: { id: string }) {
  const { view, codes } = useBoard();
  const row = useWatched(view).rows.get(id);
  if (!row) return <>No longer here</>;
  return (
    <>
      <span class={`grade grade-${row.incident.grade}`}>
        <span class="grade-mark" aria-hidden="true">
          <span>{row.incident.grade}</span>
        </span>
        <span class="unseen">{labelOf(codes.grades, row.incident.grade)}</span>
      </span>
      <b class="mono">{cadNumber(row.incident.cad)}</b> <span>{row.incident.what}</span> <span class="soft">{row.progress}</span>
    </>
  );
}

function UnitWords({ id }: { id: string }) {
  const { view, codes } = useBoard();
  const row = useWatched(view).allUnits.get(id);
  if (!row) return <>No longer here</>;
  return (
    <>
      <span class={`standing-${row.standing.replace(" ", "-")}`}>
        <span class={`fresh fresh-${drawnAs(row.freshness, row.position)}`} aria-hidden="true" />
      </span>
      <b class="mono">{row.unit.callsign}</b> <span>{labelOf(codes.statuses, row.unit.status)}</span>
    </>
  );
}
