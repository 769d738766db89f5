import { useState } from "preact/hooks";
import { fittingCodes } from "../../../domain/board/codes.ts";
import type { Code } from "../../../domain/rows.ts";
import { Combobox } from "./combobox.tsx";

const FEW = 8;

interface OneProps<Entry extends Code> {
  id: string;
  label: string;
  codes: readonly Entry[];
  chosen: string;
  onChoose: (entry: Entry) => void;
  show?: (entry: Entry) => string;
  autofocus?: boolean;
  placeholder?: string;
}

/** One entry of a code list, found by typing. */
export function CodePick<Entry extends Code>({ id, label, codes, chosen, onChoose, show, autofocus = false, placeholder = "" }: OneProps<Entry>) {
  const current = codes.find((entry) => entry.code === chosen);
  const [typed, setTyped] = useState<string | null>(null);
  const words = typed ?? current?.label ?? "";
  const found = fittingCodes(codes, typed ?? "");
  return (
    <Combobox
      id={id}
      label={label}
      words={words}
      onWords={setTyped}
      options={found.slice(0, FEW)}
      keyOf={(entry) => entry.code}
      show={(entry) => show?.(entry) ?? entry.label}
      onPick={(entry) => {
        setTyped(null);
        onChoose(entry);
      }}
      autofocus={autofocus}
      placeholder={placeholder}
      nothing={typed && found.length === 0 ? `Nothing in the list begins with “${typed}”.` : null}
    />
  );
}

interface ManyProps {
  id: string;
  label: string;
  codes: readonly Code[];
  chosen: readonly string[];
  onChange: (chosen: string[]) => void;
}

/** Several entries: each that is picked becomes a button that takes it out again. */
export function CodesPick({ id, label, codes, chosen, onChange }: ManyProps) {
  const [words, setWords] = useState("");
  const left = codes.filter((entry) => !chosen.includes(entry.code));
  const labelFor = (code: string): string => codes.find((entry) => entry.code === code)?.label ?? code;
  return (
    <div class="codes-pick">
      <Combobox
        id={id}
        label={label}
        words={words}
        onWords={setWords}
        options={fittingCodes(left, words).slice(0, FEW)}
        keyOf={(entry) => entry.code}
        show={(entry) => entry.label}
        onPick={(entry) => {
          setWords("");
          onChange([...chosen, entry.code]);
        }}
        onBackspace={() => onChange(chosen.slice(0, -1))}
        placeholder="Type, arrows, Enter; Backspace takes out"
      />
      {chosen.length > 0 && (
        <ul class="qualifiers">
          {chosen.map((code) => (
            <li key={code}>
              <button type="button" aria-label={`Take out ${labelFor(code)}`} onClick={() => onChange(chosen.filter((one) => one !== code))}>
                {labelFor(code)} ×
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
