// Several stand at one place: which of them is meant is asked, and never guessed.
import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import "./map-choice.css";

export interface Choosable {
  kind: "incident" | "unit";
  id: string;
}

export interface Several {
  signs: Choosable[];
  /** On the map, in pixels. */
  at: { x: number; y: number };
}

interface Props {
  several: Several;
  words: (sign: Choosable) => ComponentChildren;
  choose: Record<Choosable["kind"], (id: string) => void>;
  onLeave: () => void;
}

export function MapChoice({ several, words, choose, onLeave }: Props) {
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

  function take({ kind, id }: Choosable): void {
    leave();
    choose[kind](id);
  }

  return (
    <div ref={box} class="map-choice" role="dialog" aria-label="At this place" style={{ "--x": `${several.at.x}px`, "--y": `${several.at.y}px` }} onKeyDown={keys}>
      <ul>
        {several.signs.map((sign) => (
          <li key={sign.id}>
            <button type="button" onClick={() => take(sign)}>
              {words(sign)}
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
