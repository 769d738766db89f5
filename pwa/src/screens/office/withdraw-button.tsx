import { useState } from "preact/hooks";
import { sentenceFor } from "../../api/errors.ts";

export interface Words {
  ask: string;
  sure: string;
}

const WITHDRAW: Words = { ask: "Withdraw", sure: "Withdraw for good" };

interface Props {
  words?: Words;
  /** What a screen reader hears: "Withdraw their phone". */
  label: string;
  withdraw: () => Promise<void>;
  onDone: () => Promise<void>;
  onProblem: (words: string) => void;
}

/** What cannot be taken back takes two taps. */
export function WithdrawButton({ words = WITHDRAW, label, withdraw, onDone, onProblem }: Props) {
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
        ? <><button type="button" class="btn btn-danger" onClick={() => void forGood()}>{words.sure}</button><button type="button" class="btn" onClick={() => setAsked(false)}>Keep it</button></>
        : <button type="button" class="btn" aria-label={label} onClick={() => setAsked(true)}>{words.ask}</button>}
    </span>
  );
}
