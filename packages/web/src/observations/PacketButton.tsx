// Opens the packet that proves a row. Shown to people who read this domain's monitoring; the cell asks again.
import { Button, Modal } from '@mantine/core'
import { readFrame } from '@penstock/contract/observations'
import { useRead, useSession } from '@penstock/web/api'
import { formatBytes, formatCount, t } from '@penstock/web/messages'
import { Facts, Instant, Loaded, ScrollRegion, WireText } from '@penstock/web/ui'
import { useState } from 'react'
import { hexRows, textOfHex } from './hex.ts'
import './observations.css'

/** The place of a packet in a capture, or of a line in a file of another system. Others see its number only. */
export interface Proof {
  readonly captureId: string
  readonly frame: number
  readonly offset: number
  readonly length: number
  readonly isLine: boolean
}

interface PacketButtonProps {
  readonly proof: Proof
  /** In a table, where `j` and `k` go from one row's to the next. */
  readonly isRowLink?: boolean
}

export function PacketButton({ proof, isRowLink = false }: PacketButtonProps) {
  const { isLine } = proof
  const session = useSession()
  const [isOpen, setOpen] = useState(false)
  const frame = formatCount(proof.frame)
  const label = isLine ? t('observations.line.open', { frame }) : t('observations.packet.open', { frame })
  if (session.domain === null || !session.permissions.includes('monitoring:read'))
    return <span className="muted">{label}</span>
  return (
    <>
      <Button
        variant="default"
        size="compact-xs"
        onClick={() => setOpen(true)}
        {...(isRowLink ? { 'data-row-link': '' } : {})}
      >
        {label}
      </Button>
      <Modal
        opened={isOpen}
        onClose={() => setOpen(false)}
        size="xl"
        title={isLine ? t('observations.line.title', { frame }) : t('observations.packet.title', { frame })}
        closeButtonProps={{ 'aria-label': t('ui.close') }}
        attributes={{ header: { role: 'presentation' } }}
      >
        <Packet proof={proof} domain={session.domain} />
      </Modal>
    </>
  )
}

function Packet({ proof, domain }: { readonly proof: Proof; readonly domain: 'it' | 'ot' }) {
  const { captureId, frame, offset, length, isLine } = proof
  const read = useRead(readFrame, { params: { captureId, frame }, query: { offset, length }, domain })
  return (
    <Loaded read={read}>
      {(packet) => (
        <>
          <Facts
            items={[
              [
                isLine ? t('observations.line.file') : t('observations.packet.capture'),
                <WireText key="capture" text={packet.captureName} />,
              ],
              [t('observations.packet.at'), <Instant key="at" at={packet.at} />],
              [t('observations.packet.length'), formatBytes(packet.length)],
            ]}
          />
          {isLine ? (
            <p className="source">
              <WireText text={textOfHex(packet.hex)} />
            </p>
          ) : null}
          <ScrollRegion className="hex" label={t('observations.packet.bytes')}>
            <table>
              <thead className="visually-hidden">
                <tr>
                  <th scope="col">{t('observations.packet.offset')}</th>
                  <th scope="col">{t('observations.packet.bytes')}</th>
                  <th scope="col">{t('observations.packet.text')}</th>
                </tr>
              </thead>
              <tbody>
                {hexRows(packet.hex).map((row) => (
                  <tr key={row.offset}>
                    <th scope="row">{row.offset}</th>
                    <td>{row.hex}</td>
                    <td>{row.text}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </ScrollRegion>
          {packet.length > packet.hex.length / 2 ? (
            <p className="faint">{t('observations.packet.cut', { count: packet.hex.length / 2 })}</p>
          ) : null}
        </>
      )}
    </Loaded>
  )
}
