/** Takes secrets and home folders out of text before it is stored or shown (S12). */

import { wellFormed } from './well-formed.ts';

/** Characters of a text that are looked at and kept: redaction time is bounded by it. */
const INPUT_LIMIT = 8192;
/** How far back from the cut a half token may begin. */
const CUT_BACK = 256;
const MARK = '[redacted]';

interface RedactionRule {
  /** Stands in lower case in every text that the pattern finds something in: looking for one of these is cheap. */
  readonly signs: readonly string[];
  readonly pattern: RegExp;
  readonly replacement: string;
}

/**
 * Value of a named secret: quoted, quoted inside an escaped JSON string, or bare. The closing quote is optional because text is
 * cut; each alternative only moves forward, so matching stays linear.
 */
const SECRET_VALUE = String.raw`(?!\\{0,4}["']?\[redacted\])(?:\\{1,4}"[^"\n]*"?|"(?:\\.|[^"\\\n])*"?|'(?:\\.|[^'\\\n])*'?|[^\s&"']+)`;
const SECRET_NAME = String.raw`(?:pass(?:word|wd|phrase)|pwd|secret|token|api[_-]?key|access[_-]?key|private[_-]?key|account[_-]?key|credentials?)(?:[_-][\w-]{0,32})?`;
/** One of them is a part of every SECRET_NAME. */
const NAME_SIGNS = ['pass', 'pwd', 'secret', 'token', 'key', 'credential'];
const ASSIGN = String.raw`\\{0,4}["']?\s{0,3}(?:=>|:=|=|:)\s{0,3}`;

/** `token` where no character of the class `not` stands before it; the letter of an escape (`\n` in JSON text) does not count. */
function after(not: string, token: string): RegExp {
  return new RegExp(String.raw`(?:(?<!${not})|(?<=\\[nrtbf]))${token}`, 'g');
}

/**
 * Ordered: whole blocks and self-describing keys first, then values known by their name only, then addresses and paths.
 * Every pattern is linear: bounded repeats, or repeats whose start a look-behind allows once in a run.
 */
const RULES: readonly RedactionRule[] = [
  {
    signs: ['-----begin'],
    pattern: /-----BEGIN [A-Z0-9 ]{1,40}-----[\s\S]*?(?:-----END [A-Z0-9 ]{1,40}-----|$)/g,
    replacement: MARK,
  },
  {
    signs: ['eyj'],
    pattern: after(String.raw`[\w-]`, String.raw`eyJ[\w-]{4,}(?:\.[\w-]*){1,4}`),
    replacement: MARK,
  },
  {
    signs: ['sk-ant-', 'gho_', 'ghp_', 'ghs_', 'ghu_', 'ghr_', 'github_pat_', 'glpat-'],
    pattern: /sk-ant-[\w-]*|gh[opsur]_\w{8,}|github_pat_\w{8,}|glpat-[\w-]{8,}/g,
    replacement: MARK,
  },
  {
    signs: ['aiza', 'gocspx-', 'akia', 'asia', 'abia', 'acca'],
    pattern: /AIza[\w-]{20,}|GOCSPX-[\w-]{8,}|(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{12,}/g,
    replacement: MARK,
  },
  {
    signs: ['sk-', 'sk_', 'rk_', 'pk_', 'whsec_', 'npm_', 'hf_', 'pypi-', 'ya29.', 'xox', 'xapp-'],
    pattern: after(
      '[A-Za-z0-9]',
      String.raw`(?:sk-[\w-]{16,}|(?:[rsp]k|whsec)_(?:live_|test_)?\w{16,}|(?:npm_|hf_|pypi-)[\w-]{16,}|ya29\.[\w.-]{8,}|(?:xox[a-z]|xapp)-[\w-]{8,})`,
    ),
    replacement: MARK,
  },
  {
    signs: ['hooks.slack.com/services/'],
    pattern: /(?<=hooks\.slack\.com\/services\/)[\w/]+/g,
    replacement: MARK,
  },
  { signs: [':'], pattern: /(?<!\d)\d{6,12}:[\w-]{30,}/g, replacement: MARK },
  {
    signs: ['bearer'],
    pattern: /\b(bearer\s{1,4})(?!\[redacted\])[\w.~+/=-]{6,}/gi,
    replacement: `$1${MARK}`,
  },
  {
    signs: ['authorization'],
    pattern: new RegExp(
      String.raw`(authorization${ASSIGN})(?!(?:bearer\s{1,4})?\[redacted\])(?:(?:basic|bearer|token|digest)\s{1,4})?${SECRET_VALUE}`,
      'gi',
    ),
    replacement: `$1${MARK}`,
  },
  {
    signs: NAME_SIGNS,
    pattern: new RegExp(`(${SECRET_NAME}${ASSIGN})${SECRET_VALUE}`, 'gi'),
    replacement: `$1${MARK}`,
  },
  {
    signs: ['--'],
    pattern: new RegExp(String.raw`(--(?:[\w-]{1,24}-)?${SECRET_NAME}\s{1,3})(?!-)${SECRET_VALUE}`, 'gi'),
    replacement: `$1${MARK}`,
  },
  {
    signs: ['://'],
    pattern: /(?<![A-Za-z0-9])([a-z][a-z0-9+.-]{1,20}:\/\/)(?!\[redacted\]@)[^\s/"'<>]{1,256}@/gi,
    replacement: `$1${MARK}@`,
  },
  {
    // Whose mail it is; `git@` is how a repository is reached.
    signs: ['@'],
    pattern:
      /(?<![\w.+-])(?!git@)[\w.+-]{1,64}@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.){1,8}[a-z]{2,24}(?![\w-])/gi,
    replacement: MARK,
  },
  {
    signs: ['/home/', '/users/'],
    pattern: /(?<![\w.-])(?:\/var|\/export|\/mnt\/[a-z])?\/(?:home|Users)\/[^\s\\/"'`:;,<>|()[\]{}]+/g,
    replacement: '~',
  },
  {
    signs: ['users'],
    pattern: /(?<![A-Za-z0-9])[A-Za-z]:[\\/]{1,4}Users[\\/]{1,4}[^\s\\/"'`:;,<>|()[\]{}]+/gi,
    replacement: '~',
  },
];

/**
 * Returns `text` with secrets replaced by `[redacted]` and home folders by `~`. Text past 8 KiB (characters) is dropped, before
 * anything is matched. `home` is a home folder that is not under /home or /Users.
 */
export function redact(text: string, home?: string): string {
  let result = cutWhole(text, INPUT_LIMIT);
  if (home !== undefined && home.length > 1) {
    result = withoutHome(result, home);
  }
  let lower = result.toLowerCase();
  for (const { pattern, replacement, signs } of RULES) {
    if (signs.some((sign) => lower.includes(sign))) {
      const before = result;
      result = result.replace(pattern, replacement);
      lower = result === before ? lower : result.toLowerCase();
    }
  }
  return result;
}

/** Cuts at the limit, and drops a token that the cut would halve: half a key looks like no key at all. */
export function cutWhole(text: string, limit: number): string {
  if (text.length <= limit) {
    return text;
  }
  const head = text.slice(0, limit - CUT_BACK);
  const tail = text.slice(limit - CUT_BACK, limit);
  const lastSpace = tail.search(/\s\S*$/);
  return wellFormed(head + (lastSpace === -1 ? tail : tail.slice(0, lastSpace)));
}

function withoutHome(text: string, home: string): string {
  const folder = home.replace(/[\\/]+$/, '').replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
  return folder === '' ? text : text.replace(new RegExp(`${folder}(?![\\w.-])`, 'g'), '~');
}
