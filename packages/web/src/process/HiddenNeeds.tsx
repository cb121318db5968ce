// Shared services that functions were seen to use and do not say they need: a question to each owner, with what was seen.
import { type HiddenNeedView, listHiddenNeeds } from '@penstock/contract/process'
import { useRead } from '@penstock/web/api'
import { t } from '@penstock/web/messages'
import { Empty, Instant, Loaded } from '@penstock/web/ui'
import { Units } from './FunctionPanel.tsx'
import type { Names } from './names.ts'
import type { Network } from './told.ts'
import { useProcess } from './use-process.ts'

export function HiddenNeeds({ network, names }: { readonly network: Network; readonly names: Names }) {
  const { moment } = useProcess()
  const isNow = moment.asOf === undefined
  const read = useRead(listHiddenNeeds, { params: { site: network.site } }, { isEnabled: isNow })
  if (!isNow) return <Empty kind="yet" title={t('process.hidden.now-only')} />
  return (
    <Loaded read={read} lines={8}>
      {({ needs, looked, isCut, asOf }) => (
        <div className="process-answer">
          <p className="muted">{t('process.hidden.how')}</p>
          <p role="status">
            {t('process.hidden.count', { count: needs.length, looked })}
            {isCut ? ` ${t('process.hidden.cut')}` : ''}
          </p>
          {needs.length === 0 ? (
            <Empty
              kind={looked === 0 ? 'yet' : 'wrong'}
              title={t(looked === 0 ? 'process.hidden.nothing-seen' : 'process.hidden.none')}
            >
              {t('process.targets.checked')} <Instant at={asOf} />
            </Empty>
          ) : (
            <ul className="lines">
              {needs.map((need) => (
                <Question key={`${need.function} ${need.service} ${need.server}`} need={need} names={names} />
              ))}
            </ul>
          )}
        </div>
      )}
    </Loaded>
  )
}

function Question({ need, names }: { readonly need: HiddenNeedView; readonly names: Names }) {
  const { change } = useProcess()
  const owner = names.functionOf(need.function)?.owner ?? null
  const open = (id: string) => change({ open: id })
  return (
    <li>
      <b>
        {t('process.hidden.question', {
          name: names.nameOf(need.function),
          service: t(`process.service.${need.service}`),
          server: names.nameOf(need.server),
        })}
      </b>
      <p className="muted">
        {need.suppliers.length === 0
          ? t('process.hidden.no-function')
          : t('process.hidden.supplier', { names: need.suppliers.map(names.nameOf).join(', ') })}
        {owner === null ? '' : ` · ${t('process.call', { owner })}`}
        {' · '}
        {t('process.hidden.seen', { count: need.conversations })} <Instant at={need.lastAt} />
      </p>
      <Units units={[need.function, ...need.clients, need.server]} names={names} onOpen={open} />
    </li>
  )
}
