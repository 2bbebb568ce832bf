/** The alert rules, in the order they look at a fact. A new rule is a file beside this one and a line here. */

import type { Rule } from '../rule.ts';
import { errorLoop } from './error-loop.ts';
import { stuckAgent } from './stuck-agent.ts';
import { toolLoop } from './tool-loop.ts';

export const RULES: readonly Rule[] = [errorLoop, toolLoop, stuckAgent];
