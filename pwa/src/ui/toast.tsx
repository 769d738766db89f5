import { settable, useWatched } from "./watched.ts";

interface Told {
  text: string;
  action?: { label: string; run: () => void };
}

const told = settable<Told | null>(null);
let leaving: ReturnType<typeof setTimeout> | undefined;

/** Says one short thing, without taking the focus. What matters must also stand elsewhere. */
export function tell(text: string, action?: Told["action"], stayMs = 4000): void {
  told.set(action ? { text, action } : { text });
  clearTimeout(leaving);
  leaving = setTimeout(() => told.set(null), stayMs);
}

/** The page's one place for passing words. */
export function ToastRegion() {
  const now = useWatched(told);
  return (
    <div role="status">
      {now && (
        <div class="toast">
          <span>{now.text}</span>
          {now.action && <button type="button" class="btn" onClick={() => { told.set(null); now.action?.run(); }}>{now.action.label}</button>}
        </div>
      )}
    </div>
  );
}
