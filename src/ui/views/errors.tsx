/** Behind view 6: what failed, grouped by what it said, over all sessions of the window. */

import { noun } from '../../domain/noun.ts';
import { EmptyState } from '../components/empty-state.tsx';
import { Grid } from '../components/grid.tsx';
import { visibleTop } from '../cursor.ts';
import { clusterColumns } from '../detail-columns.ts';
import { ERROR_SORTS } from '../error-list.ts';
import { bodyOf, type Screen } from '../list-parts.ts';
import { errorsList } from '../lists.ts';
import { bodyWidth } from '../screen.ts';
import { windowOf } from '../state.ts';
import { useUi } from '../ui-context.ts';
import { windowPhrase } from '../windows.ts';

export function ErrorsView({ screen }: { readonly screen: Screen }) {
  const { glyphs } = useUi();
  const { state, data } = screen;
  const { items, list } = errorsList(screen);
  const size = { width: bodyWidth(screen.size), height: bodyOf(screen) };
  if (items.length === 0) {
    return <NoErrors screen={screen} />;
  }
  const choice = state.lists.errors;
  return (
    <Grid
      columns={clusterColumns(data.now)}
      rows={items}
      top={visibleTop(state.cursors.errors, list)}
      sorted={{
        column: ERROR_SORTS[choice.sort]?.column ?? 'count',
        mark: choice.reversed ? glyphs.ascending : glyphs.descending,
      }}
      {...size}
    />
  );
}

function NoErrors({ screen }: { readonly screen: Screen }) {
  const { state, data } = screen;
  const size = { width: bodyWidth(screen.size), height: bodyOf(screen) };
  if (data.errors.length > 0) {
    return (
      <EmptyState
        title="No error matches"
        fills={`${data.errors.length} ${noun(data.errors.length, 'kind of error is', 'kinds of error are')} hidden by the filter "${state.lists.errors.filter}".`}
        offers={[['Esc', 'clear the filter']]}
        {...size}
      />
    );
  }
  return (
    <EmptyState
      title={`No error ${windowPhrase(windowOf(state))}`.trimEnd()}
      fills="Failed tool calls and API errors of all sessions show up here, grouped by what they say."
      offers={[
        ['w', 'a longer window'],
        ['6', 'the alerts'],
      ]}
      {...size}
    />
  );
}
