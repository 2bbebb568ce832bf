/** What the configuration names and nobody has: a slip of the pen there looks like a fleet that costs nothing. */

import type { Settings } from '../config.ts';
import type { Reports } from '../domain/live.ts';
import { NO_FILTER } from '../domain/report.ts';
import { unknownNames } from './check-names.ts';
import { examineIdentities } from './doctor-identities.ts';

/** One sentence for each budget and each identity rule that nothing recorded is of; none before anything is recorded. */
export function unusedConfiguration(
  { budgets, identities, discovery }: Pick<Settings, 'budgets' | 'identities' | 'discovery'>,
  reports: Pick<Reports, 'names' | 'identities'>,
): string[] {
  const rows = identities.length === 0 ? [] : reports.identities();
  const { rules } = examineIdentities(identities, rows, discovery.home);
  const names = reports.names();
  return [
    ...budgets.flatMap(({ agent, project }, index) =>
      unknownNames(
        { ...NO_FILTER, agents: agent === null ? [] : [agent], projects: project === null ? [] : [project] },
        names,
      ).map((text) => `[[budgets]] ${index + 1}: ${text}`),
    ),
    ...rules.flatMap(({ sessions }, index) =>
      sessions > 0 || rows.length === 0 ? [] : [`[[identities]] ${index + 1}: matches no session`],
    ),
  ];
}
