import { NoAnswer, sentenceFor } from "../../api/errors.ts";

/** What went wrong, for somebody at a desk: there is no signal to look for, only a server. */
export function boardSentence(error: unknown): string {
  return error instanceof NoAnswer ? "The server does not answer." : sentenceFor(error);
}
