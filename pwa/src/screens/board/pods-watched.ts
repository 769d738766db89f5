// Which pods this screen watches. A choice of the workplace, no personal data: it outlives a sign-out.
import { type Settable, settable } from "../../ui/watched.ts";

export type Pods = string[] | "all";

const KEY = "board.pods";

function remembered(): Pods | null {
  const kept = localStorage.getItem(KEY);
  if (!kept) return null;
  return kept === "all" ? "all" : kept.split(",").filter((code) => /^[A-Z0-9]{1,8}$/.test(code));
}

/** What was chosen last, else the pod of who signs in. */
export function podsWatched(ownPod: string): Settable<Pods> {
  const kept = remembered();
  const pods = settable<Pods>(kept && kept.length > 0 ? kept : ownPod ? [ownPod] : "all");
  pods.subscribe(() => {
    const now = pods.get();
    localStorage.setItem(KEY, now === "all" ? "all" : now.join(","));
  });
  return pods;
}
