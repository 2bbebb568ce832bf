/** Columns that a text takes on a terminal; the same answers as the package string-width. */
export default function quickStringWidth(text: string): number;
