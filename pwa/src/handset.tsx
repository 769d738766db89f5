import { render } from "preact";
import { attachedToImmediateTasking } from "./domain/status.ts";
import { sunIsUp } from "./domain/sun.ts";
import { createLocator } from "./location/watch.ts";
import { App } from "./screens/handset/app.tsx";
import { HandheldContext } from "./screens/handset/context.ts";
import { wakeupsOf } from "./screens/handset/wakeups.ts";
import { boot } from "./shell/boot.ts";
import { watchInstall } from "./shell/install.ts";
import { offerUpdates } from "./shell/service-worker.ts";
import { listenToWorker } from "./shell/worker-words.ts";
import { openStore } from "./store/store.ts";
import { startDevice } from "./sync/device.ts";
import { followTheSun } from "./ui/theme.ts";

async function start(): Promise<void> {
  const surface = boot();
  watchInstall();
  const store = await openStore();
  const deviceId = (await store.fact("deviceId")) ?? crypto.randomUUID();
  await store.noteFact("deviceId", deviceId);
  const device = startDevice(store, deviceId);
  const locator = createLocator({
    send: device.sendFixes,
    urgent: () => attachedToImmediateTasking(device.view.get().handset?.cards ?? []),
  });
  render(<HandheldContext.Provider value={{ device, locator }}><App /></HandheldContext.Provider>, surface);
  followTheSun(() => sunIsUp(new Date(), locator.lastFix() ?? undefined));
  listenToWorker({
    catchUp: device.catchUp,
    alertShown: () => void wakeupsOf(device).then((wakeups) => wakeups.look()),
  });
  void navigator.storage?.persist?.();
  offerUpdates(() => device.view.get().waiting.length === 0);
}

void start();
