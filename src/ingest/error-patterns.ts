/** The table of error categories: what their messages look like, and how sure a match is (bosun.md 5). */

export interface ErrorPattern {
  readonly category: string;
  /** 0 to 1: the highest of the matching categories wins, the earlier one on a tie. */
  readonly confidence: number;
  /** Tested on lower-cased text; linear (bounded repeats only). */
  readonly patterns: readonly RegExp[];
  /** Status codes of a request, where they are said to be one: a bare 404 may be a line number. */
  readonly statusCodes?: readonly number[];
}

/**
 * Categories of bosun.md 5, without its bonus for each further pattern (a quota error says 429, too: generic words would beat the
 * specific one). `token_overflow` stands higher than there: the providers wrap it in a request error. The last five are ours: the commonest failures of local tools, which bosun does not tell apart.
 */
export const ERROR_PATTERNS: readonly ErrorPattern[] = [
  {
    category: 'auth_error',
    confidence: 0.97,
    patterns: [
      /(?:invalid|incorrect|missing|wrong).{0,12}api.?key/,
      /unauthori[sz]ed|authentication.?(?:failed|error)|oauth token.{0,12}expired/,
      /invalid.{0,10}(?:access token|credential|x-api-key)|permission_error/,
      /insufficient_quota|billing.{0,12}hard.?limit|credit balance is too low/,
    ],
    statusCodes: [401, 403],
  },
  {
    category: 'content_policy',
    confidence: 0.96,
    patterns: [/content.?policy|content.?filter|usage polic/, /safety (?:system|filter)/],
  },
  {
    category: 'oom_kill',
    confidence: 0.97,
    patterns: [
      /\bsigkill\b/,
      /oom.?kill|out of memory: kill/,
      /exit(?:ed)?(?: with)?(?: code| status)?[ :]{1,2}137\b/,
    ],
  },
  {
    category: 'oom',
    confidence: 0.95,
    patterns: [/heap out of memory/, /\benomem\b|cannot allocate memory/, /\bmemoryerror\b/],
  },
  {
    category: 'rate_limit',
    confidence: 0.95,
    patterns: [
      /rate.?limit/,
      /too many requests/,
      /quota exceeded|exceeded.{0,24}quota/,
      /tokens per min|\btpm\b/,
      /resource.?exhausted|at capacity|usage limit reached/,
    ],
    statusCodes: [429],
  },
  {
    category: 'model_error',
    confidence: 0.92,
    patterns: [
      /\bmodel\b.{0,60}(?:not found|does not exist|not supported|unsupported|deprecated|not available)/,
      /model_not_found|(?:unknown|invalid|unsupported) model/,
    ],
  },
  {
    category: 'request_error',
    confidence: 0.91,
    patterns: [
      /invalid_request_error|\bbad request\b/,
      /malformed json|failed to parse request body|bytepositioninline/,
    ],
    statusCodes: [400, 404, 422],
  },
  {
    category: 'token_overflow',
    confidence: 0.97,
    patterns: [
      /context.{0,20}(?:too long|exceed|overflow|is full)|maximum context/,
      /context_length_exceeded/,
      /(?:prompt|input).{0,12}too long/,
      /token budget|turn limit|max(?:imum)? turns|exceeds maximum allowed tokens/,
    ],
    statusCodes: [413],
  },
  {
    category: 'api_error',
    confidence: 0.9,
    patterns: [
      /\b(?:econnrefused|econnreset|etimedout|enotfound|eai_again)\b/,
      /fetch failed|socket hang up|network error|connection (?:refused|reset|timed out|error)/,
      /overloaded|internal server error|bad gateway|service unavailable|gateway time-?out/,
    ],
    statusCodes: [408, 500, 502, 503, 504, 529],
  },
  {
    category: 'session_expired',
    confidence: 0.9,
    patterns: [/session.{0,12}expired/, /(?:session|thread|conversation).{0,48}not found/],
  },
  {
    category: 'codex_sandbox',
    confidence: 0.88,
    patterns: [
      /bubblewrap|\bbwrap\b|\bunshare\b|landlock|seccomp/,
      /\beperm\b|operation not permitted/,
      /writable_roots|sandbox.{0,30}(?:denied|error|fail|violation)/,
    ],
  },
  {
    category: 'plan_stuck',
    confidence: 0.85,
    patterns: [/would you like me to proceed|shall i proceed/, /here'?s the plan/],
  },
  {
    category: 'push_failure',
    confidence: 0.85,
    patterns: [
      /failed to push|push.{0,24}(?:failed|rejected)/,
      /\[(?:remote )?rejected\]|non-fast-forward/,
      /pre-push hook/,
    ],
  },
  {
    category: 'git_conflict',
    confidence: 0.85,
    patterns: [
      /merge conflict|conflict \(/,
      /automatic merge failed|could not apply [0-9a-f]{6}/,
      /unmerged (?:paths|files)/,
    ],
  },
  {
    category: 'test_failure',
    confidence: 0.83,
    patterns: [
      /tests? (?:suites? )?failed|test failures?|failed tests?/,
      /\b[1-9]\d{0,5} (?:failed|failing|failures?)\b/,
      /assertionerror|--- fail:|assertion.{0,8}failed/,
    ],
  },
  {
    category: 'lint_failure',
    confidence: 0.82,
    patterns: [
      /\b(?:eslint|golangci-lint|ruff|biome|prettier|clippy|stylelint)\b/,
      /lint(?:ing)? (?:failed|error)/,
    ],
  },
  {
    category: 'build_failure',
    confidence: 0.8,
    patterns: [
      /build failed|compil(?:e|ation) (?:failed|error)|could not compile/,
      /\berror ts\d{3,5}\b|\berror\[e\d{3,5}\]/,
      /cannot find (?:module|package)|module not found|no module named/,
      /syntax ?error|undefined reference|npm err!/,
    ],
  },
  {
    category: 'permission_wait',
    confidence: 0.75,
    patterns: [
      /waiting for (?:your )?(?:permission|approval)/,
      /requires? (?:your )?approval|haven't granted|requested permissions? to/,
    ],
  },
  {
    category: 'empty_response',
    confidence: 0.75,
    patterns: [/empty response|response was empty/, /no response (?:received|from)/],
  },
  {
    category: 'edit_mismatch',
    confidence: 0.72,
    patterns: [
      /string to replace not found|no changes to make|failed to find expected lines/,
      /(?:file )?has (?:not been read yet|been modified since read)/,
    ],
  },
  {
    category: 'timeout',
    confidence: 0.7,
    patterns: [/\btime(?:d out|out)\b|deadline exceeded/],
  },
  {
    category: 'user_denied',
    confidence: 0.7,
    patterns: [/user (?:doesn't want|rejected|denied|declined|cancell?ed)|interrupted by user/],
  },
  {
    category: 'file_not_found',
    confidence: 0.6,
    patterns: [/\benoent\b|no such file or directory|file (?:does not exist|not found)|path does not exist/],
  },
  {
    category: 'command_not_found',
    confidence: 0.6,
    patterns: [/command not found|not recognized as (?:an? )?(?:internal|name)/],
  },
];
