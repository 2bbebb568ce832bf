import fs from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import { EMPTY_REPORTS } from '../../src/commands/empty-reports.ts';
import {
  chosenViews,
  DEFAULT_VIEWS,
  documentPieces,
  type ExportHead,
  type ExportReports,
  VIEW_NAMES,
  type ViewName,
} from '../../src/commands/export-document.ts';
import { SKIP_REASONS } from '../../src/domain/event.ts';
import { NO_FILTER } from '../../src/domain/report.ts';
import { SOURCE_IDS } from '../../src/domain/source.ts';
import { AT, fakeReports } from '../helpers/fake-reports.ts';

const HEAD: ExportHead = {
  generatedAt: AT,
  agentperfVersion: '0.1.0',
  filter: { ...NO_FILTER, since: AT, models: ['opus'] },
  timezone: 'Europe/Berlin',
  staleSources: ['claude-code'],
  stalePrices: false,
};
const schema = JSON.parse(fs.readFileSync(new URL('../../docs/export.schema.json', import.meta.url), 'utf8'));

function textOf(reports: ExportReports, views: readonly ViewName[] = VIEW_NAMES): string {
  return [...documentPieces(reports, HEAD, views)].join('');
}

function validator() {
  const ajv = new Ajv2020({ allErrors: true, allowUnionTypes: true });
  addFormats.default(ajv);
  return ajv.compile(schema);
}

describe('the document', () => {
  it('compares models once', () => {
    const fake = fakeReports();
    let asked = 0;
    const comparison: ExportReports['comparison'] = (filter) => {
      asked++;
      return fake.comparison(filter);
    };
    const document = JSON.parse(textOf({ ...fake, comparison }));
    expect([document.models.length, document.estimates.length, asked]).toEqual([1, 1, 1]);
  });

  it('has the head, the rows in snake_case, and times as ISO UTC', () => {
    const document = JSON.parse(textOf(fakeReports()));
    expect(document).toMatchObject({
      schema_version: 1,
      generated_at: '2026-03-08T10:00:00.005Z',
      agentperf_version: '0.1.0',
      timezone: 'Europe/Berlin',
      stale_sources: ['claude-code'],
      stale_prices: false,
      filter: { since: '2026-03-08T10:00:00.005Z', until: null, models: ['opus'], agents: [] },
    });
    expect(document.totals.tokens).toMatchObject({
      cache_creation_5m: 12,
      cache_creation_1h: 8,
      output_estimated: 44,
    });
    expect(document.totals.skipped_by_reason).toEqual({ invalid_json: 1, duplicate: 1 });
    expect(document.sessions[0]).toMatchObject({
      status_evidence: { rung: 'log', at: '2026-03-08T10:00:00.005Z', reason: null },
      ended_at: null,
      task_ids: ['t-1'],
    });
    expect(document.errors[0]).toMatchObject({ first_seen: '2026-03-08T10:00:00.005Z', last_seen: null });
    expect(document.events).toHaveLength(2);
  });

  it('spells figures, scores and windows of agents as DATA.md names them', () => {
    const [agent] = JSON.parse(textOf(fakeReports())).agents;
    expect(agent).toMatchObject({
      agent: 'rig/polecats/nux',
      avg_quality_score: { value: 0.8, n: 10, state: 'ok', parts: [{ part: 'gate', weight: 1 }] },
      p90_completion_time_ms: { value: 60_000 },
      windows: [{ days: 7, metrics: { p90_completion_time_ms: { n: 7 } } }],
      trends: [{ metric: 'success_rate', window_days: 7, slope_per_day: -0.01, rolling: [{ n: 2 }] }],
    });
  });

  it('has departments and projects as it has agents, by their own names', () => {
    const { departments, projects } = JSON.parse(textOf(fakeReports()));
    expect(departments[0]).toMatchObject({ department: 'rig/polecats/nux', projects: ['api'] });
    expect(projects[0]).toMatchObject({ project: 'rig/polecats/nux', department: 'platform' });
    expect(Object.keys(departments[0]).slice(0, 2)).toEqual(['department', 'projects']);
    expect(Object.keys(projects[0]).slice(0, 3)).toEqual(['project', 'department', 'projects']);
  });

  it('keeps the names of evidence and of Maps as they are, __proto__ too', () => {
    const document = JSON.parse(textOf(fakeReports()));
    expect(document.alerts[0].evidence).toEqual({ error_fingerprint: 'fp-1', occurrences: 4, camelCase: 1 });
    expect(Object.entries(document.sources[0].other_types)).toEqual([
      ['__proto__', 2],
      ['other:Odd', 1],
    ]);
  });

  it('holds no raw DEL, C1 or bidi control (S2)', () => {
    const text = textOf(fakeReports());
    expect(text).not.toMatch(/[\u007f-\u009f\u202a-\u202e]/);
    expect(JSON.parse(text).sessions[0].title).toBe('fix \u202elogin\u007f');
  });

  it.each([
    ['full', fakeReports()],
    ['empty', EMPTY_REPORTS],
  ])('agrees with docs/export.schema.json (%s)', (_, reports) => {
    const validate = validator();
    validate(JSON.parse(textOf(reports)));
    expect(validate.errors ?? []).toEqual([]);
  });

  it('fails that schema when a field is added, lost or of another type', () => {
    const validate = validator();
    const changed = (from: string, to: string): boolean => {
      const text = textOf(fakeReports());
      expect(text).toContain(from);
      return validate(JSON.parse(text.replace(from, to)));
    };
    expect(changed('"session_id":"s-1"', '"session_id":1')).toBe(false);
    expect(changed('"branch":"main"', '"branches":"main"')).toBe(false);
    expect(changed('"status":"open"', '"status":"ajar"')).toBe(false);
    expect(changed('"branch":"main"', '"branch":null')).toBe(true);
  });

  it('is limited to the views that were named', () => {
    const head = [
      'schema_version',
      'generated_at',
      'agentperf_version',
      'filter',
      'timezone',
      'stale_sources',
      'stale_prices',
    ];
    expect(Object.keys(JSON.parse(textOf(fakeReports(), ['totals'])))).toEqual([...head, 'totals']);
    expect(Object.keys(JSON.parse(textOf(fakeReports(), DEFAULT_VIEWS)))).toEqual([
      ...head,
      ...[
        'totals',
        'costs',
        'kpis',
        'sessions',
        'agents',
        'models',
        'estimates',
        'trends',
        'alerts',
        'tasks',
        'work_log',
      ],
      ...['escalations', 'errors', 'sources'],
    ]);
  });

  it('comes in pieces however many events there are', () => {
    let longest = 0;
    let count = 0;
    for (const piece of documentPieces(fakeReports(20_000), HEAD, ['events'])) {
      longest = Math.max(longest, piece.length);
      count += 1;
    }
    expect(count).toBeGreaterThan(20);
    expect(longest).toBeLessThan(100_000);
  });
});

describe('views', () => {
  it('are all but events and other groups of the cards when none is named', () => {
    expect(chosenViews([])).toEqual([
      ...[
        'totals',
        'costs',
        'kpis',
        'sessions',
        'agents',
        'models',
        'estimates',
        'trends',
        'alerts',
        'tasks',
        'work_log',
      ],
      ...['escalations', 'errors', 'sources'],
    ]);
    expect(chosenViews(['events', 'totals'])).toEqual(['events', 'totals']);
    expect(() => chosenViews(['sesions'])).toThrow('unknown view sesions; did you mean sessions?');
  });
});

describe('the schema', () => {
  it('lists the skip reasons and sources that the code has', () => {
    expect(Object.keys(schema.$defs.skippedByReason.properties)).toEqual(SKIP_REASONS);
    expect(schema.$defs.event.properties.source.enum).toEqual(SOURCE_IDS);
  });
});
