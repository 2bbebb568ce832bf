/** Text without any control character but those of style sequences. */
export const COLOURED: RegExp;
