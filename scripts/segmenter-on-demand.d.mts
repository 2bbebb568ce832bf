/** What is used of an Intl.Segmenter by the packages of the bundle. */
export function segmenterOnDemand(make: () => Intl.Segmenter): {
  segment(text: string): Iterable<Intl.SegmentData> & Pick<Intl.Segments, 'containing'>;
};
