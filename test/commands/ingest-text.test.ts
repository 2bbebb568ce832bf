import { describe, expect, it } from 'vitest';
import { summaryLine } from '../../src/commands/ingest-text.ts';
import type { IngestSummary } from '../../src/monitor.ts';

const SUMMARY: IngestSummary = {
  ...{ files: 3, bytes: 1234, records: 4010, skipped: 2, duplicates: 0, problems: [], readableFiles: 3 },
  ...{ staleSources: [], unwatched: [], writerPid: null, durationMs: 420 },
};

describe('the line of a read', () => {
  it('says what was read', () => {
    expect(summaryLine(SUMMARY)).toBe(
      'read 3 files, 1.2 kB: 4,010 records, 2 lines skipped, 0 known copies, in 0.4 s',
    );
  });

  it('counts one of a kind in the singular', () => {
    expect(summaryLine({ ...SUMMARY, files: 1, records: 1, skipped: 1, duplicates: 1 })).toBe(
      'read 1 file, 1.2 kB: 1 record, 1 line skipped, 1 known copy, in 0.4 s',
    );
  });

  it('says who still reads, and who never will, with what to do', () => {
    const stale = { ...SUMMARY, staleSources: ['codex'], writerPid: 4711 } as const;
    expect(summaryLine(stale)).toContain(', another agentperf (pid 4711) is still reading codex');
    expect(summaryLine({ ...stale, unwatched: ['/logs'] })).toContain(
      'another agentperf (pid 4711) writes this database and does not read /logs: end it, or start it with these as --logs',
    );
  });
});
