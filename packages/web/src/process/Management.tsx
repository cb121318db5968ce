// Tools as parents of what they manage: what for, with which account, when, as declared and as seen.
import { listManagement, type ManagementPathView } from '@penstock/contract/process'
import { useRead } from '@penstock/web/api'
import { t } from '@penstock/web/messages'
import { Chip, Empty, Instant, Loaded, ScrollRegion, Unknown, WireOrUnknown, WireText } from '@penstock/web/ui'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { Names } from './names.ts'
import { ShownSelect } from './ShownSelect.tsx'
import type { Network } from './told.ts'
import { useProcess } from './use-process.ts'

const SHOWN = ['all', 'from-it', 'undeclared', 'no-account'] as const
type Shown = (typeof SHOWN)[number]

export function Management({ network, names }: { readonly network: Network; readonly names: Names }) {
  const { moment } = useProcess()
  const isNow = moment.asOf === undefined
  const [shown, setShown] = useState<Shown>('all')
  const read = useRead(listManagement, { params: { site: network.site }, query: {} }, { isEnabled: isNow })
  if (!isNow) return <Empty kind="yet" title={t('process.management.now-only')} />
  return (
    <Loaded read={read} lines={8}>
      {({ paths, isSeen }) => {
        if (paths.length === 0) return <Empty kind="yet" title={t('process.management.none')} />
        const rows = paths.filter((path) => isShown(path, shown))
        const undeclared = paths.filter((path) => isShown(path, 'undeclared')).length
        return (
          <div className="process-answer">
            <p className="muted">{t('process.management.how')}</p>
            <p role="status">
              {t('process.management.count', {
                count: paths.length,
                it: paths.filter(({ isFromIt }) => isFromIt).length,
              })}
              {undeclared === 0 ? '' : ` ${t('process.management.undeclared', { count: undeclared })}.`}
              {isSeen ? '' : ` ${t('process.management.unseen-traffic')}.`}
            </p>
            <ShownSelect
              label={t('process.management.show')}
              options={SHOWN}
              textOf={(option) => t(`process.management.show.${option}`)}
              value={shown}
              onValue={setShown}
            />
            {rows.length === 0 ? (
              <Empty kind="matches" title={t('process.management.no-match')} />
            ) : (
              <Paths rows={rows} names={names} />
            )}
          </div>
        )
      }}
    </Loaded>
  )
}

function isShown({ isFromIt, declaredBy, account }: ManagementPathView, shown: Shown): boolean {
  if (shown === 'from-it') return isFromIt
  if (shown === 'undeclared') return declaredBy === null
  return shown === 'all' || account === null
}

function Paths({ rows, names }: { readonly rows: readonly ManagementPathView[]; readonly names: Names }) {
  return (
    <ScrollRegion label={t('process.management.table')}>
      <table className="table">
        <thead>
          <tr>
            <th scope="col">{t('process.management.target')}</th>
            <th scope="col">{t('process.management.tool')}</th>
            <th scope="col">{t('process.management.kind')}</th>
            <th scope="col">{t('process.management.account')}</th>
            <th scope="col">{t('process.management.schedule')}</th>
            <th scope="col">{t('process.management.seen')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((path) => (
            <tr key={`${path.by} ${path.target} ${path.kind}`}>
              <th scope="row">
                <Asset id={path.target} names={names} />
              </th>
              <td className="process-why">
                <Asset id={path.by} names={names} />{' '}
                {path.isFromIt ? <Chip>{t('process.management.from-it')}</Chip> : null}
              </td>
              <td className="process-why">
                <WireText text={path.kind} />{' '}
                {path.declaredBy === null ? <Chip tone="strong">{t('process.management.not-declared')}</Chip> : null}
              </td>
              <td>
                <WireOrUnknown text={path.account} isMono />
              </td>
              <td className="process-why">
                <WireOrUnknown text={path.schedule} />
              </td>
              <td>{path.seen === null ? <Unknown reason={t('ui.never')} /> : <Instant at={path.seen.lastAt} />}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  )
}

function Asset({ id, names }: { readonly id: string; readonly names: Names }) {
  const assetId = names.unit(id)?.assetId ?? null
  if (assetId === null) return names.nameOf(id)
  return (
    <Link to="/assets/$assetId" params={{ assetId }}>
      {names.nameOf(id)}
    </Link>
  )
}
