// Which key seals what, and who may have it.
import type { Database } from "./database.ts";
import { leaseFrom, newKey, seal, unlocked, unseal, type Lock, type Sealed } from "./vault.ts";

/** What lies here cannot be opened, nor added to, before its owner has signed in. */
export class Locked extends Error {
  override readonly name = "Locked";
}

export interface Keyring {
  /** The data key. Rejects with Locked when the lease on it is gone. */
  data: () => Promise<CryptoKey>;
  /** The device's own key, for what must be readable before anybody signs in: whose device this is. */
  own: () => Promise<CryptoKey>;
  /** The lock as it lies on the disk; undefined on a new device and on one of before there were locks. */
  lock: () => Promise<Lock | undefined>;
  /** Takes up the lease on the lock that lies here. False when it is not this person's. */
  takeUp: (released: string) => Promise<boolean>;
  /** Holds a lock in memory that a full disk has refused; undefined lets go of it. */
  keep: (next: Lock | undefined) => void;
}

export const isFull = (error: unknown): boolean => error instanceof DOMException && error.name === "QuotaExceededError";

export const isLock = (kept: CryptoKey | Lock | undefined): kept is Lock => Boolean(kept && "wrapped" in kept);

export function keyringOf(database: Database): Keyring {
  // Unwrapped once for each page: another tab may have thrown the lock away, so its number is looked at every time.
  let known: { id: string; key: CryptoKey } | undefined;
  // What a full disk has refused: this page works on from memory.
  let inMemory: Lock | undefined;
  let ownInMemory: CryptoKey | undefined;

  async function data(): Promise<CryptoKey> {
    const kept = await onDisk();
    // A device of before there were locks: its key serves until the server has been asked.
    if (kept && !isLock(kept)) return kept;
    const { id, lease } = kept?.lease ? kept : (inMemory ?? {});
    if (!id || !lease) throw new Locked();
    if (known?.id !== id) known = { id, key: await unlocked((kept ?? inMemory) as Lock, lease) };
    return known.key;
  }

  const onDisk = (): Promise<CryptoKey | Lock | undefined> => database.get("keys", "data");

  async function lock(): Promise<Lock | undefined> {
    const kept = await onDisk();
    if (kept && !isLock(kept)) return undefined;
    return inMemory && (!kept || kept.id === inMemory.id) ? inMemory : kept;
  }

  async function own(): Promise<CryptoKey> {
    const kept = ownInMemory ?? (await database.get("keys", "own"));
    if (kept) return kept as CryptoKey;
    const fresh = await newKey();
    try {
      return await keptOwn(fresh);
    } catch (error) {
      if (!isFull(error)) throw error;
      return (ownInMemory = fresh);
    }
  }

  async function keptOwn(fresh: CryptoKey): Promise<CryptoKey> {
    const drawer = database.transaction("keys", "readwrite");
    // Another tab may have made one meanwhile: the first stays.
    const winner = ((await drawer.store.get("own")) as CryptoKey | undefined) ?? fresh;
    await drawer.store.put(winner, "own");
    await drawer.done;
    return winner;
  }

  async function takeUp(released: string): Promise<boolean> {
    const kept = await lock();
    if (!kept) return false;
    const lease = await leaseFrom(released, kept.salt);
    const fits = await unlocked(kept, lease).then(() => true, () => false);
    if (fits) await database.put("keys", { ...kept, lease }, "data").catch(() => { inMemory = { ...kept, lease }; });
    return fits;
  }

  function keep(next: Lock | undefined): void {
    inMemory = next;
  }

  return { data, own, lock, takeUp, keep };
}

/** Opens what was sealed; undefined for what no key of this device opens: it was sealed before a wipe, or is locked. */
export async function opened<T>(keys: Keyring, sealed: Sealed | undefined, own: boolean = sealed?.loose ?? false): Promise<T | undefined> {
  if (!sealed) return undefined;
  try {
    return await unseal<T>(await (own ? keys.own() : keys.data()), sealed);
  } catch {
    return undefined;
  }
}

/** Sealed by the data key, or by the device's own while that is locked: a tap in the moment of a revocation is kept, too. */
export async function sealedAnyhow(keys: Keyring, value: unknown): Promise<Sealed> {
  try {
    return await seal(await keys.data(), value);
  } catch (error) {
    if (!(error instanceof Locked)) throw error;
    return { ...(await seal(await keys.own(), value)), loose: true };
  }
}
