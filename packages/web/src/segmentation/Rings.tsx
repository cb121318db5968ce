// The boundaries between the rings of a site: each with its controls, enforcing, drawn only, or broken by the flow that proves it.
import { type BoundaryProofView, type RingView, readRings } from '@penstock/contract/zones'
import type { SiteKey } from '@penstock/model/kernel'
import { useRead } from '@penstock/web/api'
import { formatCount, t } from '@penstock/web/messages'
import { Chip, Empty, Loaded, Panel, SeverityMark, showUnseen, WireText } from '@penstock/web/ui'
import { ringName } from '@penstock/web/zones'
import { Link } from '@tanstack/react-router'

export function Rings({ site }: { readonly site: SiteKey }) {
  const read = useRead(readRings, { params: { site } })
  return (
    <Loaded read={read} lines={10}>
      {({ boundaries, isPartial }) =>
        boundaries.length === 0 ? (
          <Empty kind="yet" title={t('segmentation.rings.none')}>
            <Link to="/plant">{t('plant.import-it')}</Link>
          </Empty>
        ) : (
          <Panel title={t('segmentation.rings')}>
            <p className="muted">{t('segmentation.rings.lead')}</p>
            {isPartial ? <p className="muted">{t('segmentation.partial')}</p> : null}
            <ol className="proposal-list">
              {boundaries.map((boundary) => (
                <li key={`${boundary.outer} ${boundary.inner}`}>
                  <Boundary boundary={boundary} />
                </li>
              ))}
            </ol>
          </Panel>
        )
      }
    </Loaded>
  )
}

function Boundary({ boundary }: { readonly boundary: RingView }) {
  const { outer, inner, state, controls, proofs, hiddenProofs, missing } = boundary
  return (
    <div className="ring" data-state={state}>
      <div className="proposal-title">
        <h3>
          {ringName(outer)} | {ringName(inner)}
        </h3>
        {state === 'broken' ? <SeverityMark severity={1} /> : null}
        <b>{t(`segmentation.ring.${state}`)}</b>
      </div>
      <Proofs proofs={proofs} hidden={hiddenProofs} />
      {missing.length === 0 ? null : (
        <ul className="protocols">
          {missing.map((one) => (
            <li key={one}>
              {t('segmentation.ring.missing')} <WireText text={one} />
            </li>
          ))}
        </ul>
      )}
      {controls.length === 0 ? null : (
        <details>
          <summary>{t('segmentation.ring.controls', { count: controls.length })}</summary>
          <ul className="protocols">
            {controls.map(({ conduit, isDocumented, devices, inspection, targetLevel, rulesRead }) => (
              <li key={conduit}>
                <Link to="/zones" search={{ open: conduit }}>
                  <WireText text={conduit} isMono />
                </Link>
                : {devices.length === 0 ? t('segmentation.ring.no-device') : showUnseen(devices.join(', '))},{' '}
                {t(`segmentation.inspection.${inspectionOf(inspection)}`)},{' '}
                {targetLevel === null
                  ? t('segmentation.ring.sl-unknown')
                  : t('segmentation.ring.sl', { level: formatCount(targetLevel) })}
                ,{' '}
                {rulesRead.length === 0
                  ? t('segmentation.ring.rules-unread')
                  : t('segmentation.ring.rules-read', {
                      what: showUnseen(rulesRead.map(({ device, on }) => `${device} ${on}`).join(', ')),
                    })}{' '}
                {isDocumented ? null : <Chip>{t('segmentation.ring.surveyed')}</Chip>}
              </li>
            ))}
          </ul>
        </details>
      )}
    </div>
  )
}

/** The flows that prove it, and how many of them only others may see. */
export function Proofs({ proofs, hidden }: { readonly proofs: readonly BoundaryProofView[]; readonly hidden: number }) {
  if (proofs.length + hidden === 0) return null
  return (
    <ul className="protocols">
      {proofs.map((proof, at) => (
        // A flow may prove two things; the list is never reordered.
        <li key={`${proof.from} ${proof.to} ${proof.protocol} ${at}`}>
          {proof.flow === null ? null : <WireText text={proof.flow} isMono />} <WireText text={proof.from} isMono /> →{' '}
          <WireText text={proof.to} isMono /> <WireText text={proof.protocol} />:{' '}
          {proof.kind === 'seen-though-denied'
            ? t('segmentation.proof.seen-though-denied', { by: showUnseen(proof.by ?? '') })
            : t('segmentation.proof.flow-not-allowed')}{' '}
          {proof.conversationId === null ? null : (
            <Link to="/traffic" search={{ peek: proof.conversationId }}>
              {t('segmentation.proof.conversation')}
            </Link>
          )}
        </li>
      ))}
      {hidden === 0 ? null : <li className="muted">{t('segmentation.proof.hidden', { count: hidden })}</li>}
    </ul>
  )
}

const INSPECTIONS = ['none', 'ports', 'application'] as const

function inspectionOf(inspection: string): (typeof INSPECTIONS)[number] | 'unknown' {
  return INSPECTIONS.find((one) => one === inspection) ?? 'unknown'
}
