import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";

/** A part of a screen that is loaded when it is first wanted, or before, when there is nothing else to do. */
export function later<P extends object>(load: () => Promise<ComponentType<P>>): ComponentType<P> {
  let loaded: ComponentType<P> | undefined;
  return function Later(given: P) {
    const [Part, setPart] = useState(() => loaded);
    const [failed, setFailed] = useState(false);
    useEffect(() => {
      if (Part) return;
      load().then((part) => { loaded = part; setPart(() => part); }, () => setFailed(true));
    }, []);
    if (Part) return <Part {...given} />;
    return failed ? <p class="note note-warn" role="alert">This part could not be loaded. Close the app and open it again.</p> : null;
  };
}
