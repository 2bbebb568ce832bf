/** Text of log lines, read on demand and remembered for as long as it is likely to be looked at again. */

import type { LineText } from '../domain/adapter.ts';
import type { LogPlace, Reports } from '../domain/live.ts';

const KEPT_TEXTS = 600;

/** What the views need of it. `null` = the log is gone or changed. */
export interface TextSource {
  read(place: LogPlace): LineText | null;
}

/** Keeps the newest texts; the text of a place never changes, so nothing is ever read twice while it is kept. */
export class TextCache implements TextSource {
  private readonly texts = new Map<string, LineText | null>();
  private readonly reports: Pick<Reports, 'text'>;

  constructor(reports: Pick<Reports, 'text'>) {
    this.reports = reports;
  }

  read(place: LogPlace): LineText | null {
    const key = `${place.offset}:${place.length}:${place.path}`;
    const known = this.texts.get(key);
    if (known !== undefined) {
      return known;
    }
    const text = this.reports.text(place);
    this.texts.set(key, text);
    if (this.texts.size > KEPT_TEXTS) {
      this.texts.delete(this.texts.keys().next().value as string);
    }
    return text;
  }
}
