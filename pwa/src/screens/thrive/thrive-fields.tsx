import { type Part, PARTS } from "../../domain/thrive.ts";
import { ASKS, type Draft, type Level, nameOfPart } from "../../domain/thrive-words.ts";
import type { Thrive } from "../../domain/rows.ts";
import "./thrive.css";

interface Props {
  draft: Draft;
  onDraft: (draft: Draft) => void;
  levels: readonly Level[];
  /** What the other role says, to be seen beside one's own and never taken over by itself. */
  beside: Thrive | null;
  besideWho: string;
  wrong?: ReadonlyMap<Part, string>;
}

/** The six parts: a level by one tap, a few words where they are wanted. */
export function ThriveFields({ draft, onDraft, levels, beside, besideWho, wrong }: Props) {
  const change = (part: Part, edit: Partial<Draft[Part]>): void => onDraft({ ...draft, [part]: { ...draft[part], ...edit } });
  return (
    <>
      {PARTS.map((part, index) => (
        <PartField
          key={part} part={part} said={draft[part]} levels={levels} first={index === 0} wrong={wrong?.get(part)}
          beside={beside && besideLine(beside, part, levels, besideWho)} onChange={(edit) => change(part, edit)}
        />
      ))}
    </>
  );
}

function besideLine(beside: Thrive, part: Part, levels: readonly Level[], who: string): string {
  const level = levels.find(({ code }) => code === beside.levels[part])?.label ?? beside.levels[part] ?? "";
  const text = beside.texts[part];
  return `${who}: ${level.toLowerCase()}${text ? `. ${text}` : ""}`;
}

function PartField({ part, said, levels, beside, wrong, first, onChange }: {
  part: Part; said: Draft[Part]; levels: readonly Level[]; beside: string | null; wrong: string | undefined; first: boolean; onChange: (edit: Partial<Draft[Part]>) => void;
}) {
  const id = `thrive-${part}`;
  const name = nameOfPart(part);
  const wantsText = levels.find(({ code }) => code === said.level)?.needs_text ?? false;
  return (
    <fieldset class={wrong ? "thrive-field field-wrong" : "thrive-field"}>
      <legend>{name} <span class="thrive-asks">{ASKS[part]}</span></legend>
      {beside && <p class="thrive-beside">{beside}</p>}
      {wrong && <p class="wrong" id={`${id}-wrong`}><span class="unseen">Error: </span>{wrong}</p>}
      <div class="thrive-levels">
        {levels.map(({ code, label }, index) => (
          <label key={code}>
            <input
              id={index === 0 ? id : undefined} type="radio" name={id} value={code} checked={said.level === code} autofocus={first && (said.level ? said.level === code : index === 0)}
              aria-label={`${name}: ${label}`} aria-describedby={wrong ? `${id}-wrong` : undefined} onChange={() => onChange({ level: code })}
            />
            <span aria-hidden="true">{label}</span>
          </label>
        ))}
      </div>
      <input
        class="thrive-why" id={`${id}-text`} aria-label={`${name}: why`} placeholder={wantsText ? "Why (needed)" : "Why, in a few words"} maxLength={240} autocomplete="off"
        value={said.text} onInput={(event) => onChange({ text: event.currentTarget.value })}
      />
    </fieldset>
  );
}
