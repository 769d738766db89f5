import type { ComponentChildren } from "preact";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { createHold } from "./hold.ts";

/**
 * A button that acts after one second of holding, by finger, mouse or key, with a ring that fills.
 * `onTap` hears a press that was too short; `onSpoken` one that came without finger or key, from a
 * voice or switch control that cannot hold.
 */
export function HoldButton({ class: className, onHeld, onTap, onSpoken, children }: {
  class?: string; onHeld: () => void; onTap: () => void; onSpoken: () => void; children: ComponentChildren;
}) {
  const [pressed, setPressed] = useState(false);
  const latest = useRef({ onHeld, onTap, onSpoken });
  latest.current = { onHeld, onTap, onSpoken };
  const held = useRef(false);
  const touched = useRef(false);
  const hold = useMemo(() => createHold({
    ms: 1000, onPressed: setPressed,
    onHeld: () => { held.current = true; latest.current.onHeld(); },
  }), []);
  useEffect(() => hold.release, [hold]);

  const press = (): void => { held.current = false; touched.current = true; hold.press(); };
  const isKey = ({ key }: KeyboardEvent): boolean => key === "Enter" || key === " ";

  function clicked(): void {
    if (!touched.current) latest.current.onSpoken();
    else if (!held.current) latest.current.onTap();
    touched.current = false;
  }

  return (
    <button type="button" class={`hold ${pressed ? "holding" : ""} ${className ?? ""}`}
      onPointerDown={(event) => { event.currentTarget.setPointerCapture(event.pointerId); press(); }}
      onPointerUp={hold.release} onPointerCancel={hold.release} onBlur={hold.release}
      onKeyDown={(event) => {
        if (!isKey(event)) return;
        event.preventDefault();
        if (!event.repeat) press();
      }}
      onKeyUp={(event) => {
        if (!isKey(event)) return;
        event.preventDefault();
        hold.release();
        clicked();
      }}
      onContextMenu={(event) => event.preventDefault()} onClick={clicked}>
      <svg class="hold-ring" viewBox="0 0 36 36" aria-hidden="true"><circle cx="18" cy="18" r="15" pathLength={100} /></svg>
      <span>{children}</span>
    </button>
  );
}
