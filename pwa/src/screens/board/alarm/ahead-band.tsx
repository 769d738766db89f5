import { shortTime } from "../../../domain/board/words.ts";
import type { Ahead } from "../../../domain/rows.ts";
import { settleAhead } from "../orders.ts";
import { OrderWords } from "../order-words.tsx";
import { useOrder } from "../use-order.ts";

/** The database was restored, and these devices know of things that it has forgotten. One band, however many they are. */
export function AheadBand({ ahead }: { ahead: readonly Ahead[] }) {
  const [first] = ahead;
  if (!first) return null;
  return (
    <section class="call call-held ahead" aria-label="The record was restored">
      <p class="call-title">
        The record was restored: {ahead.length === 1 ? "one device holds" : `${ahead.length} devices hold`} what is missing here
      </p>
      <p class="call-job">Noticed {shortTime(first.noticed_at)}. Ask each crew by voice what was tasked, done or resulted since the backup.</p>
      <ul class="ahead-list">
        {ahead.map((row) => <Asked key={row.id} row={row} />)}
      </ul>
    </section>
  );
}

function Asked({ row }: { row: Ahead }) {
  const order = useOrder();
  return (
    <li>
      <b>{row.officer}</b> {row.missing} {row.missing === 1 ? "message" : "messages"}
      <button type="button" class="alarm-small" aria-label={`Asked ${row.officer}`} onClick={() => void order.give(settleAhead(row))}>Asked</button>
      <OrderWords now={order.now} onClear={order.clear} />
    </li>
  );
}
