/** Cards as the screen needs them: only of those that are looked at, each asked for once an answer. */

import type { AgentReport } from '../domain/performance.ts';

type Name = string | null;
type AskCards = (names: readonly Name[]) => readonly AgentReport[];

export class CardCache {
  private readonly cards = new Map<Name, AgentReport>();
  /** Whose cards were drawn. */
  private readonly drawn = new Set<Name>();
  private readonly ask: AskCards;
  private readonly names: readonly Name[];

  /** `names`: those that were looked at before, asked for together. Throws what the question throws. */
  constructor(ask: AskCards, names: readonly Name[]) {
    this.ask = ask;
    this.names = names;
    this.read(names);
  }

  /** The cards of these names, in their order, for drawing; one of nobody any more, or that cannot be read now, is left out. */
  of(names: readonly Name[]): AgentReport[] {
    for (const name of names) {
      this.drawn.add(name);
    }
    try {
      this.read(names.filter((name) => !this.cards.has(name)));
    } catch {
      // The next answer asks for them again, and says why it cannot.
    }
    return names.flatMap((name) => this.cards.get(name) ?? []);
  }

  /** True when none of the cards reads differently in `other`. */
  equals(other: CardCache): boolean {
    return (
      other === this ||
      [...this.cards].every(([name, card]) => JSON.stringify(card) === JSON.stringify(other.cards.get(name)))
    );
  }

  /** Those that were drawn; while nothing was, those that were asked for. */
  lookedAt(): readonly Name[] {
    return this.drawn.size > 0 ? [...this.drawn] : this.names;
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
