// Columns that lists of events share.
import { t } from '@penstock/web/messages'
import { type Column, Instant, WireOrUnknown, WireText } from '@penstock/web/ui'
import { PacketButton, type Proof } from './PacketButton.tsx'

type Proved = Proof & { readonly captureName: string }

/** The packet and the file that it stands in; `j` and `k` go from one to the next, Enter opens it. */
export function proofColumn<Row extends Proved>(): Column<Row> {
  return {
    id: 'proof',
    title: t('observations.column.proof'),
    cell: (row) => (
      <>
        <PacketButton proof={row} isRowLink /> <WireText text={row.captureName} />
      </>
    ),
  }
}

export function protocolColumn<Row extends { readonly protocol: string }>(): Column<Row> {
  return {
    id: 'protocol',
    title: t('observations.column.protocol'),
    cell: ({ protocol }) => <WireText text={protocol} />,
  }
}

export function spanColumns<Row extends { readonly firstAt: string; readonly lastAt: string }>(): Column<Row>[] {
  return [
    { id: 'firstAt', title: t('observations.column.first'), cell: ({ firstAt }) => <Instant at={firstAt} /> },
    { id: 'lastAt', title: t('observations.column.last'), cell: ({ lastAt }) => <Instant at={lastAt} /> },
  ]
}

interface Ends {
  readonly clientIp: string | null
  readonly clientMac: string | null
  readonly deviceIp: string | null
  readonly deviceMac: string | null
}

export function endColumns<Row extends Ends>(): Column<Row>[] {
  return [
    {
      id: 'client',
      title: t('observations.column.client'),
      cell: ({ clientIp, clientMac }) => <WireOrUnknown text={clientIp ?? clientMac} isMono />,
    },
    {
      id: 'device',
      title: t('observations.column.device'),
      cell: ({ deviceIp, deviceMac }) => <WireOrUnknown text={deviceIp ?? deviceMac} isMono />,
    },
  ]
}
