import { render } from "preact";
import { attachedToImmediateTasking } from "./domain/status.ts";
import { sunIsUp } from "./domain/sun.ts";
import { watchBattery } from "./location/battery.ts";
import { createLocator } from "./location/watch.ts";
import { App } from "./screens/handset/app.tsx";
import { HandheldContext } from "./screens/handset/context.ts";
import { wakeupsOf } from "./screens/handset/wakeups.ts";
import { askToBeWoken } from "./sync/background-sync.ts";
import { boot } from "./shell/boot.ts";
import { watchInstall } from "./shell/install.ts";
import { offerUpdates } from "./shell/service-worker.ts";
import { noteUnsent, unsentBefore } from "./shell/unsent-marker.ts";
import { listenToWorker } from "./shell/worker-words.ts";
import { openStore } from "./store/store.ts";
import { kindOfDevice, startDevice } from "./sync/device.ts";
import { enableSound } from "./ui/sound.ts";
import { followTheSun } from "./ui/theme.ts";

async function start(): Promise<void> {
  const surface = boot();
  let gone = false;
  watchInstall();
  const store = await openStore(undefined, navigator.locks, { onHeldUp: () => void cannotOpen("HeldUp"), onReplaced: replaced });
  const known = await store.fact("deviceId");
  const unsent = unsentBefore();
  if (!known && unsent) await store.noteFact("lost", { count: unsent, at: new Date().toISOString() });
  const deviceId = known ?? crypto.randomUUID();
  await store.noteFact("deviceId", deviceId);
  const device = startDevice(store, deviceId, askToBeWoken);
  device.view.subscribe(() => {
    const { phase, waiting, lockedAway } = device.view.get();
    if (phase !== "opening") noteUnsent(waiting.length + lockedAway);
    if (gone) replaced();
  });
  const locator = createLocator({
    send: device.sendFixes,
    shelf: { read: async () => (await store.read("unsentFixes")) ?? [], keep: (fixes) => store.update("unsentFixes", () => fixes) },
    battery: watchBattery(),
    source: () => (kindOfDevice() === "terminal" && device.view.get().handset?.unit?.vehicle ? "vehicle" : "handset"),
    urgent: () => attachedToImmediateTasking(device.view.get().handset?.cards ?? []),
  });
  render(<HandheldContext.Provider value={{ device, locator }}><App /></HandheldContext.Provider>, surface);
  followTheSun(() => sunIsUp(new Date(), locator.lastFix() ?? undefined));
  listenToWorker({
    catchUp: device.catchUp,
    alertShown: () => void wakeupsOf(device).then((wakeups) => wakeups.look()),
  });
  // A page may only sound after a tap, and any tap will do: an app that was opened again must be heard, too.
  for (const touch of ["pointerdown", "keydown"]) addEventListener(touch, enableSound);
  void navigator.storage?.persist?.();
  offerUpdates(() => !device.view.get().cannotStore);

  // The store is no longer ours, and nothing new can come in. What only this tab holds must stay until it is sent, or seen.
  function replaced(): void {
    gone = true;
    if (!device.isAlone()) location.reload();
  }
}

/** Seldom seen, so it is no part of what every start loads. */
async function cannotOpen(why: "HeldUp" | "CannotOpen"): Promise<void> {
  const { [why]: Words } = await import("./screens/handset/cannot-open.tsx");
  render(<Words />, document.getElementById("surface") as HTMLElement);
}

void start().catch((error: unknown) => {
  void cannotOpen("CannotOpen");
  throw error;
});
