import { useState } from "preact/hooks";
import { sentenceFor } from "../../api/errors.ts";
import { decideReport } from "../../api/reports.ts";
import type { WholeReport } from "../../domain/street.ts";

export interface Deciding {
  whole: WholeReport;
  onDone: () => Promise<void>;
}

type Kind = Parameters<typeof decideReport>[0];

/** Asks once, and shows what was said to it. */
export function useDecision({ whole, onDone }: Deciding) {
  const [wrong, setWrong] = useState("");
  const [busy, setBusy] = useState(false);
  async function give(kind: Kind, fields: Record<string, unknown>, missing: [field: string, sentence: string] | null): Promise<void> {
    if (missing) {
      document.getElementById(missing[0])?.focus();
      return setWrong(missing[1]);
    }
    setBusy(true);
    setWrong("");
    try {
      const answer = await decideReport(kind, { report_id: whole.report.id, ...fields });
      if (answer.outcome === "done") await onDone();
      else setWrong(answer.message ?? "That was not done.");
    } catch (error) {
      setWrong(sentenceFor(error));
    } finally {
      setBusy(false);
    }
  }
  return { wrong, busy, give };
}
