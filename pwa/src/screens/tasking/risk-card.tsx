import { useEffect, useState } from "preact/hooks";
import { hasChanged, mustRead, wasRead } from "../../domain/brief.ts";
import { aloud, FIRST_LINES, inOrder, isGrave, isWarning, pictureOf, searchedSentence, subjectLine, markingOfRisk, placeOf } from "../../domain/risk.ts";
import type { Card, Risk, RiskItem } from "../../domain/rows.ts";
import { clockTime, dayOf, whenText } from "../../domain/times.ts";
import { later } from "../../ui/later.tsx";
import { Icon } from "../../ui/icon.tsx";
import { useMarking } from "../../ui/marking.ts";
import { useHandheld, useView } from "../handset/context.ts";
import { ChangeList } from "./change-list.tsx";

// The dangers are lines of the card; what was checked and what was not comes right after them.
const Checklist = later(() => import("../risk/checklist.tsx").then((part) => part.Checklist));

/** What is known of the place, worst first, and one button that says it has been read. */
export function RiskCard({ card }: { card: Card }) {
  const { risk } = card;
  const items = inOrder(risk?.items ?? []);
  useMarking(markingOfRisk(risk));
  const grave = Boolean(risk?.failed) || items.some(isGrave);
  return (
    <section class={grave ? "risk risk-grave" : "risk"} aria-labelledby="risk-heading">
      <div class="risk-head">
        <h2 id="risk-heading">Know before you go</h2>
        {risk && !risk.failed && <span>{risk.items.length} known · {whenText(risk.made_at, Date.now())}</span>}
        {risk && <ReadAloud risk={risk} />}
      </div>
      <Changes card={card} />
      {risk ? <Known risk={risk} items={items} /> : <p class="risk-words">The history of this place has not been looked up yet. Treat it as unknown.</p>}
      <ReadButton card={card} />
    </section>
  );
}

function Known({ risk, items }: { risk: Risk; items: RiskItem[] }) {
  return (
    <div class="risk-body">
      {risk.failed && <p class="risk-failed" role="alert">The history of this place could not be read. It is not known to be safe: ask the control room.</p>}
      <Lines items={items.slice(0, FIRST_LINES)} />
      <More items={items.slice(FIRST_LINES)} leftOut={risk.left_out ?? 0} />
      <Checklist risk={risk} />
      {risk.nothing_found && !risk.failed && <p class="risk-words"><b>Nothing found.</b> {searchedSentence(risk)} That does not make it a safe place.</p>}
      {risk.older && <p class="risk-words soft">Older: {risk.older.text}</p>}
      <Searched risk={risk} />
    </div>
  );
}

const Lines = ({ items }: { items: RiskItem[] }) => <ul>{items.map((item, i) => <Item key={`${item.title}${i}`} item={item} />)}</ul>;

/** Five lines are read on the way; the rest is folded, and says how much it is. */
function More({ items, leftOut }: { items: RiskItem[]; leftOut: number }) {
  if (!items.length) return null;
  return (
    <details class="risk-more">
      <summary>{items.length + leftOut} more</summary>
      <Lines items={items} />
      {leftOut > 0 && <p class="risk-words soft">{leftOut} of less weight are left out: ask the control room.</p>}
    </details>
  );
}

/** By the device's own voice, so that eyes stay on the road. Nothing leaves the device. */
function ReadAloud({ risk }: { risk: Risk }) {
  const voice = useOwnVoice();
  if (!voice) return null;
  const speak = () => {
    const words = new SpeechSynthesisUtterance(aloud(risk));
    words.voice = voice;
    speechSynthesis.cancel();
    speechSynthesis.speak(words);
  };
  return <button type="button" class="read-aloud" onClick={speak}>Read aloud</button>;
}

/** Only a voice that lives on the device: others send the words to somebody's server. They come a moment after the page. */
function useOwnVoice(): SpeechSynthesisVoice | null {
  const [voice, setVoice] = useState<SpeechSynthesisVoice | null>(null);
  useEffect(() => {
    const speaker = globalThis.speechSynthesis as SpeechSynthesis | undefined;
    const look = () => setVoice(speaker?.getVoices().find(({ localService, lang }) => localService && lang.startsWith("en")) ?? null);
    look();
    speaker?.addEventListener("voiceschanged", look);
    return () => speaker?.removeEventListener("voiceschanged", look);
  }, []);
  return voice;
}

function Item({ item }: { item: RiskItem }) {
  return (
    <li class={`risk-item risk-${item.severity} ${item.historic ? "risk-historic" : ""}`}>
      <Icon name={pictureOf(item.category)} />
      <span class="risk-word">{item.title}{item.count && item.count > 1 ? ` × ${item.count}` : ""}{item.historic && <span class="risk-tag">Historic</span>}</span>
      {item.subject && <span class="risk-subject">{subjectLine(item)}</span>}
      {item.text && <span class="risk-text">{item.text}</span>}
      <span class="risk-source">{sourceLine(item)}</span>
    </li>
  );
}

function sourceLine(item: RiskItem): string {
  const parts = [
    item.last_on && `${isWarning(item) ? "added" : "last"} ${dayOf(item.last_on)}`,
    placeOf(item),
    item.kind !== "caller" && item.source,
    item.entered_by && `entered by ${item.entered_by}`,
    item.review_on && `${item.historic ? "review was due" : "review"} ${dayOf(item.review_on)}`,
  ];
  return parts.filter(Boolean).join(" · ");
}

function Searched({ risk }: { risk: Risk }) {
  if (!risk.searched.length && risk.failed) return null;
  if (!risk.searched.length) return <p class="risk-words soft">No source of history has been loaded.</p>;
  return (
    <details class="searched" open={risk.nothing_found}>
      <summary>What was searched: {risk.radius_m} m, {risk.months} months</summary>
      <ul>
        {risk.searched.map(({ source, from, to, rows, imported_at }) => (
          <li key={source}>{source}: {rows.toLocaleString("en-GB")} records{from && to ? `, ${dayOf(from)} to ${dayOf(to)}` : ""}{imported_at ? `, loaded ${dayOf(imported_at)}` : ", never loaded"}</li>
        ))}
      </ul>
    </details>
  );
}

function Changes({ card }: { card: Card }) {
  const { briefs } = useView();
  if (!hasChanged(card, briefs)) return null;
  return (
    <div class="risk-changed" role="status">
      <b>Changed since {wasRead(card) ? "you read it" : "you were told"}</b>
      <ChangeList card={card} />
    </div>
  );
}

function ReadButton({ card }: { card: Card }) {
  const { device } = useHandheld();
  if (!mustRead(card)) return <p class="risk-read" role="status"><Icon name="tick" /> You read this at {clockTime(card.read_at ?? "")}</p>;
  return <button type="button" class="risk-confirm" onClick={() => void device.confirmRead(card)}>{wasRead(card) ? "I have read the change" : "I have read this"}</button>;
}
