import { useState } from "preact/hooks";
import { useBoard } from "./board-context.ts";
import type { Order, Settled } from "./sending.ts";

export type OrderState =
  | { state: "idle" }
  | { state: "sending"; says: string }
  | { state: "refused"; sentence: string }
  | { state: "asks"; sentence: string; confirm: () => void };

export interface OrderDesk {
  now: OrderState;
  /** Sends; true when it was done. A refusal or a question stands in `now`, beside where it was asked. */
  give: (order: Order) => Promise<boolean>;
  clear: () => void;
}

/** One place on the screen from which something is asked, with the answer next to it. */
export function useOrder(onDone?: (answer: Extract<Settled, { kind: "done" }>) => void): OrderDesk {
  const { sender } = useBoard();
  const [now, setNow] = useState<OrderState>({ state: "idle" });

  function settle(settled: Settled): boolean {
    if (settled.kind === "refused") setNow({ state: "refused", sentence: settled.sentence });
    else if (settled.kind === "asks") setNow({ state: "asks", sentence: settled.sentence, confirm: () => void settled.confirm().then(settle) });
    else {
      setNow({ state: "idle" });
      onDone?.(settled);
    }
    return settled.kind === "done";
  }

  async function give(order: Order): Promise<boolean> {
    setNow({ state: "sending", says: order.says });
    return settle(await sender.send(order));
  }

  return { now, give, clear: () => setNow({ state: "idle" }) };
}
