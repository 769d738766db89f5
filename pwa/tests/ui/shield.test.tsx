// @vitest-environment happy-dom
import { render } from "preact";
import { act } from "preact/test-utils";
import { expect, test } from "vitest";
import { Shield } from "../../src/ui/shield.tsx";

const Words = ({ words }: { words: string | null }) => <p>{(words as string).toUpperCase()}</p>;
const broken: number[] = [];
const list = (middle: string | null, revision: number) => (
  <ul>
    <li><Words words="first" /></li>
    <li><Shield key={revision} onBroken={() => broken.push(revision)}><Words words={middle} /></Shield></li>
    <li><Words words="last" /></li>
  </ul>
);

test("one that cannot be drawn says so, the others stand, and its next revision is tried again", async () => {
  const page = document.createElement("div");
  await act(() => { render(list(null, 1), page); });
  expect([...page.querySelectorAll("li")].map(({ textContent }) => textContent)).toEqual(["FIRST", "This could not be shown: ask control.", "LAST"]);
  expect(broken).toEqual([1]);
  await act(() => { render(list("mended", 2), page); });
  expect(page.textContent).toBe("FIRSTMENDEDLAST");
});
