/** The part of asciichart that line-chart.tsx uses; the package ships no types. */
declare module 'asciichart' {
  interface PlotConfig {
    readonly height?: number;
    readonly min?: number;
    readonly max?: number;
    readonly offset?: number;
    readonly symbols?: string[];
    readonly format?: (value: number, index: number) => string;
  }
  const asciichart: { plot(series: readonly number[], config?: PlotConfig): string };
  export default asciichart;
}
