import { useEffect } from "preact/hooks";
import { clockTime } from "../../domain/times.ts";
import { useTick } from "../../ui/tick.ts";
import { useWatched } from "../../ui/watched.ts";
import { useHandheld, useView } from "./context.ts";

const FRESH_MS = 120_000;

/** The plain sign on every screen: whether where we are is told to the control room right now, and by what. */
export function TrackedSign() {
  const { device, locator } = useHandheld();
  const whereabouts = useWatched(locator.whereabouts);
  const { handset, link } = useView();
  const now = useTick();
  const known = handset?.position;
  const isFresh = (fixed_at: string): boolean => now - Date.parse(fixed_at) < FRESH_MS;
  const byItself = whereabouts.kind === "fixed" && isFresh(whereabouts.fix.fixed_at);
  const asks = Boolean(handset?.duty) && !byItself && link.kind !== "dead";
  useEffect(() => {
    if (!asks) return undefined;
    const look = (): void => void device.around().catch(() => undefined);
    look();
    const timer = setInterval(look, FRESH_MS / 2);
    return () => clearInterval(timer);
  }, [asks]);
  if (!handset?.duty) return <span class="tracked">Not tracked</span>;
  // The board still draws where this unit was last: "not tracked" would not be true.
  const last = known ? `Last position sent ${clockTime(known.fixed_at)}` : "Not tracked";
  // Without a link nobody sees where we are; what this device itself knows is kept, and sent with its true time.
  if (link.kind === "dead") return <span class="tracked">{whereabouts.kind === "fixed" ? "Recorded, not sent yet" : last}</span>;
  if (byItself) return <span class="tracked tracked-on">Tracked: this device</span>;
  const told = known && isFresh(known.fixed_at);
  return <span class={told ? "tracked tracked-on" : "tracked"}>{told ? `Tracked: ${known.source}` : last}</span>;
}
