// How the screen is marked: the highest of all that is on it (domain reference 5.5). Whoever shows something says so.
import { useEffect } from "preact/hooks";
import { settable, type Watched } from "./watched.ts";

export type Marking = "OFFICIAL" | "OFFICIAL-SENSITIVE";

const claims = new Set<{ of: string }>();
const shown = settable<Marking>("OFFICIAL");

export const screenMarking: Watched<Marking> = shown;

/** A marking that we do not know is taken for the highest there is. */
const highest = (): Marking => ([...claims].some(({ of }) => of !== "OFFICIAL") ? "OFFICIAL-SENSITIVE" : "OFFICIAL");

/** Something marked comes onto the screen; the answer takes it off again. */
export function mark(of: string): () => void {
  const claim = { of };
  claims.add(claim);
  shown.set(highest());
  return () => {
    claims.delete(claim);
    shown.set(highest());
  };
}

/** What a component shows is marked so, for as long as it is there. */
export function useMarking(of: string): void {
  useEffect(() => mark(of), [of]);
}
