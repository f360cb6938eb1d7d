/** Writer of bytes: integers of variable length, texts and doubles. */
export class ByteWriter {
  private buffer = Buffer.allocUnsafe(1 << 16);
  private length = 0;

  varint(value: number): this {
    this.room(8);
    let rest = value;
    while (rest > 127) {
      this.buffer[this.length++] = (rest & 127) | 128;
      rest >>>= 7;
    }
    this.buffer[this.length++] = rest;
    return this;
  }

  hex(value: string): this {
    this.room(value.length);
    this.length += this.buffer.write(value, this.length, "hex");
    return this;
  }

  text(value: string): this {
    const bytes = Buffer.byteLength(value);
    this.varint(bytes).room(bytes);
    this.length += this.buffer.write(value, this.length);
    return this;
  }

  double(value: number): this {
    this.room(8);
    this.length = this.buffer.writeDoubleLE(value, this.length);
    return this;
  }

  bytes(): Buffer {
    return this.buffer.subarray(0, this.length);
  }

  private room(bytes: number): void {
    if (this.length + bytes <= this.buffer.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.buffer.length * 2, this.length + bytes));
    this.buffer.copy(larger, 0, 0, this.length);
    this.buffer = larger;
  }
}

/** Reader of what a `ByteWriter` wrote. */
export class ByteReader {
  private at = 0;
  constructor(private readonly buffer: Buffer) {}

  varint(): number {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.buffer[this.at++]!;
      value |= (byte & 127) << shift;
      if (byte < 128) return value;
    }
  }

  hex(length: number): string {
    this.at += length;
    return this.buffer.toString("hex", this.at - length, this.at);
  }

  text(): string {
    const length = this.varint();
    this.at += length;
    return this.buffer.toString("utf8", this.at - length, this.at);
  }

  double(): number {
    this.at += 8;
    return this.buffer.readDoubleLE(this.at - 8);
  }
}
