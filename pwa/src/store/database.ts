// The only file that knows IndexedDB. Three drawers: the keys, sealed records by name, and the outbox
// in the order of the taps. `plain` keeps what is about the device and about nobody.
import { openDB, type DBSchema, type IDBPDatabase } from "idb";
import type { Lock, Sealed } from "./vault.ts";

export interface Drawers extends DBSchema {
  keys: { key: string; value: CryptoKey | Lock };
  sealed: { key: string; value: Sealed };
  outbox: { key: number; value: Sealed };
  plain: { key: string; value: unknown };
}

export type Database = IDBPDatabase<Drawers>;

// Version 2 has the same drawers with a lock among the keys: the number closes tabs that would not understand it.
const VERSION = 2;
/** A tab that is closing needs a moment; one that does not close has to be closed by hand. */
const CLOSES_WITHIN_MS = 3_000;

export interface Opening {
  version?: number;
  /** Another tab holds an older version open and does not let go: somebody must close it. */
  onHeldUp?: () => void;
  /** A newer version has opened in another tab, or the browser has closed the drawers: what is done in this one is not kept any more. */
  onReplaced?: () => void;
}

/** Opens the drawers, waiting for as long as another tab holds an older version of them. */
export async function openDatabase(name = "bluelamp", { version = VERSION, onHeldUp, onReplaced }: Opening = {}): Promise<Database> {
  let heldUp: ReturnType<typeof setTimeout> | undefined;
  try {
    return await openDB<Drawers>(name, version, {
      upgrade: (database, from) => { if (from < 1) firstDrawers(database); },
      blocked: () => { heldUp = setTimeout(() => onHeldUp?.(), CLOSES_WITHIN_MS); },
      // A newer version of the app in another tab must not wait for this one. What is being written is still written.
      blocking(_current, _blocked, event) {
        (event.target as IDBDatabase).close();
        onReplaced?.();
      },
      // The browser has taken the drawers away while the page stands: a page that is opened anew gets them again.
      terminated: () => onReplaced?.(),
    });
  } finally {
    clearTimeout(heldUp);
  }
}

function firstDrawers(database: Database): void {
  database.createObjectStore("keys");
  database.createObjectStore("sealed");
  database.createObjectStore("outbox", { autoIncrement: true });
  database.createObjectStore("plain");
}
