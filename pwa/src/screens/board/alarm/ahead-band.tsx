import { shortTime } from "../../../domain/board/words.ts";
import type { Ahead } from "../../../domain/rows.ts";
import { settleAhead } from "../orders.ts";
import { OrderWords } from "../order-words.tsx";
import { useOrder } from "../use-order.ts";

/** The database was restored, and this device knows of things that it has forgotten: somebody must ask. */
export function AheadBand({ ahead }: { ahead: Ahead }) {
  const order = useOrder();
  return (
    <section class="call call-held" aria-label={`${ahead.officer} holds more than the record`}>
      <p class="call-title">
        The record was restored: the device of <b>{ahead.officer}</b> holds {ahead.missing} {ahead.missing === 1 ? "message" : "messages"} that are
        missing here
      </p>
      <p class="call-job">Noticed {shortTime(ahead.noticed_at)}. Ask them by voice what was tasked, done or resulted since the backup.</p>
      <span class="call-acts">
        <button type="button" class="alarm-small" onClick={() => void order.give(settleAhead(ahead))}>
          Asked
        </button>
      </span>
      <OrderWords now={order.now} onClear={order.clear} />
    </section>
  );
}
