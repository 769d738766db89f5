// What the device remembers, sealed. Everything goes through here, so that wiping is one call.
import type { Handset } from "../domain/handset.ts";
import type { Brief } from "../domain/brief.ts";
import type { Command, Waiting } from "../domain/commands.ts";
import type { Need } from "../domain/needs.ts";
import type { Codes, Id, Instant, Officer, Session } from "../domain/rows.ts";
import { openDatabase, type Database, type Opening } from "./database.ts";
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
  /** Whose unsent actions lie here when everything else is gone: nobody else may send them. */
  owner: Owner;
}

export type Owner = Pick<Officer, "id" | "rank" | "name">;

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
  /** Whether the disk has refused something, which is then held in memory only. */
  isFull(): boolean;
  enqueue(command: Command & Pick<Waiting, "id" | "occurredAt" | "tapped">): Promise<Waiting>;
  /** Waiting and answered commands, in the order of the taps. */
  outbox(): Promise<Waiting[]>;
  markAnswered(command: Waiting): Promise<void>;
  dequeue(numbers: number[]): Promise<void>;
  fact<K extends keyof DeviceFacts>(name: K): Promise<DeviceFacts[K] | undefined>;
  noteFact<K extends keyof DeviceFacts>(name: K, value: DeviceFacts[K]): Promise<void>;
  /** Forgets every person and every tasking, key included: sign-out, another officer. */
  wipe(): Promise<void>;
  /** The same, but what waits to be sent and these records stay, sealed by a new key: end of duty, revocation. */
  wipeAllBut(keeping: Keeping): Promise<void>;
}

/** What of the records stays. It is given what lies there in the very turn of the wipe: two wipes at once must not lose what the first one kept. */
export type Keeping = (waiting: Waiting[], held: { [K in "handset" | "owner" | "needs"]: Records[K] | undefined }) => Partial<Records>;

export type Locks = Pick<LockManager, "request">;

export async function openStore(name?: string, locks: Locks = navigator.locks, opening?: Opening): Promise<Store> {
  const database = await openDatabase(name, opening);
  // What the disk refuses is held here, so that a full device still shows what it is told.
  const refused: Partial<Records> = {};
  // One at a time, also among tabs: what is sealed while the key is thrown away could never be opened again.
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => locks.request("bluelamp-record", work) as Promise<T>;
  return {
    read: (record) => read(database, refused, record),
    update: (record, change) => inTurn(() => update(database, refused, record, change)),
    forget: async (record) => {
      delete refused[record];
      await database.delete("sealed", record);
    },
    isFull: () => Object.keys(refused).length > 0,
    enqueue: (command) => inTurn(() => enqueue(database, command)),
    outbox: () => outbox(database),
    markAnswered: (command) => inTurn(() => markAnswered(database, command)),
    dequeue: (numbers) => dequeue(database, numbers),
    fact: async (fact) => (await database.get("plain", fact)) as never,
    // Each fact can be found out again: a full device starts all the same.
    noteFact: async (fact, value) => { await database.put("plain", value, fact).catch(() => undefined); },
    wipe: () => inTurn(() => { letGo(refused); return wipe(database); }),
    wipeAllBut: (keeping) => inTurn(() => wipeAllBut(database, refused, keeping)),
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

type Change<K extends keyof Records> = (held: Records[K] | undefined) => Records[K] | undefined;

async function read<K extends keyof Records>(database: Database, refused: Partial<Records>, name: K): Promise<Records[K] | undefined> {
  return refused[name] ?? opened<Records[K]>(database, await database.get("sealed", name));
}

async function update<K extends keyof Records>(database: Database, refused: Partial<Records>, name: K, change: Change<K>): Promise<void> {
  const held = await read(database, refused, name);
  const next = change(held);
  if (next === undefined || next === held) return;
  try {
    await database.put("sealed", await seal(await keyOf(database), next), name);
    delete refused[name];
  } catch (error) {
    if (!isFull(error)) throw error;
    refused[name] = next;
  }
}

const isFull = (error: unknown): boolean => error instanceof DOMException && error.name === "QuotaExceededError";

function letGo(refused: Partial<Records>): void {
  for (const name of Object.keys(refused)) delete refused[name as keyof Records];
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

// On a full disk it goes at once: a button may jump back for a moment, but the answer never blocks what is behind it.
async function markAnswered(database: Database, command: Waiting): Promise<void> {
  const answered = await sealedCommand(database, { ...command, state: "answered" });
  await database.put("outbox", answered, command.n).catch(() => database.delete("outbox", command.n));
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

// One transaction: a browser that stops half way has either the old state or the new one, and no action is ever nowhere.
async function wipeAllBut(database: Database, refused: Partial<Records>, keeping: Keeping): Promise<void> {
  const waiting = (await outbox(database)).filter(({ state }) => state === "waiting");
  const lies = <K extends keyof Records>(name: K) => read(database, refused, name);
  const records = keeping(waiting, { handset: await lies("handset"), owner: await lies("owner"), needs: await lies("needs") });
  letGo(refused);
  if (!waiting.length && !Object.keys(records).length) return wipe(database);
  const key = await newKey();
  const kept = await Promise.all(Object.entries(records).map(async ([name, value]) => [name, await seal(key, value)] as const));
  const unsent = await Promise.all(waiting.map(async (command) => [command.n, await seal(key, command)] as const));
  const drawers = database.transaction(["keys", "sealed", "outbox"], "readwrite");
  const [keys, sealed, box] = [drawers.objectStore("keys"), drawers.objectStore("sealed"), drawers.objectStore("outbox")];
  await Promise.all([
    keys.put(key, "data"), sealed.clear(), box.clear(),
    ...kept.map(([name, value]) => sealed.put(value, name)), ...unsent.map(([n, value]) => box.put(value, n)), drawers.done,
  ]);
}
