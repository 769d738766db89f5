/** A value that can be watched: the whole of our state library. It knows nothing and everybody may use it. */
export interface Watched<T> {
  get: () => T;
  subscribe: (tell: () => void) => () => void;
}

export interface Settable<T> extends Watched<T> {
  set: (next: T) => void;
}

export function settable<T>(first: T): Settable<T> {
  let value = first;
  const listeners = new Set<() => void>();
  return {
    get: () => value,
    set: (next) => {
      if (Object.is(next, value)) return;
      value = next;
      for (const tell of [...listeners]) tell();
    },
    subscribe: (tell) => {
      listeners.add(tell);
      return () => listeners.delete(tell);
    },
  };
}
