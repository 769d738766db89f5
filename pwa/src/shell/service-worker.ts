import { tell } from "../ui/toast.tsx";

const LOOK_AGAIN_MS = 30 * 60 * 1000;

/** Registers the worker. A new version waits until the person takes it: never in the middle of a job. */
export function offerUpdates(mayReload: () => boolean): void {
  if (!("serviceWorker" in navigator) || import.meta.env.DEV) return;
  void register(mayReload).catch(() => undefined);
}

async function register(mayReload: () => boolean): Promise<void> {
  const registration = await navigator.serviceWorker.register("/sw.js");
  if (registration.waiting && navigator.serviceWorker.controller) offer(registration.waiting, mayReload);
  registration.addEventListener("updatefound", () => {
    const coming = registration.installing;
    coming?.addEventListener("statechange", () => {
      if (coming.state === "installed" && navigator.serviceWorker.controller) offer(coming, mayReload);
    });
  });
  setInterval(() => void registration.update().catch(() => undefined), LOOK_AGAIN_MS);
}

function offer(worker: ServiceWorker, mayReload: () => boolean): void {
  tell("A new version is ready.", { label: "Use it", run: () => take(worker, mayReload) }, 60_000);
}

// What waits lies in the store, and the new version sends it; only what the disk has refused is held by this page alone.
function take(worker: ServiceWorker, mayReload: () => boolean): void {
  if (!mayReload()) return tell("Send what waits first.");
  navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
  worker.postMessage({ kind: "take-over" });
}

/** Fetches the new version and opens it: the server no longer serves this one. */
export async function renewApp(mayReload: () => boolean): Promise<void> {
  const registration = await navigator.serviceWorker?.getRegistration();
  await registration?.update().catch(() => undefined);
  const coming = registration?.installing ?? registration?.waiting;
  if (!coming) return mayReload() ? location.reload() : tell("Send what waits first.");
  if (coming.state === "installed") return take(coming, mayReload);
  coming.addEventListener("statechange", () => { if (coming.state === "installed") take(coming, mayReload); });
}
