// Scanning and speaking, only where this browser can: elsewhere there is no button for it. Speech is understood on the device itself
// or not at all: most browsers would send it to their maker, and a name or a plate is for nobody there.

interface Heard { results: ArrayLike<ArrayLike<{ transcript: string }>> }
interface Recogniser {
  lang: string;
  processLocally: boolean;
  onresult: ((heard: Heard) => void) | null;
  onerror: ((fault: { error: string }) => void) | null;
  onend: (() => void) | null;
  start: () => void;
}
interface Recognisers {
  new (): Recogniser;
  available?: (asked: { langs: string[]; processLocally: boolean }) => Promise<string>;
}
interface Detector { detect: (picture: ImageBitmap) => Promise<{ rawValue: string }[]> }
type Detectors = new () => Detector;

interface Browser {
  SpeechRecognition?: Recognisers;
  webkitSpeechRecognition?: Recognisers;
  TextDetector?: Detectors;
  BarcodeDetector?: Detectors;
}

const LANG = "en-GB";
const here = globalThis as unknown as Browser;
const speechOf = ({ SpeechRecognition, webkitSpeechRecognition }: Browser): Recognisers | undefined => SpeechRecognition ?? webkitSpeechRecognition;

/** A plate is letters, which only a reader of text can read; what else is scanned may be a code. */
const detectorsOf = ({ TextDetector, BarcodeDetector }: Browser, isPlate: boolean): Detectors[] =>
  [TextDetector, isPlate ? undefined : BarcodeDetector].flatMap((one) => (one ? [one] : []));

/** Whether speech can be understood here without leaving the device. */
export async function canSpeak(browser: Browser = here): Promise<boolean> {
  const answer = await speechOf(browser)?.available?.({ langs: [LANG], processLocally: true }).catch(() => "");
  return answer === "available";
}

export const canScan = (isPlate: boolean, browser: Browser = here): boolean => detectorsOf(browser, isPlate).length > 0 && "createImageBitmap" in globalThis;

/** What was said, or why there is nothing, as a sentence. */
export type Understood = { words: string } | { problem: string };

const NOTHING: Understood = { problem: "Nothing was understood. Type it." };
const NOT_ALLOWED: Understood = { problem: "This device may not listen: allow the microphone for this app in its settings, or type it." };

export function listen(browser: Browser = here): Promise<Understood> {
  const Made = speechOf(browser);
  if (!Made) return Promise.resolve(NOTHING);
  return new Promise((done) => {
    const ear = new Made();
    ear.lang = LANG;
    ear.processLocally = true;
    ear.onresult = ({ results }) => {
      const words = results[0]?.[0]?.transcript;
      done(words ? { words } : NOTHING);
    };
    ear.onerror = ({ error }) => done(error === "not-allowed" ? NOT_ALLOWED : NOTHING);
    ear.onend = () => done(NOTHING);
    ear.start();
  });
}

/** The first words or code on a photograph. The photograph stays in memory and goes with it. */
export async function scan(photo: Blob, isPlate: boolean): Promise<Understood> {
  const picture = await createImageBitmap(photo);
  try {
    for (const Made of detectorsOf(here, isPlate)) {
      const found = await new Made().detect(picture).catch(() => []);
      const words = found.map(({ rawValue }) => rawValue.trim()).find(Boolean);
      if (words) return { words };
    }
    return NOTHING;
  } finally {
    picture.close();
  }
}

const ALPHABET = "alfa bravo charlie delta echo foxtrot golf hotel india juliett kilo lima mike november oscar papa quebec romeo sierra tango uniform victor whiskey x-ray yankee zulu".split(" ");
const DIGITS = "zero one two three four five six seven eight nine".split(" ");
const OTHER: Record<string, string> = { alpha: "A", juliet: "J", whisky: "W", xray: "X", niner: "9", nought: "0", question: "?", mark: "", star: "*" };

/** "lima kilo seven one alfa bravo delta" as it stands on the plate. */
export function plateFrom(spoken: string): string {
  return spoken.toLowerCase().split(/[\s,]+/).map((word) => {
    const [letter, digit] = [ALPHABET.indexOf(word), DIGITS.indexOf(word)];
    if (letter >= 0) return ALPHABET[letter]?.charAt(0).toUpperCase() ?? "";
    return digit >= 0 ? String(digit) : OTHER[word] ?? word.toUpperCase();
  }).join("");
}
