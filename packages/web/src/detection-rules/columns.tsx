// Columns of the list of rules. Of a rule that cannot run the fault stands with it: line, word and why.
import type { RuleRow } from '@penstock/contract/detection-rules'
import { formatCount, t } from '@penstock/web/messages'
import { type Column, Instant, Unknown, WireText } from '@penstock/web/ui'
import { Link } from '@tanstack/react-router'
import { StandingMark } from './StandingMark.tsx'
import type { RulesSearch } from './search.ts'

export function columnsOf(search: RulesSearch): readonly Column<RuleRow>[] {
  return [
    {
      id: 'title',
      title: t('rules.rule'),
      isRowHead: true,
      cell: (row) => (
        <>
          <Link to="/detection-rules" search={{ ...search, rule: row.id }} data-row-link className="rules-title">
            <WireText text={row.title} />
          </Link>
          <Faults rule={row} />
        </>
      ),
    },
    { id: 'standing', title: t('rules.standing'), cell: (row) => <StandingMark standing={row.standing} /> },
    { id: 'level', title: t('rules.level'), cell: ({ level }) => t(`rules.level.${level}`) },
    {
      id: 'techniques',
      title: t('rules.techniques'),
      cell: ({ techniques }) => (techniques.length === 0 ? <Unknown /> : <WireText text={techniques.join(', ')} />),
    },
    { id: 'pack', title: t('rules.pack'), cell: ({ pack }) => <Pack pack={pack} /> },
    { id: 'hits', title: t('rules.hits'), isNumber: true, cell: ({ hits }) => formatCount(hits) },
    {
      id: 'suppressed',
      title: t('rules.suppressed-hits'),
      isNumber: true,
      cell: ({ suppressedHits }) => formatCount(suppressedHits),
    },
    {
      id: 'last',
      title: t('rules.last-hit'),
      cell: ({ lastHitAt }) =>
        lastHitAt === null ? <Unknown reason={t('rules.met.no')} /> : <Instant at={lastHitAt} />,
    },
  ]
}

export function Pack({ pack }: { readonly pack: string }) {
  return pack === 'folder' ? t('rules.pack.folder') : <WireText text={pack} />
}

export function Faults({ rule }: { readonly rule: Pick<RuleRow, 'faults'> }) {
  return rule.faults.map(({ line, word, text }, at) => (
    <span key={at} className="rules-fault">
      {line === null ? null : `${t('rules.line', { line })} `}
      {word === '' ? null : (
        <>
          <code>
            <WireText text={word} />
          </code>{' '}
        </>
      )}
      <WireText text={text} />
    </span>
  ))
}
