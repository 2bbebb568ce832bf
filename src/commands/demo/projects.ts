/** The made-up repositories that the simulated fleet works in: names, files and commands to draw from. */

export interface DemoProject {
  readonly name: string;
  readonly cwd: string;
  readonly files: readonly string[];
  readonly commands: readonly string[];
  /** What to search for. */
  readonly symbols: readonly string[];
  /** What people ask for here; the first is the title of a session. */
  readonly requests: readonly string[];
}

function project(name: string, rest: Omit<DemoProject, 'name' | 'cwd'>): DemoProject {
  return { name, cwd: `/home/dev/${name}`, ...rest };
}

export const PROJECTS = {
  api: project('api', {
    files: ['src/auth/session.ts', 'src/auth/refresh.ts', 'src/routes/login.ts', 'test/login.test.ts'],
    commands: ['npm test -- login', 'npx tsc --noEmit', 'git diff --stat', 'npm run lint'],
    symbols: ['refreshToken', 'redirectAfterLogin', 'SessionStore'],
    requests: [
      'Fix the redirect loop after a token refresh',
      'Cover the expired-session path with a test',
      'Log the reason when a refresh is refused',
    ],
  }),
  web: project('web', {
    files: [
      'src/cart/total.ts',
      'src/cart/cart.test.tsx',
      'src/checkout/form.tsx',
      'src/checkout/address.ts',
    ],
    commands: ['npm test', 'npx vite build', 'npx playwright test checkout', 'git status --short'],
    symbols: ['useCart', 'formatPrice', 'AddressForm'],
    requests: [
      'Make the checkout tests pass again',
      'Show shipping costs before the last step',
      'Round prices the same way everywhere',
    ],
  }),
  infra: project('infra', {
    files: ['modules/network/main.tf', 'modules/queue/main.tf', 'envs/staging/variables.tf'],
    commands: ['terraform validate', 'terraform plan -out plan.bin', 'tflint', 'git diff envs'],
    symbols: ['aws_sqs_queue', 'private_subnets', 'kms_key_id'],
    requests: [
      'Move the job queue into the private network',
      'Pin provider versions',
      'Tag every resource by team',
    ],
  }),
  mobile: project('mobile', {
    files: ['app/push/register.kt', 'app/push/channel.kt', 'app/ui/Inbox.kt', 'app/build.gradle.kts'],
    commands: ['./gradlew :app:testDebugUnitTest', './gradlew lint', 'git log -3 --oneline'],
    symbols: ['NotificationChannel', 'InboxViewModel', 'registerDevice'],
    requests: ['Register the device again after an update', 'Group notifications by conversation'],
  }),
  billing: project('billing', {
    files: ['lib/invoice.py', 'lib/tax.py', 'tests/test_invoice.py', 'migrations/0042_currency.py'],
    commands: ['pytest -q tests/test_invoice.py', 'ruff check .', 'mypy lib', 'git diff --stat'],
    symbols: ['apply_tax', 'InvoiceLine', 'round_half_even'],
    requests: [
      'Store invoice amounts in minor units',
      'Write the currency migration',
      'Explain the rounding rule',
    ],
  }),
  search: project('search', {
    files: ['crates/index/src/merge.rs', 'crates/index/src/lib.rs', 'crates/query/src/parse.rs'],
    commands: ['cargo test -p index', 'cargo clippy --all', 'cargo bench merge', 'git diff'],
    symbols: ['merge_segments', 'QueryParser', 'PostingList'],
    requests: ['Find out why merging segments got slower', 'Keep deleted rows out of the merge', 'Bench it'],
  }),
  docs: project('docs', {
    files: ['guides/install.md', 'guides/upgrade.md', 'reference/cli.md', 'mkdocs.yml'],
    commands: ['mkdocs build --strict', 'npx markdownlint guides', 'git status --short'],
    symbols: ['--dry-run', 'configuration', 'deprecated'],
    requests: ['Write the upgrade guide for 4.0', 'Check that every flag is documented'],
  }),
  data: project('data', {
    files: ['pipelines/events.sql', 'pipelines/daily.py', 'tests/test_daily.py', 'dags/nightly.py'],
    commands: ['pytest -q', 'dbt build --select events', 'sqlfluff lint pipelines', 'git diff --stat'],
    symbols: ['partition_by', 'late_events', 'DailyJob'],
    requests: ['Load late events without a full rebuild', 'Add a test for the nightly job', 'Tidy the SQL'],
  }),
} as const;

/** Half-sentences that models say between tools. */
export const REMARKS = [
  'Let me look at how this is wired before changing anything.',
  'That explains the failure. I will change the smallest thing that fixes it.',
  'Now the tests for it.',
  'The types agree; running the checks once more.',
  'This file is not the cause. Searching for the callers.',
  'Good. One edge case is left.',
] as const;

export const THOUGHTS = [
  'The state is written in two places, so the order matters here. I should check which one runs first.',
  'The test names the right behaviour, the code does not. I will keep the test.',
  'A smaller change is possible: the caller already knows the answer.',
] as const;

/** Last words of a turn. */
export const SUMMARIES = [
  'Done. The change is small, the tests pass, and the edge case has a test of its own.',
  'Finished: three files changed, nothing else depends on the old behaviour.',
  'That is in place. I left the public interface as it was.',
] as const;

/** What the failing run of the looping agent prints, the same every time. */
export const FAILING_RUN = [
  'Exit code 1',
  '',
  ' FAIL  src/cart/cart.test.tsx > cart total > adds shipping once',
  "TypeError: Cannot read properties of undefined (reading 'shipping')",
  ' ❯ total src/cart/total.ts:31:18',
  '',
  ' Tests  1 failed | 41 passed (42)',
].join('\n');
