// Where the device is, while the page is open and visible: a web page gets nothing more.
import { attachedToImmediate, patrol, shouldTell, type Fix } from "../domain/dead-reckoning.ts";
import { settable, type Watched } from "../watch/watched.ts";

export type Whereabouts =
  | { kind: "off" }
  | { kind: "asking" }
  | { kind: "denied" }
  | { kind: "unavailable" }
  | { kind: "fixed"; fix: Fix };

export interface Locator {
  whereabouts: Watched<Whereabouts>;
  lastFix: () => Fix | null;
  start: () => void;
  stop: () => void;
}

/** Fixes that wait for a link; older ones are worth less than the room they take. */
const MOST_WAITING = 60;

export function createLocator(parts: {
  send: (fixes: Fix[]) => Promise<boolean>;
  urgent: () => boolean;
  geolocation?: Pick<Geolocation, "watchPosition" | "clearWatch">;
}): Locator {
  const geolocation = parts.geolocation ?? navigator.geolocation;
  const whereabouts = settable<Whereabouts>({ kind: "off" });
  let watching: number | undefined;
  let told: Fix | null = null;
  let waiting: Fix[] = [];
  let sending = false;

  function located(position: GeolocationPosition): void {
    const fix = fixFrom(position);
    whereabouts.set({ kind: "fixed", fix });
    if (!shouldTell(told, fix, parts.urgent() ? attachedToImmediate : patrol)) return;
    told = fix;
    waiting = [...waiting, fix].slice(-MOST_WAITING);
    void send();
  }

  async function send(): Promise<void> {
    if (sending || !waiting.length) return;
    sending = true;
    const batch = waiting;
    const stored = await parts.send(batch);
    if (stored) waiting = waiting.filter((fix) => !batch.includes(fix));
    sending = false;
  }

  function failed({ code }: GeolocationPositionError): void {
    // A timeout or a lost sky leaves the last fix standing, with its age beside it.
    if (code === 1) whereabouts.set({ kind: "denied" });
    else if (whereabouts.get().kind !== "fixed") whereabouts.set({ kind: "unavailable" });
  }

  function start(): void {
    if (watching !== undefined || !geolocation) return;
    whereabouts.set({ kind: "asking" });
    watching = geolocation.watchPosition(located, failed, { enableHighAccuracy: true, maximumAge: 5_000, timeout: 30_000 });
  }

  function stop(): void {
    if (watching !== undefined) geolocation.clearWatch(watching);
    watching = undefined;
    told = null;
    waiting = [];
    whereabouts.set({ kind: "off" });
  }

  const lastFix = (): Fix | null => {
    const now = whereabouts.get();
    return now.kind === "fixed" ? now.fix : null;
  };

  return { whereabouts, lastFix, start, stop };
}

export function fixFrom({ coords, timestamp }: GeolocationPosition): Fix {
  const moving = coords.speed !== null && !Number.isNaN(coords.speed);
  return {
    lon: coords.longitude, lat: coords.latitude, accuracy_m: Math.round(coords.accuracy * 10) / 10,
    speed_mps: moving ? coords.speed : null,
    heading: coords.heading === null || Number.isNaN(coords.heading) ? null : coords.heading,
    fixed_at: new Date(timestamp).toISOString(), source: "handset",
  };
}
