/** Columns that a text takes on a terminal; the same answers as the package string-width. */
export default function quickStringWidth(text: string): number;

/** Letters that take one cell each, whatever stands beside them. */
export const SIMPLE: RegExp;
