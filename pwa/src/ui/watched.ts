import { useEffect, useState } from "preact/hooks";

/** A value that can be watched: the whole of our state library. */
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

export function useWatched<T>(watched: Watched<T>): T {
  const [value, setValue] = useState(watched.get);
  useEffect(() => {
    const tell = () => setValue(() => watched.get());
    // It may have changed between the first drawing and this moment.
    tell();
    return watched.subscribe(tell);
  }, [watched]);
  return value;
}
