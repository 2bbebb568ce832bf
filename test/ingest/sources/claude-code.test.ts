import { describe, expect, it } from 'vitest';
import { hash53 } from '../../../src/domain/hash.ts';
import {
  assistantRow,
  envelopeRow,
  type Fields,
  factsOf,
  openFile,
  recordOf,
  resultRow,
  SESSION,
  userRow,
} from './claude-code-rows.ts';

describe('a record', () => {
  it('takes identity, time and session from the envelope', () => {
    const row = assistantRow({});
    expect(recordOf(row)).toMatchObject({
      kind: 'assistant',
      at: Date.UTC(2026, 1, 10, 9, 0, 1, 123),
      timeSource: 'log',
      session: { id: SESSION, parentId: null },
      harness: 'claude_code',
      uidKey: hash53(row.uuid as string),
      clampedFields: 0,
      copied: false,
    });
  });

  it('keeps types that came with a newer version, because new ones appear every few weeks', () => {
    expect(recordOf({ type: 'brand-new', sessionId: SESSION })).toMatchObject({
      kind: 'other:brand-new',
      facts: [],
    });
    expect(recordOf({ type: '__proto__', sessionId: SESSION }).kind).toBe('other:__proto__');
  });

  it.each([[{ uuid: 'a' }], [{ type: 5 }], [{ type: '' }], [{ type: null }]])('refuses %j', (row) => {
    expect(openFile().result(row)).toEqual({ rejected: 'missing_event_type' });
  });

  it('marks rows that the log says are copies', () => {
    expect(recordOf(userRow('hi', { forkedFrom: { sessionId: 'other', messageUuid: 'm' } })).copied).toBe(
      true,
    );
  });

  it('does not fault metadata rows for the time and session that they never have', () => {
    const file = openFile();
    file.parse(userRow('hi'));
    expect(file.parse({ type: 'file-history-snapshot', messageId: 'm', snapshot: {} })).toMatchObject({
      at: Date.UTC(2026, 1, 10, 9, 0, 1, 123),
      timeSource: 'inherited',
      uidKey: null,
      clampedFields: 0,
    });
  });
});

describe('a model call', () => {
  const call = (message: Fields, fields: Fields = {}) => factsOf(assistantRow(message, fields), 'model_call');

  it('keeps every class of tokens apart; four different numbers stay four', () => {
    const usage = {
      input_tokens: 3,
      cache_creation_input_tokens: 2130,
      cache_read_input_tokens: 41200,
      cache_creation: { ephemeral_5m_input_tokens: 30, ephemeral_1h_input_tokens: 2000 },
      output_tokens: 9,
      output_tokens_details: { thinking_tokens: 4 },
      server_tool_use: { web_search_requests: 2 },
      service_tier: 'standard',
      speed: 'fast',
    };
    expect(call({ usage })).toEqual([
      {
        type: 'model_call',
        messageKey: hash53('msg_01'),
        requestKey: hash53('req_01'),
        model: 'claude-opus-4-6',
        provider: null,
        usage: {
          input: 3,
          cacheRead: 41200,
          cacheCreation5m: 30,
          cacheCreation1h: 2000,
          cacheCreationUnsplit: 100,
          output: 9,
          unclassified: null,
          reasoning: 4,
        },
        sidechain: false,
        visibleChars: 4,
        finished: false,
        serviceTier: 'standard',
        speed: 'fast',
        webSearches: 2,
        reportedCostUsdMicros: null,
        durationMs: null,
      },
    ]);
  });

  it('leaves what is not logged unknown, and calls an unsplit total unsplit', () => {
    expect(call({ usage: { output_tokens: 5, cache_creation_input_tokens: 7 } })[0]?.usage).toMatchObject({
      input: null,
      cacheRead: null,
      cacheCreation5m: null,
      cacheCreation1h: null,
      cacheCreationUnsplit: 7,
    });
  });

  it('is known by its row when it has no id of its own', () => {
    const row = assistantRow({ id: undefined });
    expect(factsOf(row, 'model_call')[0]?.messageKey).toBe(hash53(row.uuid as string));
    expect(call({ id: undefined }, { uuid: undefined })[0]?.messageKey).toBeNull();
    expect(call({}, { requestId: undefined })[0]?.requestKey).toBeNull();
  });

  it('counts visible characters of text and arguments, not of thinking', () => {
    const content = [
      { type: 'thinking', thinking: 'a long thought' },
      { type: 'text', text: '12345' },
      { type: 'tool_use', id: 't', name: 'Bash', input: { command: 'ls' } },
    ];
    expect(call({ content })[0]?.visibleChars).toBe(5 + '{"command":"ls"}'.length);
  });

  it('is finished when a row tells why the model stopped; old rows bring their own cost', () => {
    expect(call({ stop_reason: 'tool_use' }, { costUSD: 0.03, isSidechain: true })[0]).toMatchObject({
      finished: true,
      reportedCostUsdMicros: 30_000,
      sidechain: true,
    });
  });

  it('is none for synthetic rows and for rows without usage', () => {
    expect(call({ model: '<synthetic>' })).toEqual([]);
    expect(call({ usage: undefined })).toEqual([]);
    expect(call({ usage: [1] })).toEqual([]);
  });

  it('does not count the copies of usage in progress rows and agent results', () => {
    const progress = envelopeRow('progress', {
      data: { type: 'agent_progress', message: assistantRow({}) },
      parentToolUseID: 'toolu_09',
      toolUseID: 'agent_msg_1',
    });
    expect(recordOf(progress).facts.filter((fact) => fact.type !== 'session_info')).toEqual([
      { type: 'progress', toolKey: hash53('toolu_09') },
    ]);
    const detail = { agentId: 'a1', totalTokens: 19831, totalDurationMs: 500, usage: { input_tokens: 79 } };
    const row = resultRow({ content: [{ type: 'text', text: 'found' }] }, detail);
    expect(factsOf(row, 'model_call')).toEqual([]);
    expect(factsOf(row, 'tool_result')[0]?.durationMs).toBe(500);
  });
});

describe('system and metadata rows', () => {
  const facts = (row: Fields) => recordOf(row).facts.filter((fact) => fact.type !== 'session_info');
  const system = (subtype: string, fields: Fields) => facts(envelopeRow('system', { subtype, ...fields }));

  it('count a compaction once: the boundary, not the summary behind it, nor a microcompact', () => {
    expect(system('compact_boundary', { compactMetadata: { trigger: 'auto', preTokens: 167370 } })).toEqual([
      { type: 'compaction', trigger: 'auto', preTokens: 167370 },
    ]);
    expect(system('microcompact_boundary', { microcompactMetadata: { trigger: 'auto' } })).toEqual([]);
    expect(facts(userRow('This session is being continued', { isCompactSummary: true }))).toEqual([]);
  });

  it('say when a turn ended', () => {
    expect(system('turn_duration', { durationMs: 84211 })).toEqual([
      { type: 'turn_end', reason: 'done', durationMs: 84211 },
    ]);
    expect(system('stop_hook_summary', {})).toEqual([{ type: 'turn_end', reason: 'done', durationMs: null }]);
  });

  it('bring API errors, with the wait before the next try', () => {
    const error = {
      status: 529,
      error: { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } },
    };
    expect(system('api_error', { error, retryInMs: 545.27 })).toMatchObject([
      { type: 'error', source: 'api', retryInMs: 545, sample: 'API Error: 529 overloaded_error: Overloaded' },
    ]);
    expect(system('error', { error: { message: 'no network' } })).toMatchObject([{ source: 'agent' }]);
  });

  it('bring the last running total, not a sum', () => {
    const row = {
      type: 'cost-state',
      sessionId: SESSION,
      totalCostUSD: 0.0009675,
      totalDuration: 276,
      totalLinesAdded: 4,
      totalLinesRemoved: 1,
    };
    expect(facts(row)).toMatchObject([
      {
        type: 'reported_total',
        origin: 'cost_state',
        costUsdMicros: 968,
        durationMs: 276,
        linesAdded: 4,
        linesDeleted: 1,
      },
    ]);
  });

  it('bring pull requests', () => {
    const row = {
      type: 'pr-link',
      sessionId: SESSION,
      prNumber: 7,
      prUrl: 'https://example.invalid/pull/7',
      prRepository: 'a/b',
    };
    expect(recordOf(row).facts).toEqual([
      { type: 'session_info', prNumber: 7, prUrl: 'https://example.invalid/pull/7', prRepository: 'a/b' },
    ]);
  });
});

describe("API errors in the model's place", () => {
  it('are errors that end the turn, not calls', () => {
    const message = { model: '<synthetic>', content: [{ type: 'text', text: 'API Error: 529 overloaded' }] };
    const record = recordOf(assistantRow(message, { isApiErrorMessage: true }));
    expect(record.facts.filter((fact) => fact.type !== 'session_info')).toMatchObject([
      { type: 'error', source: 'api', retryInMs: null },
      { type: 'turn_end', reason: 'done' },
    ]);
  });

  it('are not the notice that nothing was asked', () => {
    const message = { model: '<synthetic>', content: [{ type: 'text', text: 'No response requested.' }] };
    const record = recordOf(assistantRow(message, { isApiErrorMessage: false }));
    expect(record.facts.filter((fact) => fact.type !== 'session_info')).toEqual([]);
  });
});
