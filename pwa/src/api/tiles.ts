import { get } from "./client.ts";

/** Which borders the tiles draw by now. Where nobody answers a map shows those that it has. */
export const groundVersion = (): Promise<string | null> => get<{ version: string }>("/api/tiles/version").then(({ version }) => version, () => null);
