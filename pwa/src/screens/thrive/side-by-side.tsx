import type { Code, Id, Thrive } from "../../domain/rows.ts";
import { current, earlier, inALine, isWaitingThrive, nameOfPart, sideBySide, whose } from "../../domain/thrive-words.ts";
import { clockTime, dayOf } from "../../domain/times.ts";
import "./thrive.css";

/** Who assessed when, the six parts with the differences in words, and what was thought before. */
export function SideBySide({ all, levels, me }: { all: readonly Thrive[]; levels: readonly Code[] | undefined; me: Id }) {
  const rows = sideBySide(all, levels, me);
  const holding = [current(all, "call_handler"), current(all, "officer")].filter((one): one is Thrive => one !== null);
  if (!holding.length) return <p class="thrive-none">Nobody has assessed this incident yet.</p>;
  return (
    <>
      <ul class="thrive-by">{holding.map((one) => <li key={one.id}>{by(one, me)}{isWaitingThrive(one) && <b> · waiting to be sent</b>}</li>)}</ul>
      <dl class="thrive-parts">
        {rows.map(({ part, words, differs, reasons }) => (
          <div key={part} class={differs ? "thrive-part thrive-differs" : "thrive-part"}>
            <dt>{nameOfPart(part)}{differs && <span class="thrive-tag">Differs</span>}</dt>
            <dd>
              <b>{words}</b>
              {reasons.map(({ who, text }) => <p key={who}><span class="thrive-who">{who}:</span> {text}</p>)}
            </dd>
          </div>
        ))}
      </dl>
      <Earlier all={earlier(all)} levels={levels} me={me} />
    </>
  );
}

/** `Call handler: PC Made Up, 14:02, version 1` */
function by(one: Thrive, me: Id): string {
  const who = whose(one, me);
  const name = who === "You" ? "" : ` ${one.author}${one.callsign ? ` (${one.callsign})` : ""},`;
  return `${who}:${name} ${clockTime(one.assessed_at)}, version ${one.version}`;
}

function Earlier({ all, levels, me }: { all: readonly Thrive[]; levels: readonly Code[] | undefined; me: Id }) {
  if (!all.length) return null;
  return (
    <details class="thrive-earlier">
      <summary>{all.length === 1 ? "1 earlier version" : `${all.length} earlier versions`}</summary>
      <ul>{all.map((one) => <li key={one.id}><span class="thrive-who">{by(one, me)}, {dayOf(one.assessed_at)}</span> {inALine(one, levels)}</li>)}</ul>
    </details>
  );
}
