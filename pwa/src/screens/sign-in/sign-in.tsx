// Shared by every surface: who are you?
import { useEffect, useRef, useState } from "preact/hooks";
import { ApiError, sentenceFor } from "../../api/errors.ts";
import { demoAccounts, signIn } from "../../api/session.ts";
import type { DemoAccount, Session } from "../../domain/rows.ts";
import { DemoBanner } from "../../ui/demo-banner.tsx";
import { ErrorSummary, Field, type Wrong } from "../../ui/error-summary.tsx";
import { Lamp } from "../../ui/lamp.tsx";
import { ThemePicker } from "../../ui/theme-picker.tsx";
import { DemoAccounts } from "./demo-accounts.tsx";
import "./sign-in.css";

export interface SignInProps {
  /** "Handset", "Control room board": what the person is signing in to. */
  surface: string;
  onSignedIn: (session: Session) => void | Promise<void>;
  /** A sentence above the form, for instance that waiting work is kept. */
  notice?: string | undefined;
  /** Which of the made-up accounts belong here; all of them by default. */
  demoFits?: (account: DemoAccount) => boolean;
}

export function SignIn({ surface, onSignedIn, notice, demoFits = () => true }: SignInProps) {
  const [payNumber, setPayNumber] = useState("");
  const [password, setPassword] = useState("");
  const [wrongs, setWrongs] = useState<Wrong[]>([]);
  const [busy, setBusy] = useState(false);
  const [accounts, setAccounts] = useState<DemoAccount[]>([]);
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => { void demoAccounts().then(setAccounts); }, []);

  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    const missing = whatIsMissing(payNumber, password);
    setWrongs(missing);
    if (missing.length) return;
    setBusy(true);
    try {
      await onSignedIn(await signIn(payNumber.trim().toUpperCase(), password));
    } catch (error) {
      setWrongs(wrongsFrom(error));
    } finally {
      setBusy(false);
    }
  }

  function fillIn(account: DemoAccount): void {
    setPayNumber(account.pay_number);
    setPassword(account.password);
    button.current?.focus();
  }

  return (
    <div class="sign-in">
      <DemoBanner demo={accounts.length > 0} />
      <main class="sign-in-main">
        <header class="sign-in-head"><Lamp /><div><p class="sign-in-name">Bluelamp</p><p class="soft">{surface}</p></div></header>
        <h1>Sign in</h1>
        {notice && <p class="note">{notice}</p>}
        <ErrorSummary wrongs={wrongs} />
        <form class="sign-in-form" onSubmit={submit} noValidate>
          <Field id="pay-number" label="Pay number" hint="A letter and six digits, such as P234567" wrong={wrongs.find((w) => w.field === "pay-number")?.sentence}>
            <input id="pay-number" class="mono" name="username" autocomplete="username" autocapitalize="characters" spellcheck={false} maxLength={20} aria-describedby="pay-number-hint"
              value={payNumber} onInput={(event) => setPayNumber(event.currentTarget.value)} />
          </Field>
          <Field id="password" label="Password" wrong={wrongs.find((w) => w.field === "password")?.sentence}>
            <input id="password" name="password" type="password" autocomplete="current-password" maxLength={200}
              value={password} onInput={(event) => setPassword(event.currentTarget.value)} />
          </Field>
          <button ref={button} type="submit" class="act" aria-disabled={busy}>{busy ? "Signing in" : "Sign in"}</button>
        </form>
        <DemoAccounts accounts={accounts.filter(demoFits)} onChoose={fillIn} />
        <ThemePicker />
      </main>
    </div>
  );
}

function whatIsMissing(payNumber: string, password: string): Wrong[] {
  const wrongs: Wrong[] = [];
  if (!payNumber.trim()) wrongs.push({ field: "pay-number", sentence: "Enter your pay number" });
  if (!password) wrongs.push({ field: "password", sentence: "Enter your password" });
  return wrongs;
}

function wrongsFrom(error: unknown): Wrong[] {
  if (error instanceof ApiError && error.status === 422) {
    return Object.entries(error.details).map(([field, sentences]) => ({ field: field.replace("_", "-"), sentence: sentences.join(" ") }));
  }
  return [{ sentence: sentenceFor(error) }];
}
