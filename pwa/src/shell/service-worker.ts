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

function take(worker: ServiceWorker, mayReload: () => boolean): void {
  if (!mayReload()) return tell("Send what waits first.");
  navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
  worker.postMessage({ kind: "take-over" });
}
