import { useEffect, useState } from "preact/hooks";
import { sentenceFor } from "../../api/errors.ts";

const LOOK_EVERY_MS = 5_000;

export interface Looking<T> {
  found: T | null;
  problem: string;
  setProblem: (words: string) => void;
  look: () => Promise<void>;
}

/** What the server has, asked for again every few seconds and whenever somebody has changed it. */
export function useLooking<T>(ask: () => Promise<T>): Looking<T> {
  const [found, setFound] = useState<T | null>(null);
  const [problem, setProblem] = useState("");

  async function look(): Promise<void> {
    try {
      setFound(await ask());
      setProblem("");
    } catch (error) {
      setProblem(sentenceFor(error));
    }
  }

  useEffect(() => {
    void look();
    const looking = setInterval(() => void look(), LOOK_EVERY_MS);
    return () => clearInterval(looking);
  }, []);

  return { found, problem, setProblem, look };
}
