import { useState } from "preact/hooks";
import type { DemoAccount } from "../../domain/rows.ts";

const FEW = 6;

/** The made-up accounts of a demonstration: one tap fills in the form. */
export function DemoAccounts({ accounts, onChoose }: { accounts: DemoAccount[]; onChoose: (account: DemoAccount) => void }) {
  const [all, setAll] = useState(false);
  if (!accounts.length) return null;
  const shown = all ? accounts : accounts.slice(0, FEW);
  return (
    <section class="demo-accounts" aria-labelledby="demo-accounts">
      <h2 id="demo-accounts">Exercise accounts</h2>
      <p class="soft">These people are made up. Choose one to fill in the form.</p>
      <ul>
        {shown.map((account) => (
          <li key={account.pay_number}>
            <button type="button" class="btn demo-account" onClick={() => onChoose(account)}>
              <span><b>{account.name}</b> <span class="soft">{account.role} · {account.pod}</span></span>
              <span class="mono">{account.pay_number}</span>
            </button>
          </li>
        ))}
      </ul>
      {!all && accounts.length > FEW && <button type="button" class="btn btn-wide" onClick={() => setAll(true)}>Show all {accounts.length}</button>}
    </section>
  );
}
