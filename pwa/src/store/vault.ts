// Seals what lies on the device. The data key lies here only wrapped, by a lease that is derived from what the
// server releases at sign-in (decision 11). No key can be exported, not even by us; throwing the lease away
// makes everything unreadable until the server releases it again, throwing the wrapped key away for ever.

export interface Sealed {
  iv: Uint8Array<ArrayBuffer>;
  data: ArrayBuffer;
  /** Sealed by the device's own key: tapped while the lease was already gone. */
  loose?: true;
}

/** The data key as it lies on the disk. Without its lease it is locked. */
export interface Lock {
  id: string;
  salt: Uint8Array<ArrayBuffer>;
  wrapped: Sealed;
  lease?: CryptoKey;
}

const AES = { name: "AES-GCM", length: 256 } as const;

export const newKey = (): Promise<CryptoKey> => crypto.subtle.generateKey(AES, false, ["encrypt", "decrypt"]);

const random = (length: number): Uint8Array<ArrayBuffer> => crypto.getRandomValues(new Uint8Array(length));

/** The lease on one device's data key, from what the server releases to its officer (32 bytes in base64). */
export async function leaseFrom(released: string, salt: Uint8Array<ArrayBuffer>): Promise<CryptoKey> {
  const secret = await crypto.subtle.importKey("raw", Uint8Array.from(atob(released), (letter) => letter.charCodeAt(0)), "HKDF", false, ["deriveKey"]);
  return crypto.subtle.deriveKey({ name: "HKDF", hash: "SHA-256", salt, info: new TextEncoder().encode("bluelamp data key") }, secret, AES, false, ["encrypt", "decrypt"]);
}

export async function newLock(released: string): Promise<Lock & { lease: CryptoKey }> {
  const salt = random(32);
  return relocked({ salt, lease: await leaseFrom(released, salt) });
}

/** Another data key under the same lease. */
export async function relocked({ salt, lease }: { salt: Uint8Array<ArrayBuffer>; lease: CryptoKey }): Promise<Lock & { lease: CryptoKey }> {
  return { id: crypto.randomUUID(), salt, wrapped: await sealBytes(lease, random(32)), lease };
}

/** The data key. Rejects when it was wrapped by another lease: somebody else's. */
export async function unlocked({ wrapped }: Lock, lease: CryptoKey): Promise<CryptoKey> {
  return crypto.subtle.importKey("raw", await unsealBytes(lease, wrapped), AES, false, ["encrypt", "decrypt"]);
}

async function sealBytes(key: CryptoKey, plain: Uint8Array<ArrayBuffer>): Promise<Sealed> {
  const iv = random(12);
  return { iv, data: await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, plain) };
}

const unsealBytes = (key: CryptoKey, { iv, data }: Sealed): Promise<ArrayBuffer> => crypto.subtle.decrypt({ name: "AES-GCM", iv }, key, data);

export const seal = (key: CryptoKey, value: unknown): Promise<Sealed> => sealBytes(key, new TextEncoder().encode(JSON.stringify(value)));

export const unseal = async <T>(key: CryptoKey, sealed: Sealed): Promise<T> => JSON.parse(new TextDecoder().decode(await unsealBytes(key, sealed))) as T;
