/** A harness that writes, rotates, copies and destroys its logs, and knows which lines must be counted (RELIABILITY.md 5). */

import {
  appendFileSync,
  closeSync,
  copyFileSync,
  existsSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { gzipSync } from 'node:zlib';
import { ingest, LogFolder, line } from './ingest.ts';

export interface Look {
  /** Batches until the reader is killed; null = it reads everything. */
  readonly batches: number | null;
  readonly backwards: boolean;
}

export class LogWriter {
  readonly logs = new LogFolder();
  /** Ids whose line stands in each file, by name. */
  private readonly standing = new Map<string, Set<string>>();
  /** What is still to be written of a line, by file. */
  private readonly unfinished = new Map<string, { id: string; rest: Buffer }>();
  private readonly written = new Set<string>();
  private readonly read = new Set<string>();
  /** Destroyed before anyone read them: counted once or not at all. */
  private readonly may = new Set<string>();
  private nextId = 0;
  private nextName = 0;

  constructor(private readonly preamble: string) {}

  write(name: string, count: number, ending: '\n' | '\r\n', junk: boolean): void {
    this.finish(name);
    if (junk) this.append(name, Buffer.from('not json\n'));
    for (let n = 0; n < count; n++) {
      const id = `line-${this.nextId++}`;
      this.append(name, Buffer.from(line(id).replace('\n', ending)));
      this.stands(name, id);
    }
  }

  /** Writes a part of a line; the rest follows with the next write, unless the file is rotated away. */
  writePart(name: string, share: number): void {
    this.finish(name);
    const id = `line-${this.nextId++}`;
    const bytes = Buffer.from(line(id));
    const cut = 1 + Math.floor(share * (bytes.length - 1));
    this.append(name, bytes.subarray(0, cut));
    // Complete but for its newline: it counts already.
    if (cut >= bytes.length - 1) this.stands(name, id);
    this.unfinished.set(name, { id, rest: bytes.subarray(cut) });
  }

  rename(name: string): void {
    if (this.isMissing(name)) return;
    this.moveAway(name);
  }

  copyTruncate(name: string, between: Look): void {
    if (this.isMissing(name)) return;
    const copy = this.newName();
    copyFileSync(this.at(name), this.at(copy));
    this.alsoStands(name, copy);
    this.look(between);
    this.truncate(name);
  }

  gzipTruncate(name: string, between: Look): void {
    if (this.isMissing(name)) return;
    this.gzip(name, between);
    this.look(between);
    this.truncate(name);
  }

  renameGzip(name: string, between: Look): void {
    if (this.isMissing(name)) return;
    const rotated = this.moveAway(name);
    this.look(between);
    this.gzip(rotated, between);
    this.look(between);
    this.destroy(rotated);
    unlinkSync(this.at(rotated));
  }

  /** A new file with the same content and one line more takes the name. */
  swap(name: string): void {
    if (this.isMissing(name)) return;
    this.finish(name);
    copyFileSync(this.at(name), this.at('temporary'));
    renameSync(this.at('temporary'), this.at(name));
    this.write(name, 1, '\n', false);
  }

  /** The same content and one line more are written over the old in place. */
  rewrite(name: string): void {
    if (this.isMissing(name)) return;
    this.finish(name);
    const content = readFileSync(this.at(name));
    const id = `line-${this.nextId++}`;
    writeFileSync(this.at(name), Buffer.concat([content, Buffer.from(line(id))]));
    this.stands(name, id);
  }

  /** A copy that stays while the original goes on. It is seen at once: a copy that is seen only when its longer original is gone cannot be told from a new file. */
  copy(name: string): void {
    if (this.isMissing(name)) return;
    const copy = this.newName();
    copyFileSync(this.at(name), this.at(copy));
    this.alsoStands(name, copy);
    this.look({ batches: null, backwards: false });
  }

  truncate(name: string): void {
    if (this.isMissing(name)) return;
    this.destroy(name);
    truncateSync(this.at(name), 0);
  }

  /** Deleted and made again; most file systems give it the same inode. */
  recreate(name: string): void {
    if (this.isMissing(name)) return;
    this.destroy(name);
    unlinkSync(this.at(name));
    closeSync(openSync(this.at(name), 'w'));
  }

  look({ batches, backwards }: Look): void {
    const names = readdirSync(this.logs.folder).filter((name) => /\.jsonl(\.gz)?$/.test(name));
    if (backwards) names.reverse();
    let left = batches ?? Number.POSITIVE_INFINITY;
    for (const name of names) {
      const options = { limits: { linesPerBatch: 2 }, batches: left };
      const recorded = ingest(this.at(name), this.logs.registry, options);
      if (Array.isArray(recorded)) left -= recorded.length;
      if (left <= 0) return;
    }
    for (const ids of this.standing.values()) for (const id of ids) this.read.add(id);
  }

  /** What is recorded against what must be: empty when every line is counted exactly once. */
  differences(): string[] {
    const counts = new Map<string, number>();
    for (const id of this.logs.registry.recorded())
      if (id.startsWith('line-')) counts.set(id, (counts.get(id) ?? 0) + 1);
    const wrong: string[] = [];
    for (const id of this.written) if (!counts.has(id) && !this.may.has(id)) wrong.push(`${id} is lost`);
    for (const [id, count] of counts) {
      if (count > 1) wrong.push(`${id} is counted ${count} times`);
      if (!this.written.has(id)) wrong.push(`${id} was never complete`);
    }
    return wrong;
  }

  private at(name: string): string {
    return this.logs.at(name);
  }

  private isMissing(name: string): boolean {
    return !existsSync(this.at(name));
  }

  private newName(): string {
    return `log-${this.nextName++}.jsonl`;
  }

  private append(name: string, bytes: Buffer): void {
    if (this.isMissing(name) || statSync(this.at(name)).size === 0)
      appendFileSync(this.at(name), this.preamble);
    appendFileSync(this.at(name), bytes);
  }

  private finish(name: string): void {
    const unfinished = this.unfinished.get(name);
    if (unfinished === undefined) return;
    this.unfinished.delete(name);
    appendFileSync(this.at(name), unfinished.rest);
    this.stands(name, unfinished.id);
  }

  private stands(name: string, id: string): void {
    this.written.add(id);
    this.standing.set(name, (this.standing.get(name) ?? new Set()).add(id));
  }

  private alsoStands(name: string, copy: string): void {
    this.standing.set(copy, new Set(this.standing.get(name)));
  }

  private moveAway(name: string): string {
    const rotated = this.newName();
    renameSync(this.at(name), this.at(rotated));
    this.alsoStands(name, rotated);
    this.standing.delete(name);
    this.unfinished.delete(name);
    return rotated;
  }

  private gzip(name: string, between: Look): void {
    const packed = gzipSync(readFileSync(this.at(name)));
    const rotated = `${this.newName()}.gz`;
    writeFileSync(this.at(rotated), packed.subarray(0, packed.length / 2));
    this.look(between);
    writeFileSync(this.at(rotated), packed);
    this.alsoStands(name, rotated);
  }

  private destroy(name: string): void {
    const ids = this.standing.get(name) ?? new Set();
    this.standing.delete(name);
    this.unfinished.delete(name);
    for (const id of ids) if (!this.read.has(id) && !this.standsSomewhere(id)) this.may.add(id);
  }

  private standsSomewhere(id: string): boolean {
    return [...this.standing.values()].some((ids) => ids.has(id));
  }
}
