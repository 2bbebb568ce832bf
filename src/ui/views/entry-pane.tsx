/** The text of the selected timeline entry, read from the log for as long as it is looked at. */

import { Box } from 'ink';
import { EmptyState } from '../components/empty-state.tsx';
import { Line } from '../components/line.tsx';
import { visibleTop } from '../cursor.ts';
import { entryLines } from '../entry-text.ts';
import { fitSegments } from '../layout.ts';
import { bodyOf, type Screen } from '../list-parts.ts';
import { selectedEntry } from '../lists.ts';
import { bodyWidth, sectionHeight } from '../screen.ts';
import { useUi } from '../ui-context.ts';

export function EntryPane({ screen }: { readonly screen: Screen }) {
  const { glyphs } = useUi();
  const width = bodyWidth(screen.size);
  const height = sectionHeight(bodyOf(screen));
  const item = selectedEntry(screen);
  if (item === null) {
    return <EmptyState title="Nothing selected" fills="" width={width} height={height} />;
  }
  const lines = entryLines(item.entry, screen.texts, width - 4);
  const list = { ids: null, count: lines.length, height, start: 'first' as const };
  const top = visibleTop(screen.state.cursors.entry, list);
  return (
    <Box flexDirection="column">
      {lines.slice(top, top + height).map((segments, index) => (
        <Line
          // biome-ignore lint/suspicious/noArrayIndexKey: lines of one text
          key={index}
          segments={fitSegments([{ text: '  ' }, ...segments], width, glyphs)}
        />
      ))}
    </Box>
  );
}
