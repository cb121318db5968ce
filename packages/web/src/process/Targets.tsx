// Continuity targets that the plant's own records do not hold, by rule, each with the facts it stands on.
import { reviewProcess } from '@penstock/contract/process'
import { useRead } from '@penstock/web/api'
import { findMessage, t } from '@penstock/web/messages'
import { Empty, Instant, Loaded, WireText } from '@penstock/web/ui'
import type { Names } from './names.ts'
import type { Network } from './told.ts'
import { useProcess } from './use-process.ts'

export function Targets({ network, names }: { readonly network: Network; readonly names: Names }) {
  const { moment, change } = useProcess()
  const read = useRead(reviewProcess, { params: { site: network.site }, query: moment })
  return (
    <Loaded read={read} lines={8}>
      {({ findings, asOf }) => {
        if (findings.length === 0)
          return (
            <Empty kind="wrong" title={t('process.targets.none')}>
              {t('process.targets.checked')} <Instant at={asOf} />
            </Empty>
          )
        const byRule = Map.groupBy(findings, ({ rule }) => rule)
        return (
          <div className="process-answer">
            <p role="status">{t('process.targets.count', { count: findings.length, rules: byRule.size })}</p>
            {[...byRule].map(([rule, found]) => (
              <section key={rule}>
                <h3>
                  {findMessage(`process.rule.${rule.replace('process.', '')}`) ?? rule}{' '}
                  <span className="faint">{found.length}</span>
                </h3>
                <ul className="lines">
                  {found.map(({ id, facts }) => (
                    <li key={`${id} ${facts.map(({ value }) => value).join(' ')}`}>
                      {names.functionOf(id) === undefined ? (
                        <b>
                          <WireText text={names.unit(id)?.name ?? id} />
                        </b>
                      ) : (
                        <button type="button" className="row-open" onClick={() => change({ open: id })}>
                          {names.nameOf(id)}
                        </button>
                      )}
                      <p className="muted">
                        {facts
                          .filter(({ value }) => value !== '')
                          .map(({ name, value }) => `${findMessage(`process.fact.${name}`) ?? name} ${value}`)
                          .join(' · ')}
                      </p>
                    </li>
                  ))}
                </ul>
              </section>
            ))}
          </div>
        )
      }}
    </Loaded>
  )
}
