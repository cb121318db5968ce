// Why a file was not read at all: what it seems to be, or where its head is wrong.
import { RowFault } from '@penstock/contract/assets'
import type { Refused } from '@penstock/web/api'
import { t } from '@penstock/web/messages'
import { RefusedNotice, showUnseen } from '@penstock/web/ui'
import { z } from 'zod'
import { FaultRows } from './FaultRows.tsx'

const Details = z.object({ what: z.string().optional(), faults: z.array(RowFault).optional() })

export function ImportRefusal({ refused }: { readonly refused: Refused }) {
  const details = Details.safeParse(refused.details)
  const { what, faults = [] } = details.success ? details.data : {}
  return (
    <div className="exchange">
      <RefusedNotice refused={refused}>
        {what === undefined ? null : <p>{t('assets.import.seems', { what: showUnseen(what) })}</p>}
      </RefusedNotice>
      <FaultRows faults={faults} bad={null} fileName="file" />
    </div>
  )
}
