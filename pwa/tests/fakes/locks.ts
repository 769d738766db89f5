import type { Locks } from "../../src/store/store.ts";

/** Web Locks within one test: who asks for a name waits for whoever holds it. */
export function fakeLocks(): Locks {
  const tails = new Map<string, Promise<unknown>>();
  const request = (name: string, work: () => unknown): Promise<unknown> => {
    const mine = (tails.get(name) ?? Promise.resolve()).then(work);
    tails.set(name, mine.catch(() => undefined));
    return mine;
  };
  return { request } as unknown as Locks;
}
