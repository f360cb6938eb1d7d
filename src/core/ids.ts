import { randomFillSync } from "node:crypto";

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));
const POOL_BYTES = 4096;
const MAX_SEQUENCE = 0x3ffff; // 18 bits

/**
 * UUIDv7 ids (RFC 9562), strictly increasing within one factory: rows of the same millisecond keep
 * their order. The 12 bits after the version and the 6 bits after the variant are a counter. In
 * each millisecond it starts at random in its lower half. The last 56 bits are random. If the clock
 * steps back, or a millisecond needs more than 131,072 ids, the ids take later milliseconds.
 */
export function createIdFactory(now: () => Date): () => string {
  const pool = Buffer.allocUnsafe(POOL_BYTES);
  let used = POOL_BYTES;
  let lastMs = -1;
  let sequence = 0;

  return () => {
    if (used + 10 > POOL_BYTES) {
      randomFillSync(pool);
      used = 0;
    }
    const ms = now().getTime();
    if (ms > lastMs) {
      lastMs = ms;
      sequence = pool.readUIntBE(used + 7, 3) & 0x1ffff;
    } else if (++sequence > MAX_SEQUENCE) {
      lastMs++;
      sequence = pool.readUIntBE(used + 7, 3) & 0x1ffff;
    }
    const high = Math.floor(lastMs / 0x10000);
    const low = lastMs & 0xffff;
    const upper = sequence >>> 6;
    const at = used;
    used += 10;
    return (
      HEX[(high >>> 24) & 0xff]! +
      HEX[(high >>> 16) & 0xff]! +
      HEX[(high >>> 8) & 0xff]! +
      HEX[high & 0xff]! +
      "-" +
      HEX[low >>> 8]! +
      HEX[low & 0xff]! +
      "-" +
      HEX[0x70 | (upper >>> 8)]! +
      HEX[upper & 0xff]! +
      "-" +
      HEX[0x80 | (sequence & 0x3f)]! +
      HEX[pool[at]!]! +
      "-" +
      HEX[pool[at + 1]!]! +
      HEX[pool[at + 2]!]! +
      HEX[pool[at + 3]!]! +
      HEX[pool[at + 4]!]! +
      HEX[pool[at + 5]!]! +
      HEX[pool[at + 6]!]!
    );
  };
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Accepts any RFC 9562 text form. Ids are stored in lower case. */
export function isUuid(value: unknown): value is string {
  return typeof value === "string" && value.length === 36 && UUID.test(value);
}
