/** The alternate screen: entered once, left in every way a program can end, so that the terminal is as it was (T1 to T4). */

/** What is needed of stdout and stdin. */
export interface ScreenOutput {
  write(text: string): unknown;
}
export interface ScreenInput {
  readonly isTTY?: boolean;
  setRawMode?(raw: boolean): unknown;
}

/** Alternate screen on, cleared, cursor off. */
const ENTER = '\u001b[?1049h\u001b[2J\u001b[H\u001b[?25l';
/** Colours off, cursor on, alternate screen off. */
const LEAVE = '\u001b[0m\u001b[?25h\u001b[?1049l';

export interface AlternateScreen {
  /** Also when it seems to be entered: after a stop nobody knows what the terminal shows. */
  enter(): void;
  /** Also takes the keyboard back to line mode. Does nothing when the screen is not entered. */
  leave(): void;
}

/** `obeysEscapes` is false for TERM=dumb: then nothing is sent, and only the keyboard's mode is put back. */
export function createAlternateScreen(
  input: ScreenInput,
  output: ScreenOutput,
  obeysEscapes: boolean,
): AlternateScreen {
  let entered = false;
  return {
    enter() {
      entered = true;
      if (obeysEscapes) output.write(ENTER);
    },
    leave() {
      if (!entered) return;
      entered = false;
      if (input.isTTY === true) input.setRawMode?.(false);
      if (obeysEscapes) output.write(LEAVE);
    },
  };
}
