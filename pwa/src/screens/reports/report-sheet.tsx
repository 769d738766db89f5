import type { ComponentChildren } from "preact";
import type { Card } from "../../domain/rows.ts";
import { clockTime } from "../../domain/times.ts";
import { ErrorSummary, type Wrong } from "../../ui/error-summary.tsx";
import { useMarking } from "../../ui/marking.ts";
import { useTick } from "../../ui/tick.ts";
import { useView } from "../handset/context.ts";
import { Sheet } from "../handset/sheet.tsx";
import "./reports.css";

interface Props {
  title: string;
  card: Card;
  wrongs: Wrong[];
  submit: string;
  onSend: () => void;
  onClose: () => void;
  children: ComponentChildren;
}

/** The frame of every report: what the job knows is filled in and stands on top, what is wrong is named, one button sends. */
export function ReportSheet({ title, card, wrongs, submit, onSend, onClose, children }: Props) {
  useMarking("OFFICIAL-SENSITIVE");
  function send(event: Event): void {
    event.preventDefault();
    onSend();
  }
  return (
    <Sheet title={title} onClose={onClose}>
      <form class="sheet-form" onSubmit={send} noValidate>
        <Prefilled card={card} />
        <ErrorSummary wrongs={wrongs} />
        {children}
        <button type="submit" class="act">{submit}</button>
      </form>
    </Sheet>
  );
}

function Prefilled({ card: { incident, callsign } }: { card: Card }) {
  const { handset } = useView();
  const now = useTick();
  const officer = handset?.officer;
  return (
    <dl class="prefilled" aria-label="Filled in by itself">
      <div><dt>Incident</dt><dd><span class="mono">{incident.cad || "number to follow"}</span> {incident.what}</dd></div>
      <div><dt>Place</dt><dd>{incident.address}</dd></div>
      <div><dt>From</dt><dd>{officer && `${officer.rank} ${officer.name}, `}{callsign}, {clockTime(new Date(now).toISOString())}</dd></div>
    </dl>
  );
}
