import { settable } from "../watch/watched.ts";

interface InstallPrompt extends Event {
  prompt: () => Promise<unknown>;
}

/** The browser's own offer to install, kept until the officer wants it. */
export const installOffer = settable<InstallPrompt | null>(null);

export function watchInstall(): void {
  addEventListener("beforeinstallprompt", (event) => {
    event.preventDefault();
    installOffer.set(event as InstallPrompt);
  });
  addEventListener("appinstalled", () => installOffer.set(null));
}

export async function installNow(): Promise<void> {
  await installOffer.get()?.prompt();
  installOffer.set(null);
}

export const installedAlready = (): boolean => matchMedia("(display-mode: standalone)").matches;

/** Safari makes no offer: there it can only be told how. */
export const isApple = (): boolean => /iPhone|iPad/.test(navigator.userAgent);
