import { closeSync, openSync, readSync } from 'node:fs';
import { StringDecoder } from 'node:string_decoder';

/** What another process writes down, line by line, as it grows. */
export class LogFile {
  private readonly known: string[] = [];
  private readonly decoder = new StringDecoder('utf8');
  private rest = '';
  private offset = 0;

  constructor(private readonly path: string) {}

  /** Everything so far. */
  lines(): readonly string[] {
    const parts = (this.rest + this.more()).split('\n');
    this.rest = parts.pop()!;
    this.known.push(...parts);
    return this.known;
  }

  private more(): string {
    const file = openSync(this.path, 'r');
    try {
      let text = '';
      const buffer = Buffer.alloc(64 * 1024);
      for (;;) {
        const length = readSync(file, buffer, 0, buffer.length, this.offset);
        if (length === 0) return text;
        this.offset += length;
        text += this.decoder.write(buffer.subarray(0, length));
      }
    } finally {
      closeSync(file);
    }
  }
}
