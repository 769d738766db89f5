import { useState } from "preact/hooks";
import { useBoard } from "./board-context.ts";
import type { Order, Settled } from "./sending.ts";

export type OrderState =
  | { state: "idle" }
  | { state: "sending"; says: string }
  | { state: "refused"; sentence: string }
  | { state: "asks"; sentence: string; confirm: () => void };

export type Done = Extract<Settled, { kind: "done" }>;

const IDLE: OrderState = { state: "idle" };

export interface OrdersDesk {
  of: (key: string) => OrderState;
  /** Sends; true when it was done. A refusal or a question stands under `key` until it is cleared. */
  give: (key: string, order: Order) => Promise<boolean>;
  clear: (key: string) => void;
}

/** Several orders from one part of the screen, each with its own answer: two units may be tasked in one second. */
export function useOrders(onDone?: (key: string, done: Done) => void): OrdersDesk {
  const { sender } = useBoard();
  const [states, setStates] = useState<ReadonlyMap<string, OrderState>>(new Map());
  const set = (key: string, state: OrderState): void => setStates((before) => new Map(before).set(key, state));

  function settle(key: string, settled: Settled): boolean {
    if (settled.kind === "refused") set(key, { state: "refused", sentence: settled.sentence });
    else if (settled.kind === "asks") {
      const confirm = (): void => void settled.confirm().then((next) => settle(key, next));
      set(key, { state: "asks", sentence: settled.sentence, confirm });
    } else {
      set(key, IDLE);
      onDone?.(key, settled);
    }
    return settled.kind === "done";
  }

  async function give(key: string, order: Order): Promise<boolean> {
    set(key, { state: "sending", says: order.says });
    return settle(key, await sender.send(order));
  }

  return { of: (key) => states.get(key) ?? IDLE, give, clear: (key) => set(key, IDLE) };
}

export interface OrderDesk {
  now: OrderState;
  give: (order: Order) => Promise<boolean>;
  clear: () => void;
}

/** One place on the screen from which something is asked, with the answer next to it. */
export function useOrder(onDone?: (done: Done) => void): OrderDesk {
  const orders = useOrders((_, done) => onDone?.(done));
  return { now: orders.of(""), give: (order) => orders.give("", order), clear: () => orders.clear("") };
}
