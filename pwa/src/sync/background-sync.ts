// Where the browser has it (Chromium), the worker sends what waits although no page is open any more. An
// accelerator only: every page drains the same outbox by itself, and no promise hangs on this.
export const OUTBOX_TAG = "bluelamp-outbox";

type WithSync = ServiceWorkerRegistration & { sync?: { register: (tag: string) => Promise<void> } };

/** Asks to be woken once as soon as there is a network. */
export async function askToBeWoken(): Promise<void> {
  try {
    const registration = (await navigator.serviceWorker?.getRegistration()) as WithSync | undefined;
    await registration?.sync?.register(OUTBOX_TAG);
  } catch {
    // Switched off by its owner, or a private window.
  }
}
