// A screen that goes dark on the way to a job hides the brief and stops the position.
let wanted = false;
let held: WakeLockSentinel | null = null;

export function keepAwake(want: boolean): void {
  wanted = want;
  void settle();
}

async function settle(): Promise<void> {
  if (!wanted) {
    await held?.release();
    held = null;
  } else if ((!held || held.released) && document.visibilityState === "visible") {
    // Refused on a low battery, and on some phones before the first tap: then the screen keeps its habits.
    held = (await navigator.wakeLock?.request("screen").catch(() => null)) ?? null;
  }
}

document.addEventListener("visibilitychange", () => void settle());
