// The part that sees to alerts comes after what an officer must read.
import { useEffect } from "preact/hooks";
import { canPush, pushManager } from "../../shell/notify.ts";
import { installedAlready, isApple } from "../../shell/install.ts";
import type { Device } from "../../sync/device.ts";
import type { Wakeups } from "../../sync/push.ts";
import { useWatched } from "../../ui/watched.ts";
import { useHandheld } from "./context.ts";

// A time alone, which says nothing of anybody.
const PROVEN = "bluelamp-alert-proven";

let made: Promise<Wakeups> | undefined;

export const wakeupsOf = (device: Device): Promise<Wakeups> => (made ??= make(device));

async function make(device: Device): Promise<Wakeups> {
  const [{ createWakeups }, deviceId] = await Promise.all([import("../../sync/push.ts"), device.store.fact("deviceId")]);
  return createWakeups({
    deviceId: deviceId ?? "",
    // A terminal lies on its side and stays in its vehicle.
    kind: matchMedia("(min-width: 1000px)").matches ? "terminal" : "handset",
    canPush: canPush(),
    mustInstall: isApple() && !installedAlready(),
    permission: () => Notification.permission,
    manager: pushManager,
    wait: (ms) => new Promise((tell) => { setTimeout(tell, ms); }),
    now: Date.now,
    lastProven: { get: () => localStorage.getItem(PROVEN), keep: (at) => localStorage.setItem(PROVEN, at) },
  });
}

const CHECK_AGAIN_MS = 30 * 60 * 1000;
const NOT_SOONER_MS = 60 * 1000;

/** Looks when a duty is opened, when the server has another key, when the app or the network comes back, and now and then. */
export function useWakeups(onDuty: boolean): void {
  const { device } = useHandheld();
  const renewals = useWatched(device.renewals);
  useEffect(() => {
    if (!onDuty) return;
    let lookedAt = 0;
    const check = (): void => {
      lookedAt = Date.now();
      void wakeupsOf(device).then((wakeups) => wakeups.check(), () => undefined);
    };
    // An app on a home screen is seldom started anew: it comes back to the front.
    const again = (): void => { if (document.visibilityState === "visible" && Date.now() - lookedAt > NOT_SOONER_MS) check(); };
    check();
    const timer = setInterval(check, CHECK_AGAIN_MS);
    addEventListener("online", again);
    document.addEventListener("visibilitychange", again);
    return () => {
      clearInterval(timer);
      removeEventListener("online", again);
      document.removeEventListener("visibilitychange", again);
    };
  }, [onDuty, renewals]);
}
