import { useMarking } from "../../ui/marking.ts";

/** What stands here is marked so: the line at the top of the screen says the highest of all that is on it. */
export function Marking({ of }: { of: string }) {
  useMarking(of);
  return null;
}
