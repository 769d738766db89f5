/** What the service worker says to a page of the handset. */
export interface WorkerWords {
  /** A push has come: fetch what is new. Answering says that a page is awake and does it. */
  catchUp: () => Promise<void>;
  /** The push was shown and its receipt is given. */
  alertShown: () => void;
}

export function listenToWorker(words: WorkerWords): void {
  if (!("serviceWorker" in navigator)) return;
  navigator.serviceWorker.addEventListener("message", ({ data, ports }: MessageEvent<{ kind?: string; hash?: string } | null>) => {
    switch (data?.kind) {
      case "catch-up":
        ports[0]?.postMessage("awake");
        return void words.catchUp();
      case "alert-shown": return words.alertShown();
      case "go": location.hash = data.hash ?? "";
    }
  });
  navigator.serviceWorker.startMessages();
}
