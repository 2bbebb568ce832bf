interface Clip {
  readonly x1?: number | undefined;
  readonly x2?: number | undefined;
  readonly y1?: number | undefined;
  readonly y2?: number | undefined;
}

type Transformer = (line: string, index: number) => string;

/** Puts the texts of a frame together; the same answers as Ink's own Output. */
export default class QuickOutput {
  constructor(size: { readonly width: number; readonly height: number });
  write(x: number, y: number, text: string, options: { readonly transformers: readonly Transformer[] }): void;
  clip(clip: Clip): void;
  unclip(): void;
  get(): { output: string; height: number };
}
