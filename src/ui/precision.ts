/** How often each rule was right, in one line: at the foot of the alerts. Pure. */

import type { AlertPrecision } from '../domain/report.ts';
import type { Glyphs } from './glyphs.ts';
import { firstThatFits, fitSegments, type Segment } from './layout.ts';

/** `error_loop 83 % real (44 to 97 %, n 6)`; a rule with too few judged alerts has no share: `tool_loop 3 judged`. */
export function precisionLine(
  precision: readonly AlertPrecision[],
  width: number,
  glyphs: Glyphs,
): Segment[] {
  const shared = precision.filter((rule) => rule.low !== null);
  const variants = [
    [lead('  precision, 95 % interval  '), ...joined(precision, glyphs)],
    [lead('  precision  '), ...joined(precision, glyphs)],
    [lead('  '), ...joined(precision, glyphs)],
    [lead('  '), ...joined(shared.length > 0 ? shared : precision, glyphs)],
  ];
  const chosen =
    precision.length === 0
      ? [lead('  precision  '), lead('no alert judged yet: d not real, y was real')]
      : firstThatFits(variants, width);
  return fitSegments(chosen, width, glyphs);
}

function joined(precision: readonly AlertPrecision[], glyphs: Glyphs): Segment[] {
  return precision.flatMap((rule, index) => [
    ...(index === 0 ? [] : [lead(` ${glyphs.separator} `)]),
    ...ruleSegments(rule),
  ]);
}

function ruleSegments({ type, real, notReal, low, high }: AlertPrecision): Segment[] {
  const judged = real + notReal;
  if (low === null || high === null) {
    return [{ text: type }, lead(` ${judged} judged`)];
  }
  return [
    { text: `${type} ` },
    { text: `${percent(real / judged)} %`, bold: true },
    lead(` (${percent(low)} to ${percent(high)} %, n ${judged})`),
  ];
}

function percent(share: number): number {
  return Math.round(share * 100);
}

function lead(text: string): Segment {
  return { text, role: 'dim' };
}
