// Who is signed in on this device, also when the server could not be told that somebody left.
import { ApiError } from "../api/errors.ts";
import { currentSession, deviceKey, signOut } from "../api/session.ts";
import type { Session } from "../domain/rows.ts";
import type { Owner, Store } from "../store/store.ts";

/** The live session, or null. A sign-out that was made without a network is finished first. */
export async function sessionOf(store: Store): Promise<Session | null> {
  // A disk that is gone knows of no sign-out, and must not keep the server's word from being heard.
  if (await store.fact("signOutWaits").catch(() => false)) await finishSignOut(store);
  return currentSession();
}

/** What of a disk that is gone cannot be forgotten is forgotten by the next start; this many taps went with it. */
export const leaveBehind = (taps: number): void => { localStorage["bluelamp-left"] = taps; };

/** Signs out here at once, and there as soon as somebody answers. */
export async function leave(store: Store): Promise<void> {
  await store.noteFact("signOutWaits", true);
  await store.wipe().catch(() => leaveBehind(0));
  await finishSignOut(store).catch(() => undefined);
}

/**
 * The server has ended the session: what the control room told is forgotten, key included. What waits to be
 * sent, and what was refused, stays sealed here, and the server releases the key to it to its owner alone.
 */
export const revoked = (store: Store): Promise<void> => store.lockAllBut((waiting, held) => {
  const undone = held.needs?.filter(({ kind }) => kind === "refused" || kind === "lost") ?? [];
  const owner = ownerOf(held.handset?.handset.officer, held.owner);
  return waiting.length || undone.length ? { needs: undone, ...(owner && { owner }) } : {};
});

/** Opens what lies on this device to whoever is signed in. False while it keeps unsent actions of somebody else. */
export async function admit(store: Store, { officer }: Session): Promise<boolean> {
  const owner = await ownerHere(store);
  if (owner && owner.id !== officer.id) {
    await revoked(store);
    if ((await store.lockedAway()) > 0 || (await store.outbox()).length > 0) return false;
    await store.wipe();
  }
  if (await store.isOpen()) return true;
  const released = await deviceKey();
  const me = { id: officer.id, rank: officer.rank, name: officer.name };
  if (await store.unlock(released, me)) return true;
  // Sealed by another server's key. Only somebody who was asked may throw unsent actions away.
  if ((await store.lockedAway()) > 0) return false;
  await store.wipe();
  return store.unlock(released, me);
}

async function ownerHere(store: Store): Promise<Owner | undefined> {
  const [handset, owner] = await Promise.all([store.read("handset"), store.read("owner")]);
  return ownerOf(handset?.handset.officer, owner);
}

export const ownerOf = (officer: Owner | undefined, owner: Owner | undefined): Owner | undefined =>
  officer ? { id: officer.id, rank: officer.rank, name: officer.name } : owner;

async function finishSignOut(store: Store): Promise<void> {
  await signOut().catch(unlessNobody);
  await store.noteFact("signOutWaits", false);
}

function unlessNobody(error: unknown): void {
  if (!(error instanceof ApiError) || error.status !== 401) throw error;
}
