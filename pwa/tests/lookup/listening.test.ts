import { expect, test } from "vitest";
import { canScan, canSpeak, listen, plateFrom } from "../../src/screens/lookup/listening.ts";

test.each([
  ["lima kilo seven one alfa bravo delta", "LK71ABD"],
  ["Lima, Kilo, 71 X-ray question mark Zulu", "LK71X?Z"],
  ["LK71 ABD", "LK71ABD"],
  ["whiskey niner nought juliet", "W90J"],
])("%s is %s", (spoken, plate) => {
  expect(plateFrom(spoken)).toBe(plate);
});

class Ear {
  static answer = "available";
  static asked: object | null = null;
  static available = (asked: object): Promise<string> => { Ear.asked = asked; return Promise.resolve(Ear.answer); };
  static fault = "";
  static local: boolean | undefined;
  lang = "";
  processLocally = false;
  onresult: ((heard: { results: { transcript: string }[][] }) => void) | null = null;
  onerror: ((fault: { error: string }) => void) | null = null;
  onend: (() => void) | null = null;
  start(): void {
    Ear.local = this.processLocally;
    if (Ear.fault) this.onerror?.({ error: Ear.fault });
    else this.onresult?.({ results: [[{ transcript: "lima kilo" }]] });
    this.onend?.();
  }
}
const browser = { SpeechRecognition: Ear } as never;

test("speech is offered only where it is understood on the device itself", async () => {
  expect(await canSpeak(browser)).toBe(true);
  expect(Ear.asked).toEqual({ langs: ["en-GB"], processLocally: true });
  Ear.answer = "downloadable";
  expect(await canSpeak(browser)).toBe(false);
  expect(await canSpeak({ webkitSpeechRecognition: class {} } as never)).toBe(false);
  expect(await canSpeak({})).toBe(false);
});

test("what was said stays on the device, and a microphone that is not allowed is said as that", async () => {
  expect(await listen(browser)).toEqual({ words: "lima kilo" });
  expect(Ear.local).toBe(true);
  Ear.fault = "not-allowed";
  expect(await listen(browser)).toEqual({ problem: expect.stringContaining("allow the microphone") });
});

test("a plate is scanned only where letters can be read, which a reader of codes cannot", () => {
  Object.assign(globalThis, { createImageBitmap: () => undefined });
  const codesOnly = { BarcodeDetector: class {} } as never;
  expect([canScan(true, codesOnly), canScan(false, codesOnly)]).toEqual([false, true]);
  expect(canScan(true, { TextDetector: class {} } as never)).toBe(true);
});
