import { useEffect } from "preact/hooks";
import type { Card } from "../../domain/rows.ts";
import { useHandheld } from "./context.ts";

/** Tells that this brief stands on the screen: once it is drawn, and only while the page is in sight. */
export function useShown(card: Card): void {
  const { device } = useHandheld();
  useInSight(() => void device.shown(card), [card.id, card.brief_revision]);
}

/** Does something once what is drawn stands on the screen, in sight; again when the page comes back. */
export function useInSight(act: () => void, of: readonly unknown[]): void {
  useEffect(() => {
    let frame = 0;
    const tell = (): void => {
      if (document.visibilityState !== "visible") return;
      // The first frame draws it; in the second it stands there.
      frame = requestAnimationFrame(() => { frame = requestAnimationFrame(act); });
    };
    tell();
    document.addEventListener("visibilitychange", tell);
    return () => {
      cancelAnimationFrame(frame);
      document.removeEventListener("visibilitychange", tell);
    };
  }, of);
}
