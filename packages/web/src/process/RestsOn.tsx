// On which hosts functions rest, as their owners answered: with direction, purpose, owner and hold-up, and what was refused.
import { listRestsOn } from '@penstock/contract/process'
import { useRead } from '@penstock/web/api'
import { t } from '@penstock/web/messages'
import { Chip, Empty, Instant, Loaded, ScrollRegion, Unknown, WireOrUnknown, WireText } from '@penstock/web/ui'
import type { Names } from './names.ts'
import type { Network } from './told.ts'
import { useProcess } from './use-process.ts'
import { hoursText } from './words.ts'

export function RestsOn({ network, names }: { readonly network: Network; readonly names: Names }) {
  const { moment, setDown, change } = useProcess()
  const read = useRead(listRestsOn, { params: { site: network.site }, query: moment })
  return (
    <Loaded read={read} lines={4}>
      {({ items }) =>
        items.length === 0 ? (
          <Empty kind="yet" title={t('process.rests.none')} />
        ) : (
          <ScrollRegion label={t('process.rests')}>
            <table className="table">
              <thead>
                <tr>
                  <th scope="col">{t('process.column.function')}</th>
                  <th scope="col">{t('process.rests.host')}</th>
                  <th scope="col">{t('process.needs.purpose')}</th>
                  <th scope="col">{t('process.needs.direction')}</th>
                  <th scope="col">{t('process.needs.hold-up')}</th>
                  <th scope="col">{t('process.owner')}</th>
                  <th scope="col">{t('process.rests.answered')}</th>
                </tr>
              </thead>
              <tbody>
                {items.map((one) => (
                  <tr key={one.id}>
                    <th scope="row">
                      <button type="button" className="row-open" onClick={() => change({ open: one.function })}>
                        {names.nameOf(one.function)}
                      </button>
                    </th>
                    <td className="process-why">
                      <button
                        type="button"
                        className="row-open"
                        title={t('process.take-down')}
                        onClick={() => setDown([one.host], { answer: undefined })}
                      >
                        {names.nameOf(one.host)}
                      </button>{' '}
                      {one.isIt ? <Chip>{t('process.needs.it')}</Chip> : null}
                      {one.through.length === 0
                        ? null
                        : ` ${t('process.rests.through', { names: one.through.map(names.nameOf).join(', ') })}`}
                    </td>
                    <td className="process-why">
                      <WireText text={one.purpose} />
                    </td>
                    <td className="process-why">{t(`process.needs.direction.${one.direction}`)}</td>
                    <td>
                      {!one.isNeeded ? (
                        <Chip>{t('process.rests.refused')}</Chip>
                      ) : one.holdUpH === null ? (
                        <Unknown />
                      ) : (
                        hoursText(one.holdUpH)
                      )}
                    </td>
                    <td>
                      <WireOrUnknown text={one.owner} />
                    </td>
                    <td className="process-why">
                      {one.recorded === null ? (
                        `${one.on}, ${t('process.drill.of-file')}`
                      ) : (
                        <>
                          <WireText text={one.recorded.byName ?? one.recorded.by} />, <Instant at={one.recorded.at} />
                        </>
                      )}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </ScrollRegion>
        )
      }
    </Loaded>
  )
}
