import { embeddingOf } from "../../core/json/to-json";

const LITTLE_ENDIAN = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

/**
 * 32-bit floats as bytes, little-endian on every machine, so that a database can be moved. Of a
 * Float32Array they are the same memory.
 */
export function vectorBytes(numbers: ArrayLike<number>): Buffer {
  if (numbers instanceof Float32Array && LITTLE_ENDIAN)
    return Buffer.from(numbers.buffer, numbers.byteOffset, numbers.byteLength);
  const bytes = Buffer.allocUnsafe(numbers.length * 4);
  for (let i = 0; i < numbers.length; i++) bytes.writeFloatLE(numbers[i]!, i * 4);
  return bytes;
}

export function vectorOf(bytes: Uint8Array): Float32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const vector = new Float32Array(bytes.byteLength / 4);
  for (let i = 0; i < vector.length; i++) vector[i] = view.getFloat32(i * 4, true);
  return embeddingOf(vector);
}
