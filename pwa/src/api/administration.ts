// What a supervisor or an administrator sets up.
import { get, post } from "./client.ts";

export const covertUnits = (): Promise<{ callsigns: string[] }> => get<{ callsigns: string[] }>("/api/covert-units");

export const setCovert = (callsign: string, isCovert: boolean): Promise<void> => post<void>("/api/covert-units", { callsign, is_covert: isCovert });
