// The log as a file, with the proof of each row. Handing it out is a disclosure.
import { useState } from "preact/hooks";
import { exportAudit } from "../../api/audit.ts";
import { sentenceFor } from "../../api/errors.ts";
import { fromLondonField } from "../../domain/london-field.ts";
import { ErrorSummary, Field } from "../../ui/error-summary.tsx";
import { handOut } from "./handing-out.ts";

const NOTHING = { since: "", until: "", recipient: "", reason: "" };

export function ExportView() {
  const [given, setGiven] = useState(NOTHING);
  const [wrong, setWrong] = useState("");
  const [told, setTold] = useState("");

  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    setTold("");
    const [since, until] = [fromLondonField(given.since), fromLondonField(given.until, true)];
    if (!since || !until) return setWrong("Enter from when to when");
    if (given.recipient.trim().length < 3 || given.reason.trim().length < 10) return setWrong("Say to whom it goes and why; both stay in the log");
    try {
      const lines = await exportAudit({ since, until, recipient: given.recipient.trim(), reason: given.reason.trim() });
      handOut(`audit-${given.since.slice(0, 10)}-${given.until.slice(0, 10)}.jsonl`, "application/x-ndjson", lines);
      setWrong("");
      setTold(`${lines.split("\n").filter((line) => line.includes('"row":')).length.toLocaleString("en-GB")} rows were handed to your browser. It is written down that you took them.`);
    } catch (error) {
      setWrong(sentenceFor(error));
    }
  }

  const common = (id: keyof typeof NOTHING) => ({
    id: `export-${id}`, "aria-describedby": `export-${id}-hint`, value: given[id], maxLength: 500,
    onInput: (event: { currentTarget: { value: string } }) => setGiven({ ...given, [id]: event.currentTarget.value }),
  });
  const time = (id: "since" | "until", label: string, hint: string) => <Field id={`export-${id}`} label={label} hint={hint}><input type="datetime-local" {...common(id)} /></Field>;
  const words = (id: "recipient" | "reason", label: string, hint: string) => <Field id={`export-${id}`} label={label} hint={hint}><input {...common(id)} /></Field>;

  return (
    <section aria-labelledby="export-heading">
      <div class="audit-bar"><h2 id="export-heading">Export the log</h2><p class="soft">JSON lines, OFFICIAL-SENSITIVE; a stranger can check each row against its seal.</p></div>
      <form class="audit-form card" onSubmit={submit} noValidate>
        <ErrorSummary wrongs={wrong ? [{ sentence: wrong }] : []} />
        {time("since", "From", "London time; 31 days at most")}
        {time("until", "To", "London time; up to this moment")}
        {words("recipient", "To whom it goes", "A person and their body")}
        {words("reason", "Why", "The request or the law that it is for")}
        <button type="submit" class="btn btn-strong">Export and write it down</button>
        {told && <p class="note" role="status">{told}</p>}
      </form>
    </section>
  );
}
