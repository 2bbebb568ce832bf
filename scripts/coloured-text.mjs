/** Text without any control character but those of style sequences: Ink's sanitizeAnsi gives it back as it is. */
export const COLOURED = /^(?:[^\0-\x1f\x7f-\x9f]|\x1b\[[\d;]*m)*$/;
