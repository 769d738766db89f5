// A browser short of space throws a site's database away and may leave this: a bare number that tells of nobody.
// With it the next start can say that something was lost, instead of looking as if nothing had been.
const NAME = "bluelamp-unsent";

export function noteUnsent(count: number): void {
  try {
    if (count) localStorage.setItem(NAME, String(count));
    else localStorage.removeItem(NAME);
  } catch {
    // Where even this may not be kept, there is nothing to tell with.
  }
}

export const unsentBefore = (): number => Number(localStorage.getItem(NAME));
