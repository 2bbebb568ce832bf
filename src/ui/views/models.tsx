/** View 3: models compared within task types, with the verdict in words and its reason. */

import { Box } from 'ink';
import { noun } from '../../domain/noun.ts';
import { EmptyState } from '../components/empty-state.tsx';
import { Rule } from '../components/frame.tsx';
import { Grid } from '../components/grid.tsx';
import { Line } from '../components/line.tsx';
import { selectedIndex, visibleTop } from '../cursor.ts';
import { cutLines } from '../cut-lines.ts';
import { formatCount } from '../format.ts';
import { fitText, type Segment, wrap } from '../layout.ts';
import { bodyOf, type Screen } from '../list-parts.ts';
import { metricLook } from '../metric-text.ts';
import { comparisonColumns, estimateColumns, verdictWord } from '../model-columns.ts';
import { type ModelItem, rowName, typeName } from '../model-list.ts';
import { modelsList } from '../performance-lists.ts';
import { bodyWidth, modelPaneHeight } from '../screen.ts';
import { windowOf } from '../state.ts';
import { useUi } from '../ui-context.ts';
import { windowPhrase } from '../windows.ts';

export function ModelsView({ screen }: { readonly screen: Screen }) {
  const { glyphs } = useUi();
  const { state } = screen;
  const { items, estimates, list } = modelsList(screen);
  const width = bodyWidth(screen.size);
  const body = bodyOf(screen);
  const top = visibleTop(state.cursors.models, list);
  if (list.count === 0) {
    return <NoModels screen={screen} />;
  }
  if (state.modelTable === 'estimates') {
    return <Grid columns={estimateColumns()} rows={estimates} top={top} height={body} width={width} />;
  }
  const item = items[selectedIndex(state.cursors.models, list)] as ModelItem;
  const height = modelPaneHeight(body);
  return (
    <Box flexDirection="column">
      <Grid
        columns={comparisonColumns(item.id, glyphs)}
        rows={items}
        top={top}
        height={body - height}
        width={width}
      />
      <VerdictPane screen={screen} item={item} width={width} height={height} />
    </Box>
  );
}

interface PaneProps {
  readonly screen: Screen;
  readonly item: ModelItem;
  readonly width: number;
  readonly height: number;
}

/** Verdicts of the selected row, each with its reason, then what all tasks together would get wrong. */
function VerdictPane({ screen, item: { row }, width, height }: PaneProps) {
  const { glyphs } = useUi();
  const [first] = row.verdicts;
  const against = first === undefined ? [] : [{ text: ` against ${first.against}`, role: 'dim' } as const];
  const title: Segment[] = [
    { text: rowName(row, glyphs), bold: true },
    { text: ` in ${typeName(row.taskType)}`, role: 'dim' },
    ...against,
  ];
  const told = [...countLines(screen, row), ...row.verdicts.map(verdictLine)];
  const lines = [...warningLines(screen, width, height - 1 - told.length), ...told];
  return (
    <Box flexDirection="column" height={height}>
      <Rule width={width} title={[title]} />
      {cutLines(
        lines.map((segments) => [{ text: '  ' }, ...segments]),
        { width, height: height - 1, glyphs },
      ).map((segments, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines of one pane
        <Line key={index} segments={segments} />
      ))}
    </Box>
  );

  function verdictLine({ metric, verdict, reason }: (typeof row.verdicts)[number]): Segment[] {
    const word = verdictWord(verdict);
    return [
      { text: fitText(metricLook(metric).label, 15, glyphs), role: 'dim' },
      { ...word, text: fitText(word.text, 20, glyphs), bold: true },
      { text: reason },
    ];
  }
}

/** Wrapped where all of them fit in `height` lines; else a line each, so that they never hide what they warn of. */
function warningLines({ data }: Screen, width: number, height: number): Segment[][] {
  const { warnings } = data.comparison;
  const wrapped = warnings.flatMap((text) => wrap(text, width - 4));
  const lines = wrapped.length <= height ? wrapped : warnings;
  return lines.map((text): Segment[] => [{ text, role: 'warn', bold: true }]);
}

/** Tasks that no rate counts; the row that others are held against says so. */
function countLines({ data }: Screen, row: ModelItem['row']): Segment[][] {
  const { tasksUnknown, tasksLeftOut, verdicts } = row;
  const rivals = data.comparison.rows.filter(
    ({ taskType, tasks }) => taskType === row.taskType && tasks > 0,
  ).length;
  const baseline = verdicts.length > 0 ? [] : [[{ text: standingText(row, rivals) }]];
  if (tasksUnknown === 0 && tasksLeftOut === 0) {
    return baseline;
  }
  const parts = [
    ...(tasksUnknown === 0 ? [] : [`${tasksUnknown} of unknown outcome`]),
    ...(tasksLeftOut === 0
      ? []
      : [`${tasksLeftOut} ${noun(tasksLeftOut, 'contradicts itself', 'contradict themselves')}`]),
  ];
  return [...baseline, [{ text: `in no rate: ${parts.join(', ')}`, role: 'dim' }]];
}

/** Why a row is held against none. A task counts for the model that cost most in it. */
function standingText({ tasks, modelCalls }: ModelItem['row'], rivals: number): string {
  if (tasks === 0) {
    return `Used in ${formatCount(modelCalls)} ${noun(modelCalls, 'call')}, but in no completed task the model that cost most.`;
  }
  return rivals === 1 ? 'No other model did such work here.' : 'Most tasks: the others are held against it.';
}

function NoModels({ screen }: { readonly screen: Screen }) {
  const { state, data } = screen;
  const size = { width: bodyWidth(screen.size), height: bodyOf(screen) };
  const { filter } = state.lists.models;
  if (filter !== '' && data.comparison.rows.length > 0) {
    return (
      <EmptyState
        title="No model matches"
        fills={`All are hidden by the filter "${filter}".`}
        offers={[['Esc', 'clear the filter']]}
        {...size}
      />
    );
  }
  const isEstimates = state.modelTable === 'estimates';
  return (
    <EmptyState
      title={isEstimates ? 'No estimates' : `No model was used ${windowPhrase(windowOf(state))}`.trimEnd()}
      fills={
        isEstimates
          ? 'Orchestrators that say beforehand what a task will take (TaskCompletionEvents) are held against what it took here.'
          : 'Models that did the same kind of work are compared here: success, time, cost, with how sure that is.'
      }
      offers={[
        ['w', 'a longer window'],
        ['b', 'another table'],
      ]}
      {...size}
    />
  );
}
