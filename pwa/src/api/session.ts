import type { DemoAccount, Session } from "../domain/rows.ts";
import { get, post, remove } from "./client.ts";
import { ApiError } from "./errors.ts";

export const signIn = (payNumber: string, password: string): Promise<Session> =>
  post<Session>("/api/session", { pay_number: payNumber, password });

export const signOut = (): Promise<void> => remove("/api/session");

/** What opens this officer's data on a device: 32 bytes in base64. */
export const deviceKey = async (): Promise<string> => (await post<{ key: string }>("/api/session/device-key", undefined)).key;

/** Who is signed in, or null. Throws NoAnswer when the server cannot be asked. */
export async function currentSession(): Promise<Session | null> {
  try {
    return await get<Session>("/api/session");
  } catch (error) {
    if (error instanceof ApiError && error.status === 401) return null;
    throw error;
  }
}

/** The made-up accounts of a demonstration, or an empty list where this is none. */
export async function demoAccounts(): Promise<DemoAccount[]> {
  try {
    return await get<DemoAccount[]>("/api/demo");
  } catch {
    return [];
  }
}
