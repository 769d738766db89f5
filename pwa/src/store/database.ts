// The only file that knows IndexedDB. Three drawers: the key, sealed records by name, and the outbox
// in the order of the taps. `plain` keeps what is about the device and about nobody.
import { openDB, type DBSchema, type IDBPDatabase } from "idb";
import type { Sealed } from "./vault.ts";

export interface Drawers extends DBSchema {
  keys: { key: string; value: CryptoKey };
  sealed: { key: string; value: Sealed };
  outbox: { key: number; value: Sealed };
  plain: { key: string; value: unknown };
}

export type Database = IDBPDatabase<Drawers>;

const VERSION = 1;

export function openDatabase(name = "bluelamp"): Promise<Database> {
  return openDB<Drawers>(name, VERSION, {
    upgrade(database) {
      database.createObjectStore("keys");
      database.createObjectStore("sealed");
      database.createObjectStore("outbox", { autoIncrement: true });
      database.createObjectStore("plain");
    },
    // A newer version of the app in another tab must not wait for this one.
    blocking(_current, _blocked, event) {
      (event.target as IDBDatabase).close();
    },
  });
}
