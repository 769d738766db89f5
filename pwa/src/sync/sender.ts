// Empties the outbox: in the order of the taps, one page at a time, until somebody has answered for
// every command. What is not answered stays.
import { ApiError, wholeSentenceFor } from "../api/errors.ts";
import type { CommandBody } from "../api/client.ts";
import { elapsedMs, goesFirst, isReceipt, type Waiting } from "../domain/commands.ts";
import { needFrom, refusedNeed, type Need } from "../domain/needs.ts";
import type { CommandAnswer } from "../domain/rows.ts";

export interface SenderParts {
  outbox: () => Promise<Waiting[]>;
  send: (kind: string, body: CommandBody & Record<string, unknown>) => Promise<CommandAnswer>;
  /** Takes the command out of the queue; `need` is what the officer has to deal with, if anything. */
  settle: (command: Waiting, need: Need | null) => Promise<void>;
  /** Everything that could be sent was: time to bring the feed up to date. */
  settled: () => void;
  /** The session is over. The outbox stays as it is until somebody signs in. */
  signedOut: () => void;
  clock: () => { page: string; monotonic: number; wall: number };
  locks: Pick<LockManager, "request">;
}

export interface Sender {
  /** Sends what waits. Resolves when there is nothing left that can be sent now. */
  flush: () => Promise<void>;
}

export function createSender(parts: SenderParts): Sender {
  // An emergency has a lane of its own: it does not wait behind a slow answer to something else.
  const lanes = [
    oneAtATime("bluelamp-emergency", () => drain(goesFirst)),
    oneAtATime("bluelamp-outbox", () => drain((command) => !goesFirst(command) && !isReceipt(command))),
    oneAtATime("bluelamp-receipts", () => drain(isReceipt)),
  ];

  // Two tabs on one outbox would send the second command before the first is answered. Whoever asks
  // while we are sending joins the round that follows, so that triggers never pile up behind a dead link.
  function oneAtATime(lock: string, work: () => Promise<void>): () => Promise<void> {
    let running: Promise<void> | undefined;
    let again = false;
    const round = async (): Promise<void> => {
      do {
        again = false;
        await work();
      } while (again);
    };
    const start = (): Promise<void> => (running ??= held().finally(left));
    const held = async (): Promise<void> => { await parts.locks.request(lock, round); };
    const left = (): void => {
      running = undefined;
      // Somebody asked after the last look and before the lock was free.
      if (again) void start();
    };
    return () => {
      again = true;
      return start();
    };
  }

  async function drain(lane: (command: Waiting) => boolean): Promise<void> {
    let answered = 0;
    for (let next = await first(lane); next; next = await first(lane)) {
      const settled = await sendOne(next);
      if (!settled) break;
      answered++;
    }
    if (answered) parts.settled();
  }

  async function first(lane: (command: Waiting) => boolean): Promise<Waiting | undefined> {
    return (await parts.outbox()).find((command) => command.state === "waiting" && lane(command));
  }

  async function sendOne(command: Waiting): Promise<boolean> {
    try {
      await parts.settle(command, needFrom(command, await deliver(command)));
      return true;
    } catch (error) {
      return error instanceof ApiError && isFinal(error.status) ? giveUp(command, error) : false;
    }
  }

  // A fix that the server cannot take must not cost the officer the command that it came with.
  async function deliver(command: Waiting): Promise<CommandAnswer> {
    const body = bodyOf(command);
    try {
      return await parts.send(command.kind, body);
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 422 || !("place" in body)) throw error;
      const { place: _, ...rest } = body;
      return parts.send(command.kind, rest);
    }
  }

  async function giveUp(command: Waiting, error: ApiError): Promise<boolean> {
    if (error.status === 401) parts.signedOut();
    // A call for help is never given up, whatever is wrong with it: it is tried until somebody has it.
    if (error.status === 401 || goesFirst(command)) return false;
    await parts.settle(command, refusedNeed(command, wholeSentenceFor(error)));
    return true;
  }

  function bodyOf(command: Waiting): CommandBody & Record<string, unknown> {
    const elapsed = elapsedMs(command, parts.clock());
    return { ...command.fields, id: command.id, occurred_at: command.occurredAt, ...(elapsed === undefined ? {} : { elapsed_ms: elapsed }) };
  }

  return { flush: async () => { await Promise.all(lanes.map((lane) => lane())); } };
}

// Our server's own "no" will not become a yes by asking again; anything else may. 426: the next version of this app will ask.
const isFinal = (status: number): boolean => status >= 400 && status < 500 && ![408, 425, 426, 429].includes(status);
