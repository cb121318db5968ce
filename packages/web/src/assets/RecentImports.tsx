// The last files that came into a site's register, each with the way back.
import { listImports } from '@penstock/contract/assets'
import { useRead } from '@penstock/web/api'
import { t } from '@penstock/web/messages'
import { Instant, WireText } from '@penstock/web/ui'
import { TakeBack } from './ImportDone.tsx'

const SHOWN = 5

export function RecentImports({ site }: { readonly site: string }) {
  const read = useRead(listImports, { params: { site } })
  const items = read.data?.items.slice(0, SHOWN) ?? []
  if (items.length === 0) return null
  return (
    <section className="exchange" aria-label={t('assets.import.recent')}>
      <h3>{t('assets.import.recent')}</h3>
      <ul className="exchange-recent">
        {items.map((item) => (
          <li key={item.id}>
            <p>
              <WireText text={item.fileName} /> <Instant at={item.at} />
            </p>
            <p className="muted">
              {t('assets.import.did', { added: item.added, changed: item.changed, bad: item.bad })}
            </p>
            {item.takenBackAt === null ? (
              <TakeBack site={site} done={item} />
            ) : (
              <p>
                {t('assets.import.was-taken-back')} <Instant at={item.takenBackAt} />
              </p>
            )}
          </li>
        ))}
      </ul>
    </section>
  )
}
