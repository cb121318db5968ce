// What is wrong with a rule, as data: a code, the line of the file, and the word at fault. A rule with a fault is not run.

export type RuleFaultCode = keyof typeof TEXTS

export interface RuleFault {
  readonly code: RuleFaultCode
  /** Line of the file, from 1. */
  readonly line: number
  /** The word at fault, clipped; hostile text. */
  readonly word: string
}

const TEXTS = {
  'rule.broken-yaml': (word: string) => `is no YAML: ${word}`,
  'rule.not-a-map': () => 'a rule is a map with title, logsource and detection',
  'rule.no-detection': () => 'has no detection: name at least one search and a condition',
  'rule.no-condition': () => 'detection has no condition',
  'rule.no-source': () => 'has no logsource with a category, product or service: it would run on every event',
  'rule.broken-condition': (word: string) => `condition cannot be read: ${word}`,
  'rule.unknown-search': (word: string) => `condition asks for ${word}, and no search of the rule is called so`,
  'rule.aggregation': () =>
    'condition counts with "|": that was Sigma before 2.0; write a correlation rule beside this one',
  'rule.unknown-modifier': (word: string) => `there is no modifier ${word}`,
  'rule.wrong-modifier': (word: string) => `modifiers do not go together: ${word}`,
  'rule.wrong-value': (word: string) => `value does not suit its modifiers: ${word}`,
  'rule.empty-search': (word: string) => `search ${word} asks for nothing`,
  'rule.broken-expression': (word: string) => `regular expression is refused: ${word}`,
  'rule.unknown-placeholder': (word: string) => `placeholder ${word} has no values here`,
  'rule.too-deep': () => 'is nested deeper than 64 levels',
} satisfies Record<string, (word: string) => string>

export function ruleFault(code: RuleFaultCode, line: number, word = ''): RuleFault {
  return { code, line, word: word.length > 120 ? `${word.slice(0, 120)}…` : word }
}

export function ruleFaultText(fault: RuleFault): string {
  return TEXTS[fault.code](JSON.stringify(fault.word))
}
