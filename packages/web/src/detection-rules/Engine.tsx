// What the engine of the cell runs and what it could not do. A number that should be zero and is not stands in bold.
import type { EngineView } from '@penstock/contract/detection-rules'
import type { Domain } from '@penstock/model/kernel'
import { formatCount, t } from '@penstock/web/messages'
import { Facts, Instant, Panel, WireText } from '@penstock/web/ui'

export function Engine({ engine, domain }: { readonly engine: EngineView | null; readonly domain: Domain }) {
  if (engine === null) return <p role="status">{t('rules.engine.none', { domain: t(`access.domain.${domain}`) })}</p>
  const { correlation, skipped } = engine
  return (
    <Panel title={t('rules.engine')} aside={<Instant at={engine.compiledAt} />}>
      <Facts
        items={[
          [t('rules.engine.rules'), formatCount(engine.rules)],
          [t('rules.engine.versions'), `${engine.folderVersion} / ${engine.setVersion}`],
          [t('rules.engine.behind'), <Bad key="behind" count={engine.waitingMatches} />],
          [
            t('rules.engine.unmatched'),
            <span key="unmatched">
              <Bad count={engine.unmatchedEvents} />{' '}
              {engine.unmatchedBatches === 0 ? null : t('rules.engine.batches', { count: engine.unmatchedBatches })}
            </span>,
          ],
          [t('rules.engine.skipped'), formatCount(skipped.length)],
        ]}
      />
      {engine.lastError === null ? null : (
        <p className="notice" role="status">
          {t('rules.engine.error')} <WireText text={engine.lastError} />{' '}
          {engine.lastErrorAt === null ? null : <Instant at={engine.lastErrorAt} />}
        </p>
      )}
      {correlation === null ? null : (
        <details>
          <summary>{t('rules.engine.correlation')}</summary>
          <Facts items={Object.entries(correlation).map(([name, count]) => [name, formatCount(count)])} />
        </details>
      )}
      {skipped.length === 0 ? null : (
        <details>
          <summary>{t('rules.engine.skipped-files', { count: skipped.length })}</summary>
          <ul className="rules-plain">
            {skipped.map(({ pack, path, reason }) => (
              <li key={`${pack}/${path}/${reason}`}>
                <WireText text={path} isMono /> <WireText text={reason} />
              </li>
            ))}
          </ul>
        </details>
      )}
    </Panel>
  )
}

function Bad({ count }: { readonly count: number }) {
  return count === 0 ? formatCount(count) : <strong>{formatCount(count)}</strong>
}
