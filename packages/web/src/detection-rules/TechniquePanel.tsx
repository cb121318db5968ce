// One technique: how it stands and on what that rests, rule by rule; where its data arrives.
import type { CoverageRule, CoveredTechnique, RuleCoverage } from '@penstock/contract/detection-rules'
import { t } from '@penstock/web/messages'
import { Facts, Instant, WireText } from '@penstock/web/ui'
import { Link } from '@tanstack/react-router'
import { CoverageMark } from './CoverageMark.tsx'
import { StandingMark } from './StandingMark.tsx'

export function TechniquePanel({
  technique,
  coverage,
}: {
  readonly technique: CoveredTechnique
  readonly coverage: RuleCoverage
}) {
  const { standing, coveredAt, visibleAt, rules } = technique
  const { sites } = coverage
  const of = rules.flatMap((id) => coverage.rules.find((rule) => rule.id === id) ?? [])
  return (
    <div className="rules-panel">
      <Facts
        items={[
          [t('rules.coverage.standing'), <CoverageMark key="standing" standing={standing} />],
          [t('rules.coverage.means'), t(`rules.coverage.${standing}.means`)],
          [t('rules.coverage.covered-at'), sitesText(coveredAt, sites)],
          [t('rules.coverage.visible-at'), sitesText(visibleAt, sites)],
        ]}
      />
      <h3>{t('rules.coverage.rules', { count: of.length })}</h3>
      {of.length === 0 ? <p className="muted">{t('rules.coverage.no-rules')}</p> : null}
      {of.map((rule) => (
        <RuleOf key={rule.id} rule={rule} sites={sites} />
      ))}
    </div>
  )
}

function RuleOf({ rule, sites }: { readonly rule: CoverageRule; readonly sites: readonly string[] }) {
  return (
    <section className="rules-exception">
      <h4>
        {rule.kind === 'sigma' ? (
          <Link to="/detection-rules" search={{ rule: rule.id, q: rule.id }}>
            <WireText text={rule.title} />
          </Link>
        ) : (
          <WireText text={rule.title} />
        )}
      </h4>
      <Facts
        items={[
          [t('rules.coverage.kind'), t(`rules.coverage.kind.${rule.kind}`)],
          [t('rules.standing'), <StandingMark key="standing" standing={rule.standing} />],
          [
            t('rules.coverage.tested'),
            rule.testedAt === null ? (
              t('rules.coverage.never-tested')
            ) : (
              <span key="tested">
                <Instant at={rule.testedAt} />{' '}
                {t(rule.isTested ? `rules.coverage.tested.${rule.testedBy ?? 'pack'}` : 'rules.coverage.tested.old')}
              </span>
            ),
          ],
          [
            t('rules.coverage.needs'),
            rule.needs.length === 0 ? (
              t('rules.coverage.needs.unknown')
            ) : (
              <WireText key="needs" text={rule.needs.join('; ')} isMono />
            ),
          ],
          [t('rules.coverage.arrives'), sitesText(rule.arrivesAt, sites)],
        ]}
      />
    </section>
  )
}

function sitesText(at: readonly string[], sites: readonly string[]) {
  if (at.length === 0) return t('rules.coverage.nowhere')
  return at.length === sites.length && sites.length > 1 ? (
    t('rules.coverage.everywhere', { count: sites.length })
  ) : (
    <WireText text={at.join(', ')} />
  )
}
