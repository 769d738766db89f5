/** Asks for leave to show alerts. Must be called by a tap, and before anything is waited for: browsers insist. */
export function askToNotify(): Promise<NotificationPermission> {
  return "Notification" in globalThis && Notification.permission === "default" ? Notification.requestPermission() : Promise.resolve("default");
}

export const notAskedYet = (): boolean => canPush() && Notification.permission === "default";

export const canPush = (): boolean => "serviceWorker" in navigator && "PushManager" in globalThis && "Notification" in globalThis;

/** The registered worker, or a refusal after ten seconds: where it cannot be registered it would never be ready. */
export async function pushManager(): Promise<PushManager> {
  const late = new Promise<never>((_, refuse) => setTimeout(() => refuse(new DOMException("no worker")), 10_000));
  const registration = await Promise.race([navigator.serviceWorker.ready, late]);
  return registration.pushManager;
}
