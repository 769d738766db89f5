// Commands of a board. Each has an id of its own and is sent again with that id until somebody answers, in sight of the dispatcher.
import { command } from "../../api/client.ts";
import { ApiError } from "../../api/errors.ts";
import type { CommandAnswer } from "../../domain/rows.ts";
import { settable, type Watched } from "../../ui/watched.ts";
import { newId } from "./ids.ts";

export interface Order {
  kind: string;
  /** `Task CE26 to 4521`: for the list of what is on its way. */
  says: string;
  fields: Record<string, unknown>;
}

export type Settled =
  | { kind: "done"; answer: CommandAnswer; sentence: string | null }
  | { kind: "refused"; sentence: string; details: Record<string, string[]> }
  | { kind: "asks"; sentence: string; confirm: () => Promise<Settled> };

export interface OnItsWay {
  id: string;
  says: string;
  began_at: number;
  /** How often nobody has answered. */
  unanswered: number;
  giveUp: () => void;
}

export interface Sender {
  onTheirWay: Watched<readonly OnItsWay[]>;
  send: (order: Order) => Promise<Settled>;
}

export interface SenderOptions {
  now: () => number;
  /** After an answer: the feed may be slower than the answer was. */
  onAnswered: (kind: string) => void;
  post?: typeof command;
  wait?: (ms: number) => Promise<void>;
}

const WAITS_MS = [500, 1_000, 2_000, 4_000, 5_000];
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** No answer, or an answer that is not about the command: the same id is sent again. */
function isNoVerdict(error: unknown): boolean {
  return !(error instanceof ApiError) || error.status >= 500 || error.status === 429 || error.status === 408;
}

function refusalFrom(error: ApiError): Settled {
  const sentences = Object.entries(error.details).map(([field, said]) => `${field}: ${said.join(" ")}`);
  return { kind: "refused", sentence: [error.message, ...sentences].join(" "), details: error.details };
}

export function createSender({ now, onAnswered, post = command, wait = pause }: SenderOptions): Sender {
  const onTheirWay = settable<readonly OnItsWay[]>([]);

  const change = (id: string, edit: (one: OnItsWay) => OnItsWay[]): void =>
    onTheirWay.set(onTheirWay.get().flatMap((one) => (one.id === id ? edit(one) : [one])));

  function settle(answer: CommandAnswer, order: Order): Settled {
    onAnswered(order.kind);
    if (answer.outcome === "refused") return { kind: "refused", sentence: answer.message ?? "That was refused.", details: {} };
    if (answer.outcome === "needs_confirmation") {
      const confirmed = { ...order, fields: { ...order.fields, confirmed: true } };
      return { kind: "asks", sentence: answer.message ?? "Are you sure?", confirm: () => send(confirmed) };
    }
    return { kind: "done", answer, sentence: answer.message };
  }

  async function send(order: Order): Promise<Settled> {
    const body = { ...order.fields, id: newId(), occurred_at: new Date(now()).toISOString() };
    let givenUp = false;
    const giveUp = (): void => void (givenUp = true);
    onTheirWay.set([...onTheirWay.get(), { id: body.id, says: order.says, began_at: now(), unanswered: 0, giveUp }]);
    try {
      for (let tries = 0; !givenUp; tries += 1) {
        try {
          return settle(await post(order.kind, body), order);
        } catch (error) {
          if (!isNoVerdict(error)) return refusalFrom(error as ApiError);
          change(body.id, (one) => [{ ...one, unanswered: tries + 1 }]);
          await wait(WAITS_MS[Math.min(tries, WAITS_MS.length - 1)] ?? 5_000);
        }
      }
      const sentence = `${order.says}: no answer came, and it is not sent again. It may have been done: look at the log.`;
      return { kind: "refused", sentence, details: {} };
    } finally {
      change(body.id, () => []);
    }
  }

  return { onTheirWay, send };
}
