// Scanning and speaking, only where this browser can: elsewhere there is no button for it.

interface Heard { results: ArrayLike<ArrayLike<{ transcript: string }>> }
interface Recogniser {
  lang: string;
  onresult: ((heard: Heard) => void) | null;
  onerror: (() => void) | null;
  onend: (() => void) | null;
  start: () => void;
  abort: () => void;
}
interface Detector { detect: (picture: ImageBitmap) => Promise<{ rawValue: string }[]> }

const browser = globalThis as unknown as {
  SpeechRecognition?: new () => Recogniser;
  webkitSpeechRecognition?: new () => Recogniser;
  TextDetector?: new () => Detector;
  BarcodeDetector?: new () => Detector;
};

const Speech = (): (new () => Recogniser) | undefined => browser.SpeechRecognition ?? browser.webkitSpeechRecognition;
const detectors = (): (new () => Detector)[] => [browser.TextDetector, browser.BarcodeDetector].flatMap((one) => (one ? [one] : []));

export const canSpeak = (): boolean => Speech() !== undefined;
export const canScan = (): boolean => detectors().length > 0 && "createImageBitmap" in globalThis;

/** What was said, or null when nothing was understood. */
export function listen(): Promise<string | null> {
  const Made = Speech();
  if (!Made) return Promise.resolve(null);
  return new Promise((done) => {
    const ear = new Made();
    ear.lang = "en-GB";
    ear.onresult = ({ results }) => done(results[0]?.[0]?.transcript ?? null);
    ear.onerror = () => done(null);
    ear.onend = () => done(null);
    ear.start();
  });
}

/** The first words or code on a photograph, or null. The photograph stays in memory and goes with it. */
export async function scan(photo: Blob): Promise<string | null> {
  const picture = await createImageBitmap(photo);
  try {
    for (const Made of detectors()) {
      const found = await new Made().detect(picture).catch(() => []);
      const words = found.map(({ rawValue }) => rawValue.trim()).find(Boolean);
      if (words) return words;
    }
    return null;
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
