import { useRef, useState } from "preact/hooks";
import { closeSince, isSuggested, type Measured } from "../../domain/at-scene.ts";
import { useTick } from "../../ui/tick.ts";
import { useView } from "./context.ts";
import { useOwnPlace } from "./place-now.ts";
import { useSetStatus } from "./set-status.ts";

/** When "not yet" was said, by job. */
const notYet = new Map<string, number>();

/** Asks whether the crew is at scene when they are close by on the way. Nothing is set without a tap; it needs no link. */
export function AtScene() {
  const { handset } = useView();
  const setStatus = useSetStatus();
  const own: Measured | null = useOwnPlace();
  const now = useTick();
  const close = useRef<{ id: string; since: number | null }>({ id: "", since: null });
  const [, again] = useState(0);
  const unit = handset?.unit;
  const card = unit?.status === "5" ? handset?.cards.find(({ incident_id }) => incident_id === unit.incident_id) : undefined;
  const before = card && close.current.id === card.id ? close.current.since : null;
  const since = card ? closeSince(before, own, card.incident, now) : null;
  close.current = { id: card?.id ?? "", since };
  const asks = card !== undefined && isSuggested(since, own, notYet.get(card.id) ?? null, now);

  function wait(): void {
    if (card) notYet.set(card.id, now);
    again((turn) => turn + 1);
  }

  // What announces stays there, so that a reader hears what comes into it.
  return (
    <div role="status">
      {asks && (
        <div class="at-scene">
          <p><b>At scene?</b> You are close by {card.incident.address}.</p>
          <button type="button" class="btn btn-strong" onClick={() => setStatus("6", card)}>At scene</button>
          <button type="button" class="btn" onClick={wait}>Not yet</button>
        </div>
      )}
    </div>
  );
}
