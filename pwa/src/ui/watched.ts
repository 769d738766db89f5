import { useEffect, useState } from "preact/hooks";
import type { Watched } from "../watch/watched.ts";

export { settable, type Settable, type Watched } from "../watch/watched.ts";

/** Draws again whenever the value changes. */
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
