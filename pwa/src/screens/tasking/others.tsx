import { useEffect, useState } from "preact/hooks";
import { othersGoing } from "../../api/others.ts";
import { goingWords, type OthersGoing, stillHolds } from "../../domain/others.ts";
import type { Card } from "../../domain/rows.ts";
import { useTick } from "../../ui/tick.ts";

const AGAIN_MS = 20_000;

/** The other units on the job and when they may be there. Of what the card alone knows, the callsigns stand with the caller's words. */
export function Others({ card }: { card: Card }) {
  const [told, setTold] = useState<OthersGoing | null>(null);
  const now = useTick();
  const who = card.others.join();
  useEffect(() => {
    if (!who) return undefined;
    let left = false;
    const look = (): void => {
      if (document.visibilityState !== "visible") return;
      // What was told before stays with its time; its minutes go when they are too old.
      othersGoing(card.id).then((answer) => { if (!left) setTold(answer); }, () => undefined);
    };
    look();
    const timer = setInterval(look, AGAIN_MS);
    return () => { left = true; clearInterval(timer); };
  }, [card.id, who]);
  if (!who || !told?.items.length) return null;
  const holds = stillHolds(told, now);
  return (
    <section class="others card" aria-label="Who else is going">
      <h2>Also going</h2>
      <ul>
        {told.items.map((one) => <li key={one.unit_id}><b class="mono">{one.callsign}</b> {goingWords(one, holds)}</li>)}
      </ul>
      {!holds && <p class="soft" role="status">The control room does not answer: no times.</p>}
    </section>
  );
}
