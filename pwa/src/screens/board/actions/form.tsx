import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { useBoard } from "../board-context.ts";
import type { Order } from "../sending.ts";
import { OrderWords } from "../order-words.tsx";
import { useOrder } from "../use-order.ts";
import "./form.css";

interface Props {
  title: string;
  submit: string;
  /** The order, or a sentence that says what is missing. */
  order: () => Order | string;
  children: ComponentChildren;
}

/** The frame of every action: title, fields, one button; Escape leaves; what was refused stands under the fields. */
export function Form({ title, submit, order, children }: Props) {
  const { desk } = useBoard();
  const [missing, setMissing] = useState<string | null>(null);
  const leave = (): void => desk.action.set(null);
  const asked = useOrder(leave);
  const frame = useRef<HTMLFormElement>(null);

  // Preact draws the fields after the key that opened the form: the first one then takes the focus, before the next key.
  useLayoutEffect(() => frame.current?.querySelector<HTMLElement>("[autofocus], input:not([type=radio]), select, textarea")?.focus(), []);

  function send(event: Event): void {
    event.preventDefault();
    if (asked.now.state === "sending") return;
    const wanted = order();
    setMissing(typeof wanted === "string" ? wanted : null);
    if (typeof wanted !== "string") void asked.give(wanted);
  }

  function keys(event: KeyboardEvent): void {
    if (event.key === "Escape" && !event.defaultPrevented) {
      event.preventDefault();
      leave();
    }
  }

  return (
    <form ref={frame} class="action-form" aria-label={title} onSubmit={send} onKeyDown={keys} noValidate>
      <h2>{title}</h2>
      {children}
      {missing && (
        <p class="order-words order-refused" role="alert">
          {missing}
        </p>
      )}
      <OrderWords now={asked.now} onClear={asked.clear} />
      <p class="form-acts">
        <button type="submit" class="small strong">
          {submit}
        </button>{" "}
        <button type="button" class="small" onClick={leave}>
          Leave{" "}
          <span class="key" aria-hidden="true">
            Esc
          </span>
        </button>
      </p>
    </form>
  );
}

/** A labelled line. */
export function Line({
  id,
  label,
  value,
  onValue,
  hint,
  type = "text",
  autofocus = false,
  max = 500,
}: {
  id: string;
  label: string;
  value: string;
  onValue: (value: string) => void;
  hint?: string;
  type?: "text" | "number" | "date" | "time";
  autofocus?: boolean;
  max?: number;
}) {
  return (
    <div class="form-line">
      <label for={id}>{label}</label>
      {hint && (
        <span class="field-words" id={`${id}-hint`}>
          {hint}
        </span>
      )}
      <input
        id={id}
        type={type as "text"}
        value={value}
        maxLength={max}
        autofocus={autofocus}
        autocomplete="off"
        aria-describedby={hint ? `${id}-hint` : undefined}
        onInput={(event) => onValue(event.currentTarget.value)}
      />
    </div>
  );
}
