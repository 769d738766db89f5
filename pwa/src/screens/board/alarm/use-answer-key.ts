import { useSettled } from "../../../ui/settled.ts";
import { useKeys } from "../shortcuts.ts";

/** A or F9 answers the alarm on top, once it has stood there long enough to be read: a second press must not answer the one that came up behind it. */
export function useAnswerKey(isOnTop: boolean, answer: () => void): void {
  const settled = useSettled(String(isOnTop));
  useKeys((key) => {
    if (!isOnTop || (key !== "a" && key !== "F9")) return false;
    if (settled()) answer();
    return true;
  });
}
