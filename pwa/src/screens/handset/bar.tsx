import { labelOf } from "../../domain/status.ts";
import { Icon } from "../../ui/icon.tsx";
import { LinkChip } from "../../ui/link-chip.tsx";
import { StatusChip } from "../../ui/status-chip.tsx";
import { useWatched } from "../../ui/watched.ts";
import { useView } from "./context.ts";
import { TrackedSign } from "./tracked-sign.tsx";
import { openDuty, openTasking, route } from "./route.ts";

/** Who we are on the radio, what we are doing, and whether anybody hears us. */
export function Bar() {
  const { handset, codes, link, waiting, cannotStore } = useView();
  const unit = handset?.unit;
  const where = useWatched(route);
  const back = where.screen !== "duty" && Boolean(unit);
  const from = where.screen === "lookup" ? where.id : null;
  return (
    <header class="bar">
      {back && <button type="button" class="bar-back" onClick={() => (from ? openTasking(from) : openDuty())}><Icon name="back" /><span class="unseen">{from ? "Back to the tasking" : "Back to your duty"}</span></button>}
      <span class="callsign">{unit?.callsign ?? "Off duty"}</span>
      <span class="bar-status">{unit && <StatusChip code={unit.status} label={labelOf(codes?.statuses, unit.status)} odd={unit.odd} />}</span>
      <span class="bar-link">
        <LinkChip link={link} />
        <TrackedSign />
        {waiting.length > 0 && <span class="waiting" role="status">{waiting.length} waiting</span>}
      </span>
      {cannotStore && <p class="note note-danger bar-wide" role="alert">This device cannot store. {waiting.length ? "Keep the app open until nothing waits." : "Close and open the app again."}</p>}
    </header>
  );
}
