/** Episodes of one rule in one session: edge triggered, one alert each, with a cool-down before the same subject opens again. */

import type { AlertChange, AlertFinding, OpenAlert } from '../domain/alert.ts';
import { RecentMap } from './recent.ts';
import type { Rule } from './rule.ts';

/** Subjects of one rule in one session that can be open, or cooling down, at once. */
const SUBJECT_LIMIT = 64;
/** Between ticks an open alert is told again when it has grown by this factor: a storm of sightings is a handful of updates. */
const UPDATE_FACTOR = 2;

interface Episode {
  readonly start: number;
  readonly openedAt: number;
  lastAt: number;
  size: number;
  toldSize: number;
  /** What was seen since it was last told; null = nothing more. */
  untold: Sighting['evidence'] | null;
}

/** What a rule saw of an episode. `size` is what grows while it lasts: occurrences, or idle ms. */
export interface Sighting {
  /** Event time, epoch ms. */
  readonly at: number;
  readonly size: number;
  readonly evidence: AlertFinding['evidence'];
}

export interface EpisodesOptions {
  readonly rule: Rule;
  readonly quietMs: number | null;
  readonly cooldownMs: number;
  readonly sessionKey: number;
  emit(change: AlertChange): void;
}

export class Episodes {
  private readonly episodes = new RecentMap<string, Episode>(SUBJECT_LIMIT);
  /** Subject -> event time at which its last episode ended. */
  private readonly ended = new RecentMap<string, number>(SUBJECT_LIMIT);
  private readonly options: EpisodesOptions;

  constructor(options: EpisodesOptions) {
    this.options = options;
  }

  isOpen(subject: string): boolean {
    return this.episodes.has(subject);
  }

  get isAnyOpen(): boolean {
    return this.episodes.size > 0;
  }

  openSubjects(): string[] {
    return [...this.episodes].map(([subject]) => subject);
  }

  /** Epoch ms of the first event of an open episode; null when none is open. */
  startOf(subject: string): number | null {
    return this.episodes.get(subject)?.start ?? null;
  }

  sizeOf(subject: string): number {
    return this.episodes.get(subject)?.size ?? 0;
  }

  /**
   * Opens an episode that began at `start`, unless the same subject is still cooling down `now` (the sighting's time, unless the
   * condition came true before it was looked at).
   */
  open(subject: string, start: number, sighting: Sighting, now = sighting.at): void {
    const endedAt = this.ended.get(subject);
    if (endedAt !== undefined && now < endedAt + this.options.cooldownMs) {
      return;
    }
    const { at, size } = sighting;
    const episode = { start, openedAt: at, lastAt: at, size, toldSize: size, untold: null };
    const forgotten = this.episodes.set(subject, episode);
    if (forgotten !== null) {
      this.tellEnd(forgotten[0], forgotten[1], this.quietEnd(forgotten[1]));
    }
    this.tell('open', subject, episode, sighting.evidence);
  }

  /** The condition of an open episode was seen again. */
  again(subject: string, sighting: Sighting): void {
    const episode = this.episodes.get(subject);
    if (episode === undefined) {
      return;
    }
    episode.lastAt = Math.max(episode.lastAt, sighting.at);
    episode.size = Math.max(episode.size, sighting.size);
    if (episode.size > episode.toldSize) {
      episode.untold = sighting.evidence;
    }
    if (episode.size >= episode.toldSize * UPDATE_FACTOR) {
      this.tellRest(subject, episode);
    }
  }

  /** Tells the open alerts that have grown by `step` or more since they were told. */
  tellGrown(step: number): void {
    for (const [subject, episode] of this.episodes) {
      if (episode.size >= episode.toldSize + step) {
        this.tellRest(subject, episode);
      }
    }
  }

  /** The condition ended at `at`; a late fact from before the last sighting says nothing. True when an episode ended. */
  end(subject: string, at: number): boolean {
    const episode = this.episodes.get(subject);
    if (episode === undefined || at < episode.lastAt) {
      return false;
    }
    this.episodes.delete(subject);
    this.tellEnd(subject, episode, at);
    return true;
  }

  /** Ends the episode at `at`, or at its last sighting when that is later. */
  endLate(subject: string, at: number): void {
    this.end(subject, Math.max(at, this.episodes.get(subject)?.lastAt ?? at));
  }

  /** Ends what was not seen for the rule's quiet time by `now` (event time), as of the end of that time. */
  expire(now: number): void {
    if (this.options.quietMs === null || this.episodes.size === 0) {
      return;
    }
    for (const [subject, episode] of this.episodes) {
      const end = this.quietEnd(episode);
      if (now > end) {
        this.end(subject, end);
      }
    }
  }

  /** Ends everything because the session is being forgotten. */
  close(): void {
    for (const [subject, episode] of this.episodes) {
      this.end(subject, this.quietEnd(episode));
    }
  }

  /** Cool-downs are on event time: when that goes back they mean nothing. */
  rewind(): void {
    this.ended.clear();
  }

  /** Makes the stored open alerts the open episodes: they keep their identity, and nothing else is open. */
  adopt(stored: readonly OpenAlert[]): void {
    const rebuilt = new Map(this.episodes);
    this.episodes.clear();
    for (const alert of stored) {
      const known = rebuilt.get(alert.subject);
      // Of one that began before the facts that are known, only the newest part would be counted.
      const isWhole = known?.start === alert.episodeStart;
      this.episodes.set(alert.subject, {
        start: alert.episodeStart,
        openedAt: alert.openedAt,
        lastAt: Math.max(alert.lastAt, known?.lastAt ?? alert.lastAt),
        size: isWhole ? known.size : 0,
        // Without its facts the size told is not known: better no update than one that counts backwards.
        toldSize: isWhole ? known.toldSize : Number.POSITIVE_INFINITY,
        untold: isWhole ? known.untold : null,
      });
    }
  }

  private quietEnd(episode: Episode): number {
    return episode.lastAt + (this.options.quietMs ?? 0);
  }

  private tell(
    kind: 'open' | 'update',
    subject: string,
    episode: Episode,
    evidence: Sighting['evidence'],
  ): void {
    const { rule, sessionKey } = this.options;
    const { type, severity, recommendation } = rule;
    const { start: episodeStart, openedAt } = episode;
    const finding = { type, severity, recommendation, sessionKey, subject, episodeStart, openedAt, evidence };
    this.options.emit({ kind, finding });
  }

  private tellRest(subject: string, episode: Episode): void {
    if (episode.untold === null) {
      return;
    }
    this.tell('update', subject, episode, episode.untold);
    episode.toldSize = episode.size;
    episode.untold = null;
  }

  private tellEnd(subject: string, episode: Episode, at: number): void {
    this.tellRest(subject, episode);
    this.ended.set(subject, at);
    const { rule, sessionKey } = this.options;
    const { start: episodeStart } = episode;
    this.options.emit({ kind: 'resolve', type: rule.type, sessionKey, subject, episodeStart, at });
  }
}
