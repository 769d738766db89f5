/** The one error shape of the server: a sentence for the person, and field sentences for a 422. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly details: Record<string, string[]>;

  constructor(status: number, code: string, message: string, details: Record<string, string[]> = {}) {
    super(message);
    this.name = "ApiError";
    this.status = status;
    this.code = code;
    this.details = details;
  }
}

/** Nobody of ours answered: no network, too slow, or a captive portal speaking HTML. */
export class NoAnswer extends Error {
  override readonly name = "NoAnswer";
}

export function sentenceFor(error: unknown): string {
  if (error instanceof ApiError) return error.message;
  if (error instanceof NoAnswer) return "The control room system does not answer. Check your signal and try again.";
  return "Something went wrong on this device. Try again.";
}

/** The same with what is wrong in each field: for a form that has no place of its own to say it. */
export function wholeSentenceFor(error: unknown): string {
  return [sentenceFor(error), ...(error instanceof ApiError ? Object.values(error.details).flat() : [])].join(" ");
}
