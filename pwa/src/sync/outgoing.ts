// What the officer does: kept on the device, shown at once, sent as soon as somebody can be reached.
import { command } from "../api/client.ts";
import type { CommandFields, CommandKind, Waiting } from "../domain/commands.ts";
import { withNeed, type Need } from "../domain/needs.ts";
import type { Id } from "../domain/rows.ts";
import type { Store } from "../store/store.ts";
import { createSender } from "./sender.ts";

export interface OutgoingParts {
  store: Store;
  /** The store has changed: read it again and draw. */
  changed: () => Promise<void>;
  signedOut: () => void;
  /** Something was answered: bring the feed up to date. Rejects when it cannot. */
  catchUp: () => Promise<void>;
  /** Something still waits after a try: whoever can try again without us should know. */
  unsent?: () => Promise<void>;
  quietly: (work: () => Promise<unknown>) => Promise<void>;
  /** Who acts, while somebody is signed in. */
  owner: () => Id | undefined;
}

export interface Outgoing {
  act: <K extends CommandKind>(kind: K, fields: CommandFields[K]) => Promise<void>;
  flush: () => Promise<void>;
  /** What the disk refused: it is sent from memory, and the officer is told not to close the app. */
  unsaved: () => Waiting[];
  /** What was answered, to be dealt with, and the disk could not keep. */
  needs: () => Need[];
  dealtWith: (need: Need) => void;
  /** Whoever leaves takes with them what the disk refused. */
  forget: () => void;
  /** Takes answered commands off the picture once the feed has told of them. */
  confirmAnswered: () => Promise<void>;
}

export function createOutgoing({ store, changed, signedOut, catchUp, quietly, owner, unsent = async () => undefined }: OutgoingParts): Outgoing {
  const page = crypto.randomUUID();
  let unsaved: (Waiting & { owner?: Id | undefined })[] = [];
  let needs: Need[] = [];
  // On a shared terminal nobody sends what another has tapped.
  const own = (): Waiting[] => unsaved.filter((one) => one.owner === owner());
  // A disk that is gone must not keep back what lies in memory, a call for help above all.
  const onDisk = (): Promise<Waiting[]> => store.outbox().catch(() => []);

  const sender = createSender({
    outbox: async () => [...(await onDisk()), ...own()],
    send: command, settle, signedOut, locks: navigator.locks,
    settled: () => void quietly(confirmAnswered),
    clock: () => ({ page, monotonic: performance.now(), wall: Date.now() }),
  });

  // An answered command stays on top of the picture until the feed has told of it; otherwise a
  // button would jump back for a moment and invite a second tap.
  async function settle(waiting: Waiting, need: Need | null): Promise<void> {
    const inMemory = unsaved.some(({ id }) => id === waiting.id);
    // First of all: a disk that is gone must not have it found, and sent, again and again before what is behind it.
    unsaved = unsaved.filter(({ id }) => id !== waiting.id);
    if (need) await store.update("needs", (held) => withNeed(held ?? [], need)).catch((error: unknown) => {
      if (!inMemory) throw error;
      needs = withNeed(needs, need);
    });
    if (!inMemory && need) await store.dequeue([waiting.n]);
    else if (!inMemory) await store.markAnswered(waiting);
    await changed();
  }

  async function confirmAnswered(): Promise<void> {
    const answered = (await store.outbox()).filter(({ state }) => state === "answered").map(({ n }) => n);
    if (!answered.length) return;
    await catchUp();
    await store.dequeue(answered);
    await changed();
  }

  async function act<K extends CommandKind>(kind: K, fields: CommandFields[K]): Promise<void> {
    const made = {
      kind, fields, id: crypto.randomUUID(), occurredAt: new Date().toISOString(), tapped: { page, at: performance.now() },
      state: "waiting", n: Number.MAX_SAFE_INTEGER,
    } as Waiting;
    await store.enqueue(made).catch(() => { unsaved = [...unsaved, { ...made, owner: owner() }]; });
    await changed();
    void flush();
  }

  async function flush(): Promise<void> {
    await sender.flush();
    if ((await onDisk()).some(({ state }) => state === "waiting")) await unsent();
  }

  return {
    act, flush, unsaved: own, confirmAnswered, needs: () => needs,
    dealtWith: ({ id }) => { needs = needs.filter((need) => need.id !== id); },
    forget: () => { unsaved = []; needs = []; },
  };
}
