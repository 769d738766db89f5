import type { ComponentChildren } from "preact";
import { useId, useRef, useState } from "preact/hooks";

interface Props<Option> {
  id: string;
  label: string;
  words: string;
  onWords: (words: string) => void;
  options: readonly Option[];
  keyOf: (option: Option) => string;
  show: (option: Option) => ComponentChildren;
  onPick: (option: Option) => void;
  placeholder?: string;
  /** Said when words were typed and nothing fits. */
  nothing?: string | null;
  onBackspace?: () => void;
  autofocus?: boolean;
}

/** A line to type in, with what fits below: arrows choose, Enter picks, Escape closes the list only. */
export function Combobox<Option>(props: Props<Option>) {
  const { id, label, words, options, keyOf, show } = props;
  const [at, setAt] = useState(0);
  const [open, setOpen] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const listId = useId();
  const shown = open && options.length > 0;
  const current = Math.min(at, options.length - 1);

  function pick(option: Option): void {
    setOpen(false);
    setAt(0);
    props.onPick(option);
    field.current?.focus();
  }

  function keys(event: KeyboardEvent): void {
    if (event.key === "Backspace" && words === "") props.onBackspace?.();
    if (event.key === "ArrowDown" && !shown) setOpen(true);
    if (!shown) return;
    const option = options[current];
    if (event.key === "ArrowDown") setAt((current + 1) % options.length);
    else if (event.key === "ArrowUp") setAt((current + options.length - 1) % options.length);
    else if (event.key === "Enter" && !event.ctrlKey && option) pick(option);
    else if (event.key === "Escape") setOpen(false);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  function write(event: Event): void {
    setOpen(true);
    setAt(0);
    props.onWords((event.currentTarget as HTMLInputElement).value);
  }

  return (
    <div class="combobox">
      <label for={id}>{label}</label>
      <input
        ref={field}
        id={id}
        role="combobox"
        aria-expanded={shown}
        aria-controls={listId}
        aria-autocomplete="list"
        aria-activedescendant={shown ? `${listId}-${current}` : undefined}
        autocomplete="off"
        spellcheck={false}
        maxLength={200}
        placeholder={props.placeholder}
        autofocus={props.autofocus}
        value={words}
        onInput={write}
        onKeyDown={keys}
        onBlur={() => setOpen(false)}
      />
      <ul id={listId} role="listbox" aria-label={label} class={shown ? "combobox-list" : "combobox-list unseen"}>
        {shown &&
          options.map((option, index) => (
            // The press must not take the focus from the line before the click arrives.
            <li
              key={keyOf(option)}
              id={`${listId}-${index}`}
              role="option"
              aria-selected={index === current}
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => pick(option)}
            >
              {show(option)}
            </li>
          ))}
      </ul>
      {props.nothing && <p class="field-words">{props.nothing}</p>}
    </div>
  );
}
