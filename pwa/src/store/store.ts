// What the device remembers, sealed. Everything goes through here, so that wiping is one call.
import type { Handset } from "../domain/handset.ts";
import type { Briefs } from "../domain/brief.ts";
import type { Fix } from "../domain/dead-reckoning.ts";
import type { Command, Waiting } from "../domain/commands.ts";
import type { Need } from "../domain/needs.ts";
import type { Codes, Id, Instant, Officer, Session } from "../domain/rows.ts";
import { openDatabase, type Database, type Opening } from "./database.ts";
import { isFull, isLock, keyringOf, opened, sealedAnyhow, type Keyring } from "./keyring.ts";
import { newKey, newLock, relocked, seal, unlocked, type Lock } from "./vault.ts";

/** The sealed records, by name. The time of the last word from the control room lies with the data. */
export interface Records {
  session: Session;
  handset: { handset: Handset; heardAt: Instant };
  codes: Codes;
  needs: Need[];
  briefs: Briefs;
  /** Where this device was while nobody could be told. */
  unsentFixes: Fix[];
  /** What is half written, by officer, kind and incident. */
  drafts: Record<string, { draft: unknown; sentAs: Id | null }>;
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
  /** What a browser has cleared away, until somebody has signed in who can be told. */
  lost: { count: number; at: Instant } | null;
}

export interface Store {
  read<K extends keyof Records>(name: K): Promise<Records[K] | undefined>;
  /** Changes a record in one turn, also against the other tabs. `undefined` leaves it as it is. Rejects when the lease is gone. */
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
  /** The same, but what waits to be sent and these records stay, sealed by a new key: end of duty. */
  wipeAllBut(keeping: Keeping): Promise<void>;
  /** The same, and the lease on the new key is gone: only the server can open it again, to its owner. */
  lockAllBut(keeping: Keeping): Promise<void>;
  /** Opens what lies here, or makes a new lock, with what the server has released to this officer. False when it belongs to somebody else. */
  unlock(released: string, owner: Owner): Promise<boolean>;
  /** Whether the lease is here, by which records are read and written. */
  isOpen(): Promise<boolean>;
  /** How many unsent actions lie here that nobody can open before their owner signs in. */
  lockedAway(): Promise<number>;
}

/** What of the records stays. It is given what lies there in the very turn of the wipe: two wipes at once must not lose what the first one kept. */
export type Keeping = (waiting: Waiting[], held: { [K in "handset" | "owner" | "needs"]: Records[K] | undefined }) => Partial<Records>;

export type Locks = Pick<LockManager, "request">;

export async function openStore(name?: string, locks: Locks = navigator.locks, opening?: Opening): Promise<Store> {
  const database = await openDatabase(name, opening);
  // What the disk refuses is held here, so that a full device still shows what it is told.
  const held: Held = { database, keys: keyringOf(database), refused: {} };
  // One at a time, also among tabs: what is sealed while the key is thrown away could never be opened again.
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => locks.request("bluelamp-record", work) as Promise<T>;
  return {
    read: (record) => read(held, record),
    update: (record, change) => inTurn(() => update(held, record, change)),
    forget: async (record) => {
      delete held.refused[record];
      await database.delete("sealed", record);
    },
    isFull: () => Object.keys(held.refused).length > 0,
    enqueue: (command) => inTurn(() => enqueue(held, command)),
    outbox: () => outbox(held),
    markAnswered: (command) => inTurn(() => markAnswered(held, command)),
    dequeue: (numbers) => dequeue(database, numbers),
    fact: async (fact) => (await database.get("plain", fact)) as never,
    // Each fact can be found out again: a full device starts all the same.
    noteFact: async (fact, value) => { await database.put("plain", value, fact).catch(() => undefined); },
    wipe: () => inTurn(() => { letGo(held); return wipe(database); }),
    wipeAllBut: (keeping) => inTurn(() => wipeAllBut(held, keeping, false)),
    lockAllBut: (keeping) => inTurn(() => wipeAllBut(held, keeping, true)),
    unlock: (released, owner) => inTurn(() => unlock(held, released, owner)),
    isOpen: async () => Boolean((await held.keys.lock())?.lease),
    lockedAway: () => lockedAway(held),
  };
}

interface Held {
  database: Database;
  keys: Keyring;
  refused: Partial<Records>;
}

// Whose device this is must be known before anybody signs in, so this one record does not wait for the server.
const isOwn = (name: keyof Records): boolean => name === "owner";

// IndexedDB closes a transaction while we wait for the cipher, so sealing always comes before it.
const keyFor = (keys: Keyring, name: keyof Records): Promise<CryptoKey> => (isOwn(name) ? keys.own() : keys.data());

async function read<K extends keyof Records>({ database, keys, refused }: Held, name: K): Promise<Records[K] | undefined> {
  if (refused[name] !== undefined) return refused[name];
  const sealed = await database.get("sealed", name);
  // Before there were locks one key sealed everything, this one too.
  return (await opened<Records[K]>(keys, sealed, isOwn(name))) ?? opened<Records[K]>(keys, sealed);
}

type Change<K extends keyof Records> = (held: Records[K] | undefined) => Records[K] | undefined;

async function update<K extends keyof Records>(held: Held, name: K, change: Change<K>): Promise<void> {
  const before = await read(held, name);
  const next = change(before);
  if (next === undefined || next === before) return;
  try {
    await held.database.put("sealed", await seal(await keyFor(held.keys, name), next), name);
    delete held.refused[name];
  } catch (error) {
    if (!isFull(error)) throw error;
    held.refused[name] = next;
  }
}

function letGo({ refused, keys }: Held): void {
  keys.keep(undefined);
  for (const name of Object.keys(refused)) delete refused[name as keyof Records];
}

async function enqueue({ database, keys }: Held, command: Command & Pick<Waiting, "id" | "occurredAt" | "tapped">): Promise<Waiting> {
  const sealed = await sealedAnyhow(keys, { ...command, state: "waiting" });
  // The officer is told "kept" only when the disk has it, not when the browser means to write it.
  const drawer = database.transaction("outbox", "readwrite", { durability: "strict" });
  const n = await drawer.store.add(sealed);
  await drawer.done;
  return { ...command, state: "waiting", n } as Waiting;
}

// On a full disk it goes at once: a button may jump back for a moment, but the answer never blocks what is behind it.
async function markAnswered({ database, keys }: Held, command: Waiting): Promise<void> {
  const answered = await sealedAnyhow(keys, { ...command, state: "answered" });
  await database.put("outbox", answered, command.n).catch(() => database.delete("outbox", command.n));
}

async function outbox({ database, keys }: Held): Promise<Waiting[]> {
  const drawer = database.transaction("outbox");
  const [numbers, sealed] = await Promise.all([drawer.store.getAllKeys(), drawer.store.getAll()]);
  const commands = await Promise.all(sealed.map((item) => opened<Omit<Waiting, "n">>(keys, item)));
  return commands.flatMap((command, i) => (command ? [{ ...command, n: numbers[i] } as Waiting] : []));
}

async function dequeue(database: Database, numbers: number[]): Promise<void> {
  const drawer = database.transaction("outbox", "readwrite");
  await Promise.all([...numbers.map((n) => drawer.store.delete(n)), drawer.done]);
}

async function lockedAway({ database, keys }: Held): Promise<number> {
  const lock = await keys.lock();
  return lock && !lock.lease ? database.count("outbox") : 0;
}

async function wipe(database: Database): Promise<void> {
  const drawers = database.transaction(["keys", "sealed", "outbox"], "readwrite");
  // The keys first: without them the rest is noise, even if the browser stops half way.
  await Promise.all([drawers.objectStore("keys").clear(), drawers.objectStore("sealed").clear(), drawers.objectStore("outbox").clear(), drawers.done]);
}

async function wipeAllBut(held: Held, keeping: Keeping, locking: boolean): Promise<void> {
  const lock = await held.keys.lock();
  // Somebody was faster: there is nothing left that we could open.
  if (lock && !lock.lease) return;
  const waiting = (await outbox(held)).filter(({ state }) => state === "waiting");
  const lies = <K extends keyof Records>(name: K) => read(held, name);
  const records = keeping(waiting, { handset: await lies("handset"), owner: await lies("owner"), needs: await lies("needs") });
  letGo(held);
  if (!waiting.length && !Object.keys(records).length) return wipe(held.database);
  if (!lock?.lease) return replaceAll(held, await newKey(), records, waiting);
  const fresh = await relocked({ salt: lock.salt, lease: lock.lease });
  await replaceAll(held, fresh, records, waiting, locking);
}

/** Everything that lies here, sealed by a new lock. False when an old one is not this person's. */
async function unlock(held: Held, released: string, owner: Owner): Promise<boolean> {
  if (await held.keys.lock()) return held.keys.takeUp(released);
  const names = (await held.database.getAllKeys("sealed")) as (keyof Records)[];
  const records = Object.fromEntries(await Promise.all(names.map(async (name) => [name, await read(held, name)] as const)));
  const fresh = await newLock(released);
  try {
    await replaceAll(held, fresh, { ...records, owner }, await outbox(held));
  } catch (error) {
    if (!isFull(error)) throw error;
    held.keys.keep(fresh);
    held.refused.owner = owner;
  }
  return true;
}

// One transaction: a browser that stops half way has either the old state or the new one, and no action is ever nowhere.
async function replaceAll({ database, keys }: Held, next: CryptoKey | Lock, records: Partial<Records>, commands: Waiting[], locking = false): Promise<void> {
  const key = isLock(next) ? await unlocked(next, next.lease as CryptoKey) : next;
  const own = await keys.own();
  const known = Object.entries(records).filter(([, value]) => value !== undefined);
  const kept = await Promise.all(known.map(async ([name, value]) => [name, await seal(isOwn(name as keyof Records) ? own : key, value)] as const));
  const unsent = await Promise.all(commands.map(async (command) => [command.n, await seal(key, command)] as const));
  const { lease, ...locked } = next as Lock;
  const drawers = database.transaction(["keys", "sealed", "outbox"], "readwrite");
  const [ring, sealed, box] = [drawers.objectStore("keys"), drawers.objectStore("sealed"), drawers.objectStore("outbox")];
  await Promise.all([
    ring.put(locking ? locked : next, "data"), sealed.clear(), box.clear(),
    ...kept.map(([name, value]) => sealed.put(value, name)), ...unsent.map(([n, value]) => box.put(value, n)), drawers.done,
  ]);
}
