import { useWatched } from "../../ui/watched.ts";
import { useHandheld, useView } from "./context.ts";

const FRESH_MS = 120_000;

/** The plain sign on every screen: whether where we are is told to the control room right now, and by what. */
export function TrackedSign() {
  const { locator } = useHandheld();
  const whereabouts = useWatched(locator.whereabouts);
  const { handset, link } = useView();
  const known = handset?.position;
  if (!handset?.duty) return <span class="tracked">Not tracked</span>;
  // Without a link nobody sees where we are; what this device itself knows is kept, and sent with its true time.
  if (link.kind === "dead") return <span class="tracked">{whereabouts.kind === "fixed" ? "Recorded, not sent yet" : "Not tracked"}</span>;
  if (whereabouts.kind === "fixed") return <span class="tracked tracked-on">Tracked: this device</span>;
  const told = known && Date.now() - Date.parse(known.fixed_at) < FRESH_MS;
  return <span class={told ? "tracked tracked-on" : "tracked"}>{told ? `Tracked: ${known.source}` : "Not tracked"}</span>;
}
