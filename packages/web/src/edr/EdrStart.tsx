// An endpoint product's list of hosts: given, understood line by line, held against the plant or the networks that are said to be OT.
import { CloseButton } from '@mantine/core'
import { type EdrStartView, readEdrStart } from '@penstock/contract/edr'
import type { SiteKey } from '@penstock/model/kernel'
import { useRead } from '@penstock/web/api'
import { t } from '@penstock/web/messages'
import { useScope } from '@penstock/web/scope'
import { Empty, Loaded, Panel } from '@penstock/web/ui'
import { EdrHosts } from './EdrHosts.tsx'
import { GiveExport } from './GiveExport.tsx'
import { OtNetworks } from './OtNetworks.tsx'
import './edr.css'

/** Hosts come into the register a moment after their list was read. */
const MOVES_MS = 5000

interface Chosen {
  /** Subnets that are OT, as they stand in the address. */
  readonly ot: readonly string[]
  readonly onOt: (ot: readonly string[]) => void
}

export function EdrStart({ onClose, ...chosen }: Chosen & { readonly onClose: () => void }) {
  const { site, isKnown } = useScope()
  return (
    <Panel className="edr" title={t('edr.title')} aside={<CloseButton aria-label={t('ui.close')} onClick={onClose} />}>
      <p className="muted">{t('edr.lead')}</p>
      {site === null ? (
        isKnown ? (
          <Empty kind="yet" title={t('plant.no-site')} />
        ) : null
      ) : (
        <>
          <GiveExport site={site.site} />
          <Judged site={site.site} {...chosen} />
        </>
      )}
    </Panel>
  )
}

function Judged({ site, ot, onOt }: Chosen & { readonly site: SiteKey }) {
  const first = useRead(readEdrStart, { params: { site } }, { intervalMs: MOVES_MS })
  const isAsked = ot.length > 0 && first.data?.basis === 'unsaid'
  const answered = useRead(
    readEdrStart,
    { params: { site }, query: { ot: ot.join(',') } },
    { isEnabled: isAsked, intervalMs: MOVES_MS },
  )
  return (
    <Loaded read={first}>
      {(start) =>
        start.hosts.length === 0 ? (
          <Empty kind="yet" title={t('edr.none')}>
            {t('edr.none.next')}
          </Empty>
        ) : (
          <>
            <Ground start={start} ot={ot} onOt={onOt} />
            {isAsked ? (
              <Loaded read={answered}>{(answer) => <EdrHosts start={answer} ot={ot} />}</Loaded>
            ) : (
              <EdrHosts start={start} ot={ot} />
            )}
          </>
        )
      }
    </Loaded>
  )
}

/** By what hosts are judged: the plant says it, or the person does. */
function Ground({ start, ot, onOt }: Chosen & { readonly start: EdrStartView }) {
  return (
    <>
      <h3>{t('edr.ground')}</h3>
      {start.basis === 'plant' ? <p>{t('edr.ground.plant')}</p> : <OtNetworks start={start} ot={ot} onOt={onOt} />}
    </>
  )
}
