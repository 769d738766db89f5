// What the device remembers, sealed. Everything goes through here, so that wiping is one call.
import type { Handset } from "../domain/handset.ts";
import type { Brief } from "../domain/brief.ts";
import type { Command, Waiting } from "../domain/commands.ts";
import type { Need } from "../domain/needs.ts";
import type { Codes, Id, Instant, Session } from "../domain/rows.ts";
import { openDatabase, type Database } from "./database.ts";
import { newKey, seal, unseal, type Sealed } from "./vault.ts";

/** The sealed records, by name. The time of the last word from the control room lies with the data. */
export interface Records {
  session: Session;
  handset: { handset: Handset; heardAt: Instant };
  codes: Codes;
  needs: Need[];
  /** What was confirmed as read, by tasking: so that a change can say what changed. */
  briefs: Record<Id, Brief>;
  /** Alerts that this device has given. */
  alerts: string[];
}

/** About the device, not about a person: survives a wipe. */
export interface DeviceFacts {
  deviceId: Id;
  /** A sign-out that the server has not heard of yet: its cookie would sign the next person in. */
  signOutWaits: boolean;
  lastBookOn: { unitId: Id; vehicle: string | null };
}

export interface Store {
  read<K extends keyof Records>(name: K): Promise<Records[K] | undefined>;
  /** Changes a record in one turn, also against the other tabs. `undefined` leaves it as it is. */
  update<K extends keyof Records>(name: K, change: (held: Records[K] | undefined) => Records[K] | undefined): Promise<void>;
  forget(name: keyof Records): Promise<void>;
  enqueue(command: Command & Pick<Waiting, "id" | "occurredAt" | "tapped">): Promise<Waiting>;
  /** Waiting and answered commands, in the order of the taps. */
  outbox(): Promise<Waiting[]>;
  markAnswered(command: Waiting): Promise<void>;
  dequeue(numbers: number[]): Promise<void>;
  fact<K extends keyof DeviceFacts>(name: K): Promise<DeviceFacts[K] | undefined>;
  noteFact<K extends keyof DeviceFacts>(name: K, value: DeviceFacts[K]): Promise<void>;
  /** Forgets every person and every tasking, key included: book-off, sign-out, revocation. */
  wipe(): Promise<void>;
}

export type Locks = Pick<LockManager, "request">;

export async function openStore(name?: string, locks: Locks = navigator.locks): Promise<Store> {
  const database = await openDatabase(name);
  return {
    read: async (record) => opened(database, await database.get("sealed", record)),
    update: async (record, change) => { await locks.request("bluelamp-record", () => update(database, record, change)); },
    forget: (record) => database.delete("sealed", record),
    enqueue: (command) => enqueue(database, command),
    outbox: () => outbox(database),
    markAnswered: async (command) => { await database.put("outbox", await sealedCommand(database, { ...command, state: "answered" }), command.n); },
    dequeue: (numbers) => dequeue(database, numbers),
    fact: async (fact) => (await database.get("plain", fact)) as never,
    noteFact: async (fact, value) => { await database.put("plain", value, fact); },
    wipe: () => wipe(database),
  };
}

// IndexedDB closes a transaction while we wait for the cipher, so sealing always comes before it.
async function keyOf(database: Database): Promise<CryptoKey> {
  const kept = await database.get("keys", "data");
  if (kept) return kept;
  const fresh = await newKey();
  const drawer = database.transaction("keys", "readwrite");
  // Another tab may have made one meanwhile: the first stays.
  const winner = (await drawer.store.get("data")) ?? fresh;
  await drawer.store.put(winner, "data");
  await drawer.done;
  return winner;
}

// A record that this key cannot open was sealed before a wipe: it is gone, and the device starts over.
async function opened<T>(database: Database, sealed: Sealed | undefined): Promise<T | undefined> {
  const key = await database.get("keys", "data");
  if (!sealed || !key) return undefined;
  try {
    return await unseal<T>(key, sealed);
  } catch {
    return undefined;
  }
}

async function update<K extends keyof Records>(database: Database, name: K, change: (held: Records[K] | undefined) => Records[K] | undefined): Promise<void> {
  const held = await opened<Records[K]>(database, await database.get("sealed", name));
  const next = change(held);
  if (next === undefined || next === held) return;
  await database.put("sealed", await seal(await keyOf(database), next), name);
}

const sealedCommand = async (database: Database, command: unknown): Promise<Sealed> => seal(await keyOf(database), command);

async function enqueue(database: Database, command: Command & Pick<Waiting, "id" | "occurredAt" | "tapped">): Promise<Waiting> {
  const sealed = await sealedCommand(database, { ...command, state: "waiting" });
  // The officer is told "kept" only when the disk has it, not when the browser means to write it.
  const drawer = database.transaction("outbox", "readwrite", { durability: "strict" });
  const n = await drawer.store.add(sealed);
  await drawer.done;
  return { ...command, state: "waiting", n } as Waiting;
}

async function outbox(database: Database): Promise<Waiting[]> {
  const drawer = database.transaction("outbox");
  const [numbers, sealed] = await Promise.all([drawer.store.getAllKeys(), drawer.store.getAll()]);
  const commands = await Promise.all(sealed.map((item) => opened<Omit<Waiting, "n">>(database, item)));
  return commands.flatMap((command, i) => (command ? [{ ...command, n: numbers[i] } as Waiting] : []));
}

async function dequeue(database: Database, numbers: number[]): Promise<void> {
  const drawer = database.transaction("outbox", "readwrite");
  await Promise.all([...numbers.map((n) => drawer.store.delete(n)), drawer.done]);
}

async function wipe(database: Database): Promise<void> {
  const drawers = database.transaction(["keys", "sealed", "outbox"], "readwrite");
  // The key first: without it the rest is noise, even if the browser stops half way.
  await Promise.all([drawers.objectStore("keys").clear(), drawers.objectStore("sealed").clear(), drawers.objectStore("outbox").clear(), drawers.done]);
}
