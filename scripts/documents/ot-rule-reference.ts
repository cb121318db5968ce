// `docs/reference/ot-rules.md`: the OT rule pack: which techniques are told of in which protocol, and every rule with its false positives.
import { loadAttackIcs, loadOtRules, OT_RULES_EDITION } from '@penstock/catalogs/ot-rules@1'
import { type RuleSource, techniquesOf } from '@penstock/model/detections'
import { readRules } from '@penstock/server/detections'
import type { GeneratedDocument } from './document.ts'

export const otRuleReference: GeneratedDocument = { path: 'docs/reference/ot-rules.md', render: renderOtRules }

interface Row {
  /** Folder of the rule: a protocol, or what it is about. */
  readonly about: string
  readonly file: string
  readonly title: string
  readonly level: string
  readonly says: string
  readonly techniques: readonly string[]
  readonly falsePositives: readonly string[]
  readonly isCorrelation: boolean
}

function renderOtRules(): string {
  const rows = rowsOf()
  const { about, techniques } = loadAttackIcs()
  const abouts = [...new Set(rows.map((row) => row.about))].sort()
  const used = techniques.filter(({ id }) => rows.some((row) => row.techniques.includes(id)))
  const files = (protocol: string, technique: string) =>
    rows.filter((row) => row.about === protocol && row.techniques.includes(technique)).length
  return [
    '# OT rules',
    '',
    `Made from \`packages/catalogs/src/${OT_RULES_EDITION}\` by \`npm run documents\`: ${rows.length} rules,`,
    `${rows.filter(({ isCorrelation }) => isCorrelation).length} of them correlations, over ${used.length} of the ${techniques.length} techniques of ATT&CK for ICS ${about.version}. How they are run and`,
    'what they cannot see: [the guide](../guides/ot-rules.md).',
    '',
    '## Techniques by protocol',
    '',
    'How many rules tell of a technique in a protocol. A rule stands with every technique that it names.',
    '',
    `| Technique | ${abouts.join(' | ')} |`,
    `|---|${abouts.map(() => ':-:|').join('')}`,
    ...used.map(
      ({ id, name }) => `| ${id} ${name} | ${abouts.map((protocol) => files(protocol, id) || '').join(' | ')} |`,
    ),
    '',
    `Not told of by any rule: ${techniques
      .filter((technique) => !used.includes(technique))
      .map(({ id }) => id)
      .join(', ')}. Most of them happen inside a host, where a sensor on the network sees nothing.`,
    '',
    ...abouts.flatMap((protocol) => section(protocol, rows)),
    about.copyright,
    '',
  ].join('\n')
}

function section(protocol: string, rows: readonly Row[]): readonly string[] {
  return [
    `## ${protocol}`,
    '',
    '| Rule | Level | Techniques | Tells that | Also met by |',
    '|---|---|---|---|---|',
    ...rows
      .filter(({ about }) => about === protocol)
      .map(({ file, title, level, techniques, says, falsePositives, isCorrelation }) => {
        const name = `${title}${isCorrelation ? ' (correlation)' : ''}<br>\`${file}\``
        return `| ${[name, level, techniques.join(' '), says, falsePositives.join('; ')].map(escaped).join(' | ')} |`
      }),
    '',
  ]
}

function rowsOf(): readonly Row[] {
  const { rules, correlations } = readRules(loadOtRules().map(({ name, text }) => ({ path: name, text })))
  const told = [...rules.filter(({ rule }) => rule.level !== 'informational'), ...correlations]
  return told
    .map(({ source, path }): Row => {
      const file = path.replace(/\.yml$/, '')
      return {
        about: file.split('/')[0]!,
        file,
        title: textAt(source, 'title'),
        level: textAt(source, 'level'),
        says: textAt(source, 'description'),
        techniques: techniquesOf(textsAt(source, 'tags')),
        falsePositives: textsAt(source, 'falsepositives'),
        isCorrelation: valueAt(source, 'correlation') !== undefined,
      }
    })
    .sort((a, b) => (a.file < b.file ? -1 : 1))
}

function valueAt(source: RuleSource, key: string): RuleSource | undefined {
  return source.kind === 'map' ? source.entries.find((entry) => entry.key === key)?.value : undefined
}

function textAt(source: RuleSource, key: string): string {
  const value = valueAt(source, key)
  return value?.kind === 'value' ? String(value.value).trim() : ''
}

function textsAt(source: RuleSource, key: string): readonly string[] {
  const value = valueAt(source, key)
  return value?.kind === 'list'
    ? value.items.flatMap((item) => (item.kind === 'value' ? [String(item.value)] : []))
    : []
}

function escaped(text: string): string {
  return text.replaceAll('|', '\\|')
}
