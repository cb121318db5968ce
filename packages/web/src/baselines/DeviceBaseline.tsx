// The baseline of one device: how far it is, what is usual, what left it. Of a module what left it: the rest is learned of its gateway.
import { readBaseline } from '@penstock/contract/baselines'
import { useRead } from '@penstock/web/api'
import { t } from '@penstock/web/messages'
import { type Asked, type Device, OfDevice } from '@penstock/web/observations'
import { Empty, Loaded } from '@penstock/web/ui'
import { BaselineSummary } from './BaselineSummary.tsx'
import { Deviations } from './Deviations.tsx'
import { UsualPairs } from './UsualPairs.tsx'

export function DeviceBaseline({ device }: { readonly device: Device }) {
  return <OfDevice device={device}>{(asked) => <Baseline asked={asked} device={device} />}</OfDevice>
}

function Baseline({ asked, device }: { readonly asked: Asked; readonly device: Device }) {
  const { site, address } = asked.query
  // Addresses go over the wire as one text.
  const query = { site, address } as never
  const read = useRead(readBaseline, { query, domain: asked.domain })
  const deviations = <Deviations asked={asked} status={read.data?.status} />
  if (device.part !== undefined) return deviations
  return (
    <>
      <Loaded read={read} lines={6}>
        {(baseline) =>
          baseline.status === 'none' ? (
            <Empty kind="yet" title={t('baselines.none')}>
              {t('baselines.status.none.why')}
            </Empty>
          ) : (
            <BaselineSummary baseline={baseline} device={device} domain={asked.domain} />
          )
        }
      </Loaded>
      {deviations}
      {read.data === undefined || read.data.pairs.length === 0 ? null : <UsualPairs baseline={read.data} />}
    </>
  )
}
