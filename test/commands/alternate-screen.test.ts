import { describe, expect, it } from 'vitest';
import { createAlternateScreen } from '../../src/commands/alternate-screen.ts';

function recorded(obeysEscapes: boolean) {
  const log: string[] = [];
  const input = { isTTY: true, setRawMode: (raw: boolean) => log.push(`raw ${raw}`) };
  const output = { write: (text: string) => log.push(text) };
  return { log, screen: createAlternateScreen(input, output, obeysEscapes) };
}

describe('the alternate screen', () => {
  it('is left once, with the cursor shown and the keyboard in line mode', () => {
    const { log, screen } = recorded(true);
    screen.enter();
    screen.leave();
    screen.leave();
    expect(log).toEqual([
      '\u001b[?1049h\u001b[2J\u001b[H\u001b[?25l',
      'raw false',
      '\u001b[0m\u001b[?25h\u001b[?1049l',
    ]);
  });

  it('can be entered again after a stop', () => {
    const { log, screen } = recorded(true);
    screen.enter();
    screen.leave();
    screen.enter();
    expect(log.filter((text) => text.includes('?1049h'))).toHaveLength(2);
  });

  it('leaves nothing that was never entered', () => {
    const { log, screen } = recorded(true);
    screen.leave();
    expect(log).toEqual([]);
  });

  it('sends no escape to a dumb terminal (T8)', () => {
    const { log, screen } = recorded(false);
    screen.enter();
    screen.leave();
    expect(log).toEqual(['raw false']);
  });
});
