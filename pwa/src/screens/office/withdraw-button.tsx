import { useState } from "preact/hooks";
import { sentenceFor } from "../../api/errors.ts";

interface Props {
  /** What a screen reader hears: "Withdraw their phone". */
  label: string;
  withdraw: () => Promise<void>;
  onDone: () => Promise<void>;
  onProblem: (words: string) => void;
}

/** A key is withdrawn for good, so it takes two taps. */
export function WithdrawButton({ label, withdraw, onDone, onProblem }: Props) {
  const [asked, setAsked] = useState(false);

  async function forGood(): Promise<void> {
    try {
      await withdraw();
      await onDone();
    } catch (error) {
      onProblem(sentenceFor(error));
    }
  }

  return (
    <span class="office-do">
      {asked
        ? <><button type="button" class="btn btn-danger" onClick={() => void forGood()}>Withdraw for good</button><button type="button" class="btn" onClick={() => setAsked(false)}>Keep it</button></>
        : <button type="button" class="btn" aria-label={label} onClick={() => setAsked(true)}>Withdraw</button>}
    </span>
  );
}
