// What the rules cover of ATT&CK: a map of techniques by tactic, each with a shape and a word for how it stands; one opens with its rules, when each
// was tested, and where its data arrives. A rule by itself makes nothing covered.
import { NativeSelect, SegmentedControl } from '@mantine/core'
import {
  CoverageStanding,
  type CoveredTechnique,
  type RuleCoverage,
  readCoverage,
} from '@penstock/contract/detection-rules'
import { useRead } from '@penstock/web/api'
import { formatCount, t } from '@penstock/web/messages'
import { useScope } from '@penstock/web/scope'
import { Empty, Instant, Loaded, Panel, PeekDrawer, WireText } from '@penstock/web/ui'
import { Link } from '@tanstack/react-router'
import { CoverageMark } from './CoverageMark.tsx'
import type { Part } from './part.ts'
import type { RulesSearch } from './search.ts'
import { TechniquePanel } from './TechniquePanel.tsx'

const REFRESH_MS = 60_000
const DAYS = [1, 7, 30, 90] as const
const USUAL_DAYS = 7

export function Coverage({ domain, search, go }: Part) {
  const { days = USUAL_DAYS } = search
  const { asked } = useScope()
  const read = useRead(readCoverage, { domain, query: { ...asked, days } }, { intervalMs: REFRESH_MS })
  return (
    <>
      <search className="rules-filter">
        <NativeSelect
          label={t('rules.coverage.days')}
          value={String(days)}
          data={DAYS.map((each) => ({ value: String(each), label: t('rules.coverage.last-days', { count: each }) }))}
          onChange={(event) => go({ days: Number(event.currentTarget.value) })}
        />
        <NativeSelect
          label={t('rules.coverage.standing')}
          value={search.covered ?? ''}
          data={[
            { value: '', label: t('rules.all') },
            ...CoverageStanding.options.map((value) => ({ value, label: t(`rules.coverage.${value}`) })),
          ]}
          onChange={(event) => go({ covered: CoverageStanding.safeParse(event.currentTarget.value).data })}
        />
      </search>
      <Loaded read={read}>{(coverage) => <TechniqueMap coverage={coverage} search={search} go={go} />}</Loaded>
    </>
  )
}

function TechniqueMap({ coverage, search, go }: { readonly coverage: RuleCoverage } & Pick<Part, 'search' | 'go'>) {
  const matrix = coverage.matrices.find(({ id }) => id === search.matrix) ?? coverage.matrices[0]
  if (matrix === undefined) return null
  const shown = matrix.techniques.filter(({ standing, id }) => isShown(search, { standing, id }))
  const opened = coverage.matrices.flatMap(({ techniques }) => techniques).find(({ id }) => id === search.technique)
  const counts = Map.groupBy(matrix.techniques, ({ standing }) => standing)
  return (
    <>
      <SegmentedControl
        className="rules-matrix"
        aria-label={t('rules.coverage.matrix')}
        data={coverage.matrices.map(({ id }) => ({ value: id, label: t(`rules.coverage.matrix.${id}`) }))}
        value={matrix.id}
        onChange={(value) => go({ matrix: value === 'enterprise' ? value : undefined })}
      />
      <Panel
        title={t('rules.coverage.summary', {
          count: counts.get('covered')?.length ?? 0,
          all: matrix.techniques.length,
        })}
        aside={<Instant at={coverage.asOf} />}
      >
        <dl className="facts">
          {CoverageStanding.options.map((standing) => (
            <div key={standing}>
              <dt>
                <CoverageMark standing={standing} />
              </dt>
              <dd>
                {formatCount(counts.get(standing)?.length ?? 0)}{' '}
                <span className="muted">{t(`rules.coverage.${standing}.means`)}</span>
              </dd>
            </div>
          ))}
        </dl>
        {coverage.sites.length === 0 ? <p role="status">{t('rules.coverage.no-site')}</p> : null}
        {coverage.sites.length > 1 ? (
          <p className="muted">{t('rules.coverage.worst', { count: coverage.sites.length })}</p>
        ) : null}
        {coverage.unknown.length === 0 ? null : (
          <p className="muted">
            {t('rules.coverage.unknown')} <WireText text={coverage.unknown.join(', ')} isMono />
          </p>
        )}
      </Panel>
      {shown.length === 0 ? <Empty kind="matches" title={t('rules.coverage.no-match')} /> : null}
      <div className="rules-map">
        {matrix.tactics.map(({ id, name }) => {
          const of = shown.filter(({ tactics }) => tactics.includes(id))
          return of.length === 0 ? null : (
            <section key={id} aria-labelledby={`tactic-${id}`}>
              <h3 id={`tactic-${id}`}>{name}</h3>
              <ul>
                {of.map((technique) => (
                  <Cell key={technique.id} technique={technique} search={search} />
                ))}
              </ul>
            </section>
          )
        })}
      </div>
      <p className="muted">
        {t('rules.coverage.source', { version: matrix.version })} {matrix.copyright}
      </p>
      <PeekDrawer
        title={opened === undefined ? '' : `${opened.id} ${opened.name}`}
        width={640}
        onClose={() => go({ technique: undefined })}
      >
        {opened === undefined ? null : <TechniquePanel technique={opened} coverage={coverage} />}
      </PeekDrawer>
    </>
  )
}

function Cell({ technique, search }: { readonly technique: CoveredTechnique; readonly search: RulesSearch }) {
  const { id, name, standing } = technique
  return (
    <li data-standing={standing}>
      <Link to="/detection-rules" search={{ ...search, technique: id }} className="rules-technique">
        <CoverageMark standing={standing} isShapeOnly />
        <span>
          <code>{id}</code> {name}
        </span>
      </Link>
    </li>
  )
}

/** Sub-techniques that no rule names and nothing shows are left out until they are asked for. */
function isShown({ covered }: RulesSearch, { standing, id }: Pick<CoveredTechnique, 'standing' | 'id'>): boolean {
  if (covered !== undefined) return standing === covered
  return standing !== 'nothing' || !id.includes('.')
}
