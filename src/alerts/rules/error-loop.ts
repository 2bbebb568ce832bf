/** error_loop: the same error fingerprint again and again in one session (R3.4, ALERTS.md). */

import type { AlertSettings, DetectorFact } from '../../domain/alert.ts';
import type { Episodes } from '../episodes.ts';
import { insertByTime, pruneBefore, RecentMap, RecentSet } from '../recent.ts';
import type { Rule, Watcher } from '../rule.ts';

/** Fingerprints of one session whose occurrences are kept. */
const FINGERPRINT_LIMIT = 64;
const OCCURRENCE_LIMIT = 256;
/** Results, changes and errors of one session that are known as "seen before". */
const SEEN_LIMIT = 256;
/**
 * Steps forward without the same error that end an episode, in multiples of the threshold. One step cannot: an agent in a loop
 * edits and reads between two equal failures, and the failure is what shows that those steps led nowhere.
 */
const PROGRESS_FACTOR = 2;

interface Occurrences {
  readonly times: { readonly at: number }[];
  /** `attempts` of the session when this error was last counted. */
  attempt: number;
  /** `stepsForward` of the session when this error was last seen. */
  stepsAtLast: number;
}

type ErrorFact = Extract<DetectorFact, { type: 'error' }>;

/**
 * Opens at the threshold-th equal error inside the window; calls made in parallel that fail alike are one error. Ends when the same error stayed away for a whole window, when the
 * session moved on (`PROGRESS_FACTOR`), or when the turn or session is over: nobody loops then.
 */
class ErrorLoopWatcher implements Watcher {
  private readonly byFingerprint = new RecentMap<string, Occurrences>(FINGERPRINT_LIMIT);
  private readonly seen = new RecentSet<string | number>(SEEN_LIMIT);
  /** New results, new file contents and new errors so far. */
  private stepsForward = 0;
  /** Tool calls so far. */
  private attempts = 0;
  /** The fact before this one was a failed tool result: an error right behind it is that tool's. */
  private isBehindFailure = false;
  private readonly settings: AlertSettings['errorLoop'];

  constructor(settings: AlertSettings['errorLoop']) {
    this.settings = settings;
  }

  observe(fact: DetectorFact, latestAt: number, episodes: Episodes): void {
    const isOfTool = this.isBehindFailure;
    this.isBehindFailure = fact.type === 'tool_result' && fact.isError;
    switch (fact.type) {
      case 'error':
        this.countError(fact, isOfTool, latestAt, episodes);
        return;
      case 'tool_call':
        this.attempts++;
        return;
      case 'tool_result':
        this.stepIfNew(fact.isError ? null : fact.resultDigest, fact.changeDigest);
        this.endOvercome(fact.at, episodes);
        return;
      case 'turn_end':
      case 'session_end':
        for (const fingerprint of episodes.openSubjects()) {
          this.end(fingerprint, fact.at, episodes);
        }
        return;
      default:
        return;
    }
  }

  rewind(): void {
    this.byFingerprint.clear();
  }

  private countError(fact: ErrorFact, isOfTool: boolean, latestAt: number, episodes: Episodes): void {
    const { threshold, windowMs } = this.settings;
    const { fingerprint, at } = fact;
    const known = this.byFingerprint.get(fingerprint) ?? { times: [], attempt: -1, stepsAtLast: 0 };
    this.byFingerprint.set(fingerprint, known);
    if (isOfTool && known.attempt === this.attempts) {
      return;
    }
    known.attempt = this.attempts;
    this.stepIfNew(fingerprint);
    known.stepsAtLast = this.stepsForward;
    insertByTime(known.times, { at });
    pruneBefore(known.times, latestAt - windowMs, OCCURRENCE_LIMIT);
    const evidence = (occurrences: number) => ({
      error_fingerprint: fingerprint,
      occurrences,
      category: fact.category,
    });
    if (episodes.isOpen(fingerprint)) {
      const size = episodes.sizeOf(fingerprint) + 1;
      episodes.again(fingerprint, { at, size, evidence: evidence(size) });
    } else if (known.times.length >= threshold) {
      const [first, last] = [known.times[0], known.times.at(-1)] as [{ at: number }, { at: number }];
      const size = known.times.length;
      episodes.open(fingerprint, first.at, { at: last.at, size, evidence: evidence(size) });
    }
    this.endOvercome(at, episodes);
  }

  private stepIfNew(...digests: readonly (string | number | null)[]): void {
    const fresh = digests.filter((digest) => digest !== null && this.seen.add(digest));
    if (fresh.length > 0) {
      this.stepsForward++;
    }
  }

  private endOvercome(at: number, episodes: Episodes): void {
    const steps = this.settings.threshold * PROGRESS_FACTOR;
    for (const fingerprint of episodes.openSubjects()) {
      const stepsAtLast = this.byFingerprint.get(fingerprint)?.stepsAtLast ?? this.stepsForward;
      if (this.stepsForward - stepsAtLast >= steps) {
        this.end(fingerprint, at, episodes);
      }
    }
  }

  /** The next episode counts from here. */
  private end(fingerprint: string, at: number, episodes: Episodes): void {
    if (episodes.end(fingerprint, at)) {
      this.byFingerprint.delete(fingerprint);
    }
  }
}

export const errorLoop: Rule = {
  type: 'error_loop',
  severity: 'high',
  recommendation: 'trigger_ai_autofix',
  create: ({ errorLoop: settings }) => ({
    quietMs: settings.windowMs,
    step: 1,
    watch: () => new ErrorLoopWatcher(settings),
  }),
};
