import type { OrderState } from "./use-order.ts";

/** What became of an order, where it was given: on its way, refused with the reason, or a question. */
export function OrderWords({ now, onClear }: { now: OrderState; onClear: () => void }) {
  if (now.state === "idle") return null;
  if (now.state === "sending")
    return (
      <p class="order-words" role="status">
        {now.says}: on its way
      </p>
    );
  if (now.state === "refused") {
    return (
      <p class="order-words order-refused" role="alert">
        <span>
          <b>Not done.</b> {now.sentence}
        </span>{" "}
        <button type="button" class="small" onClick={onClear}>
          Clear
        </button>
      </p>
    );
  }
  return (
    <p class="order-words order-asks" role="alert">
      <span>{now.sentence}</span>
      <span class="order-answers">
        <button type="button" class="small strong" onClick={now.confirm}>
          Yes, do it
        </button>{" "}
        <button type="button" class="small" onClick={onClear}>
          No
        </button>
      </span>
    </p>
  );
}
