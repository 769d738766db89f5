import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { get } from "../../../api/client.ts";
import { type Candidates, renewed } from "../../../domain/board/candidates.ts";
import { useBoard } from "../board-context.ts";
import { boardSentence } from "../board-sentence.ts";
import { REST_MS } from "./use-incident-detail.ts";

/** Positions and statuses move on: a ranking older than this is reckoned again. */
const OLD_AFTER_MS = 15_000;

export interface RankedNow {
  shown: Candidates | null;
  read_at: number;
  /** A newer ranking that puts other units on the number keys. It waits for the dispatcher: a list must not move under a finger. */
  newer: Candidates | null;
  problem: string | null;
  takeNewer: () => void;
  again: () => void;
  /** Reads, but changes no number. */
  check: () => void;
}

export function useCandidates(incidentId: string, placeKey: string, tasked: ReadonlySet<string>): RankedNow {
  const { clock } = useBoard();
  const [shown, setShown] = useState<Candidates | null>(null);
  const [newer, setNewer] = useState<Candidates | null>(null);
  const [readAt, setReadAt] = useState(0);
  const [problem, setProblem] = useState<string | null>(null);
  const current = useRef<Candidates | null>(null);
  const onIt = useRef(tasked);
  onIt.current = tasked;

  const show = useCallback((ranked: Candidates | null) => {
    current.current = ranked;
    setShown(ranked);
    setNewer(null);
    setReadAt(clock.read());
  }, []);

  const read = useCallback(
    async (replace: boolean, isLeft: () => boolean) => {
      try {
        const ranked = await get<Candidates>(`/api/incidents/${incidentId}/candidates?limit=10`);
        if (isLeft()) return;
        setProblem(null);
        const next = replace || !current.current ? ranked : renewed(current.current, ranked, onIt.current);
        if (next) show(next);
        else setNewer(ranked);
      } catch (error) {
        if (!isLeft()) setProblem(boardSentence(error));
      }
    },
    [incidentId],
  );

  useEffect(() => {
    let left = false;
    show(null);
    const resting = setTimeout(() => void read(true, () => left), REST_MS);
    const timer = setInterval(() => {
      if (!document.hidden) void read(false, () => left);
    }, OLD_AFTER_MS);
    return () => {
      left = true;
      clearTimeout(resting);
      clearInterval(timer);
    };
  }, [incidentId, placeKey]);

  // Who has joined or left changes what is missing: nobody waits for that until the ranking is old.
  const who = [...tasked].sort().join();
  useEffect(() => {
    if (!current.current) return undefined;
    let left = false;
    void read(false, () => left);
    return () => {
      left = true;
    };
  }, [who]);

  return {
    shown,
    read_at: readAt,
    newer,
    problem,
    takeNewer: () => show(newer),
    again: () => void read(true, () => false),
    check: () => void read(false, () => false),
  };
}
