import { useState } from "preact/hooks";
import type { RiskItem } from "../../../domain/rows.ts";
import { OrderWords } from "../order-words.tsx";
import { withdrawMarker } from "../orders.ts";
import { useOrder } from "../use-order.ts";

/** A supervisor takes a marker back where it is read. An item without its id cannot be taken back from here. */
export function MarkerWithdrawal({ item }: { item: RiskItem }) {
  const [asking, setAsking] = useState(false);
  const [reason, setReason] = useState("");
  const order = useOrder(() => setAsking(false));
  const id = item.marker_id;
  if (!id) return null;
  if (!asking)
    return (
      <span class="marker-withdraw">
        <button type="button" class="small" onClick={() => setAsking(true)}>
          Withdraw this marker
        </button>
      </span>
    );

  function submit(event: Event): void {
    event.preventDefault();
    if (id && reason.trim()) void order.give(withdrawMarker(id, reason.trim()));
  }

  return (
    <form class="marker-withdraw" onSubmit={submit}>
      <label>
        Reason <input value={reason} autofocus maxLength={500} autocomplete="off" onInput={(event) => setReason(event.currentTarget.value)} />
      </label>
      <button type="submit" class="small strong" disabled={!reason.trim()}>
        Withdraw
      </button>{" "}
      <button type="button" class="small" onClick={() => setAsking(false)}>
        Leave
      </button>
      <OrderWords now={order.now} onClear={order.clear} />
    </form>
  );
}
