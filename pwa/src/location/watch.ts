// Where the device is, while the page is open and visible: a web page gets nothing more.
import { attachedToImmediate, isStatic, patrol, shouldTell, type Fix } from "../domain/dead-reckoning.ts";
import { distanceM } from "../domain/place.ts";
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

export interface Shelf {
  read: () => Promise<Fix[]>;
  keep: (fixes: Fix[]) => Promise<unknown>;
}

/** Fixes that wait for a link, with their true times: a whole night without signal. Then every second of the older half goes. */
const MOST_WAITING = 1_500;
const AT_ONCE = 200;
const AGAIN_MS = 5_000;
/** Who has stood for so long needs no satellites: the networks around know it well enough until they move. */
const RESTING_MS = 120_000;

export function createLocator(parts: {
  send: (fixes: Fix[]) => Promise<boolean>;
  urgent: () => boolean;
  /** Where the fixes that wait outlive the page. Without it they wait in memory. */
  shelf?: Shelf;
  /** Per cent, where the browser tells. */
  battery?: () => number | null;
  /** What this device is: its own word for where its fixes come from. */
  source?: () => "handset" | "vehicle";
  geolocation?: Pick<Geolocation, "watchPosition" | "clearWatch">;
}): Locator {
  const geolocation = parts.geolocation ?? navigator.geolocation;
  const whereabouts = settable<Whereabouts>({ kind: "off" });
  let watching: number | undefined;
  let told: Fix | null = null;
  let waiting: Fix[] = [];
  /** How many lie on the shelf, and the newest of them: enough to know whether it is as it should be. */
  let shelved = "0";
  let sending = false;
  let again: ReturnType<typeof setInterval> | undefined;
  let movedAt = 0;
  let precise = true;

  function located(position: GeolocationPosition): void {
    const battery = parts.battery?.() ?? null;
    const fix = { ...fixFrom(position), source: parts.source?.() ?? "handset", ...(battery !== null && { battery }) };
    whereabouts.set({ kind: "fixed", fix });
    rest(fix);
    if (!shouldTell(told, fix, parts.urgent() ? attachedToImmediate : patrol)) return;
    told = fix;
    waiting = thinned([...waiting, fix]);
    void send();
  }

  function rest(fix: Fix): void {
    const at = Date.parse(fix.fixed_at);
    if (!movedAt || !isStatic(fix) || !told || distanceM(told, fix) > patrol.errorM) movedAt = at;
    const wanted = parts.urgent() || at - movedAt < RESTING_MS;
    if (wanted !== precise) look(wanted);
  }

  function look(precisely: boolean): void {
    if (watching !== undefined) geolocation.clearWatch(watching);
    precise = precisely;
    watching = geolocation.watchPosition(located, failed, { enableHighAccuracy: precisely, maximumAge: precisely ? 5_000 : 15_000, timeout: 30_000 });
  }

  async function send(): Promise<void> {
    if (sending || !waiting.length) return;
    sending = true;
    const batch = waiting.slice(0, AT_ONCE);
    const stored = await parts.send(batch);
    if (stored) waiting = waiting.filter((fix) => !batch.includes(fix));
    sending = false;
    if (stored && waiting.length) void send();
  }

  // Not with each fix, only every few seconds: a disk that is written to all night empties a battery.
  async function shelve(): Promise<void> {
    const now = `${waiting.length}${waiting.at(-1)?.fixed_at ?? ""}`;
    if (watching === undefined || now === shelved) return;
    shelved = now;
    await parts.shelf?.keep(waiting).catch(() => { shelved = "unknown"; });
  }

  /** What an earlier page could not send: it was closed, or the telephone was. */
  async function takeUp(): Promise<void> {
    const earlier = await parts.shelf?.read().catch(() => []) ?? [];
    if (watching === undefined || !earlier.length) return;
    const mine = new Set(waiting.map(({ fixed_at }) => fixed_at));
    waiting = thinned([...earlier.filter(({ fixed_at }) => !mine.has(fixed_at)), ...waiting]);
    shelved = "unknown";
    await send();
  }

  function failed({ code }: GeolocationPositionError): void {
    // A timeout or a lost sky leaves the last fix standing, with its age beside it.
    if (code === 1) whereabouts.set({ kind: "denied" });
    else if (whereabouts.get().kind !== "fixed") whereabouts.set({ kind: "unavailable" });
  }

  function start(): void {
    if (watching !== undefined || !geolocation) return;
    whereabouts.set({ kind: "asking" });
    movedAt = 0;
    look(true);
    // Also while nobody moves: what waits is sent when there is a link again.
    again = setInterval(() => void send().then(shelve), AGAIN_MS);
    void takeUp();
  }

  function stop(): void {
    if (watching !== undefined) geolocation.clearWatch(watching);
    clearInterval(again);
    watching = undefined;
    told = null;
    waiting = [];
    shelved = "0";
    whereabouts.set({ kind: "off" });
  }

  const lastFix = (): Fix | null => {
    const now = whereabouts.get();
    return now.kind === "fixed" ? now.fix : null;
  };

  return { whereabouts, lastFix, start, stop };
}

/** The newest half whole, of the older half every second one: a way keeps its shape when its points grow rare. */
export function thinned(fixes: Fix[], most = MOST_WAITING): Fix[] {
  if (fixes.length <= most) return fixes;
  const newest = fixes.length >> 1;
  return fixes.filter((_, at) => at >= newest || at % 2 === 0);
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
