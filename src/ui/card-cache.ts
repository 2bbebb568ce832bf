/** Cards as the screen needs them: only of those that are looked at, each asked for once an answer. */

import type { AgentReport } from '../domain/performance.ts';

type Name = string | null;
type AskCards = (names: readonly Name[]) => readonly AgentReport[];

export class CardCache {
  private readonly cards = new Map<Name, AgentReport>();
  /** Whose cards were looked at. */
  private readonly used = new Set<Name>();
  private readonly ask: AskCards;

  /** `names`: those that were looked at before, asked for together. */
  constructor(ask: AskCards, names: readonly Name[]) {
    this.ask = ask;
    this.read(names);
  }

  /** The cards of these names, in their order; one of nobody any more is left out. Throws what the question throws. */
  of(names: readonly Name[]): AgentReport[] {
    this.read(names.filter((name) => !this.cards.has(name)));
    for (const name of names) {
      this.used.add(name);
    }
    return names.flatMap((name) => this.cards.get(name) ?? []);
  }

  /** All that were asked for. */
  known(): AgentReport[] {
    return [...this.cards.values()];
  }

  lookedAt(): Name[] {
    return [...this.used];
  }

  private read(names: readonly Name[]): void {
    if (names.length === 0) {
      return;
    }
    for (const card of this.ask(names)) {
      this.cards.set(card.name, card);
    }
  }
}

/** Holds no card. */
export const NO_CARDS = new CardCache(() => [], []);
