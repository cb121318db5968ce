// Who gains and loses what: one line a person and class, losses first.
import type { AccessChangeView } from '@penstock/contract/operating-model'
import { t } from '@penstock/web/messages'
import { Empty, WireText } from '@penstock/web/ui'

const MARKS = { gained: '+', lost: '−' } as const

export function Changes({ changes }: { readonly changes: readonly AccessChangeView[] }) {
  if (changes.length === 0) return <Empty kind="wrong" title={t('model.changes.none')} />
  const sorted = changes.toSorted((a, b) => b.change.localeCompare(a.change) || nameOf(a).localeCompare(nameOf(b)))
  const count = (change: AccessChangeView['change']) => changes.filter((each) => each.change === change).length
  return (
    <>
      <p role="status">{t('model.changes.count', { gained: count('gained'), lost: count('lost') })}</p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard */}
      <section className="table-frame model-changes" tabIndex={0} aria-label={t('model.changes')}>
        <table className="table">
          <thead>
            <tr>
              <th scope="col">{t('model.who')}</th>
              <th scope="col">{t('model.class')}</th>
              <th scope="col">{t('model.before')}</th>
              <th scope="col">{t('model.after')}</th>
              <th scope="col">{t('model.where')}</th>
            </tr>
          </thead>
          <tbody>
            {sorted.map((each) => (
              <tr key={`${each.who} ${each.class} ${each.where}`}>
                <th scope="row">
                  <span aria-hidden="true">{MARKS[each.change]} </span>
                  <span className="visually-hidden">{t(`model.change.${each.change}`)} </span>
                  <WireText text={nameOf(each)} />
                </th>
                <td>{t(`model.class.${each.class}`)}</td>
                <td>{t(`model.access.${each.before}`)}</td>
                <td>{t(`model.access.${each.after}`)}</td>
                <td>{t(`model.where.${each.where}`)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </>
  )
}

function nameOf({ name, who }: AccessChangeView): string {
  return name ?? who
}
