// The part that sees to alerts comes after what an officer must read.
import { useEffect } from "preact/hooks";
import { canPush, pushManager } from "../../shell/notify.ts";
import { installedAlready, isApple } from "../../shell/install.ts";
import type { Device } from "../../sync/device.ts";
import type { Wakeups } from "../../sync/push.ts";
import { useWatched } from "../../ui/watched.ts";
import { useHandheld } from "./context.ts";

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
  });
}

const CHECK_AGAIN_MS = 30 * 60 * 1000;

/** Looks when a duty is opened, when the server has another key, and now and then. */
export function useWakeups(onDuty: boolean): void {
  const { device } = useHandheld();
  const renewals = useWatched(device.renewals);
  useEffect(() => {
    if (!onDuty) return;
    const check = (): void => void wakeupsOf(device).then((wakeups) => wakeups.check(), () => undefined);
    check();
    const again = setInterval(check, CHECK_AGAIN_MS);
    return () => clearInterval(again);
  }, [onDuty, renewals]);
}
