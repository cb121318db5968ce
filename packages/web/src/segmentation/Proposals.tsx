// Everything that is proposed now: what accepting it would mean for what was seen, zones first, then conduits, then what is to be stopped.
import { Button } from '@mantine/core'
import {
  type ConduitProposalView,
  listZoneProposals,
  type PartitionView,
  type ZoneProposalView,
} from '@penstock/contract/zones'
import type { SiteKey } from '@penstock/model/kernel'
import { useMay, useRead } from '@penstock/web/api'
import { t } from '@penstock/web/messages'
import { Chip, Empty, Facts, Instant, Loaded, Panel, showUnseen, WireText } from '@penstock/web/ui'
import { Link } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import { DecideProposal, type Deciding } from './DecideProposal.tsx'
import { LeftOut, Services } from './Services.tsx'

export function Proposals({ site }: { readonly site: SiteKey }) {
  const read = useRead(listZoneProposals, { params: { site } })
  return (
    <Loaded read={read} lines={10}>
      {(partition) => <Proposed partition={partition} />}
    </Loaded>
  )
}

/** Without traffic nothing is well: there is nothing to propose from. */
function NothingProposed({ hasSeen }: { readonly hasSeen: boolean }) {
  if (!hasSeen)
    return (
      <Empty kind="yet" title={t('segmentation.none-seen')}>
        <Link to="/">{t('segmentation.none-seen.next')}</Link>
      </Empty>
    )
  return (
    <Empty kind="wrong" title={t('segmentation.none')}>
      {t('segmentation.none.why')} <Link to="/zones">{t('segmentation.to-map')}</Link>
    </Empty>
  )
}

function Proposed({ partition }: { readonly partition: PartitionView }) {
  const { site, zones, conduits, stopped, refused, unplaced, asDrawn, ifAccepted, isPartial } = partition
  const mayDecide = useMay('zone:edit')
  const [deciding, setDeciding] = useState<Deciding | null>(null)
  const isNothing = zones.length + conduits.length === 0
  return (
    <div className="proposals">
      <Panel title={t('segmentation.effect')}>
        <Facts
          items={[
            [t('segmentation.as-drawn'), t('segmentation.standing', asDrawn)],
            [t('segmentation.if-accepted'), t('segmentation.standing', ifAccepted)],
          ]}
        />
        {isPartial ? <p className="muted">{t('segmentation.partial')}</p> : null}
        {unplaced.length === 0 ? null : (
          <p className="muted">
            {t('segmentation.unplaced', { count: unplaced.length })} <WireText text={unplaced.join(', ')} />
          </p>
        )}
        {isNothing ? <NothingProposed hasSeen={Object.values(asDrawn).some((count) => count > 0)} /> : null}
      </Panel>
      {zones.length === 0 ? null : (
        <Panel title={t('segmentation.zones', { count: zones.length })}>
          <ul className="proposal-list">
            {zones.map((zone) => (
              <li key={zone.key}>
                <ZoneProposal zone={zone} />
                {mayDecide ? <Answers proposal={{ kind: 'zone', zone }} onDecide={setDeciding} /> : null}
              </li>
            ))}
          </ul>
        </Panel>
      )}
      {conduits.length === 0 ? null : (
        <Panel title={t('segmentation.conduits', { count: conduits.length })}>
          <ul className="proposal-list">
            {conduits.map((conduit) => (
              <li key={conduit.key}>
                <ConduitProposal conduit={conduit} />
                {mayDecide ? <Answers proposal={{ kind: 'conduit', conduit }} onDecide={setDeciding} /> : null}
              </li>
            ))}
          </ul>
        </Panel>
      )}
      {stopped.length === 0 ? null : (
        <Panel title={t('segmentation.stopped', { count: stopped.length })}>
          <p className="muted">{t('segmentation.stopped.lead')}</p>
          <ul className="proposal-list">
            {stopped.map(({ zoneA, zoneB, denies }) => (
              <li key={`${zoneA} ${zoneB}`}>
                <h3>{t('segmentation.between', { a: showUnseen(zoneA), b: showUnseen(zoneB) })}</h3>
                <LeftOut services={denies} />
              </li>
            ))}
          </ul>
        </Panel>
      )}
      {refused.length === 0 ? null : (
        <Panel title={t('segmentation.refused', { count: refused.length })}>
          <p className="muted">{t('segmentation.refused.lead')}</p>
          <ul className="proposal-list">
            {refused.map((one) => (
              <li key={one.key}>
                <h3>
                  <WireText text={one.id} />
                </h3>
                <p>
                  <WireText text={one.reason} />{' '}
                  <span className="muted">
                    <WireText text={one.byName ?? one.by} />, <Instant at={one.at} />
                  </span>
                </p>
                {mayDecide ? (
                  <div className="proposal-answers no-print">
                    <Button
                      size="compact-sm"
                      variant="default"
                      onClick={() => setDeciding({ act: 'ask-again', ...one })}
                    >
                      {t('segmentation.ask-again', { id: showUnseen(one.id) })}
                    </Button>
                  </div>
                ) : null}
              </li>
            ))}
          </ul>
        </Panel>
      )}
      <DecideProposal site={site} deciding={deciding} onClose={() => setDeciding(null)} />
    </div>
  )
}

type Proposal =
  | { readonly kind: 'zone'; readonly zone: ZoneProposalView }
  | { readonly kind: 'conduit'; readonly conduit: ConduitProposalView }

function Answers(props: { readonly proposal: Proposal; readonly onDecide: (deciding: Deciding) => void }) {
  const { proposal, onDecide } = props
  const { key, version, id } = proposal.kind === 'zone' ? proposal.zone : proposal.conduit
  const isWaiting = proposal.kind === 'conduit' && proposal.conduit.needs.length > 0
  const accept = (): Deciding =>
    proposal.kind === 'zone'
      ? { act: 'accept-zone', key, version, id, zone: proposal.zone }
      : { act: 'accept-conduit', key, version, id, conduit: proposal.conduit }
  return (
    <div className="proposal-answers no-print">
      <Button size="compact-sm" disabled={isWaiting} onClick={() => onDecide(accept())}>
        {t('segmentation.accept', { id: showUnseen(id) })}
      </Button>
      <Button size="compact-sm" variant="default" onClick={() => onDecide({ act: 'refuse', key, version, id })}>
        {t('segmentation.refuse', { id: showUnseen(id) })}
      </Button>
      {isWaiting ? <span className="muted">{t('segmentation.zone-first')}</span> : null}
    </div>
  )
}

function ZoneProposal({ zone }: { readonly zone: ZoneProposalView }) {
  const { id, name, purdue, subnet, sharesNetwork, members } = zone
  return (
    <>
      <Title id={id} name={name}>
        <Chip>{purdue === null ? t('segmentation.level.unknown') : t('segmentation.level', { level: purdue })}</Chip>{' '}
        <Chip>{subnet === null ? t('segmentation.no-network') : subnet}</Chip>
      </Title>
      {sharesNetwork === null ? null : <p>{t('segmentation.shares', { network: sharesNetwork })}</p>}
      <details>
        <summary>{t('segmentation.members', { count: members.length })}</summary>
        <ul className="protocols">
          {members.map(({ host, name: called, isRegistered, ground, said }) => (
            <li key={host}>
              <WireText text={host} isMono /> {called === host ? null : <WireText text={called} />}{' '}
              <span className="muted">
                {t(`segmentation.ground.${groundOf(ground)}`, { said: showUnseen(said) })}
                {isRegistered ? '' : `, ${t('segmentation.becomes-registered')}`}
              </span>
            </li>
          ))}
        </ul>
      </details>
    </>
  )
}

const GROUNDS = ['role', 'level', 'temporary', 'address', 'serves', 'network'] as const

function groundOf(ground: string): (typeof GROUNDS)[number] {
  return GROUNDS.find((one) => one === ground) ?? 'network'
}

function ConduitProposal({ conduit }: { readonly conduit: ConduitProposalView }) {
  const { id, zoneA, zoneB, direction, protocols, enforcedBy, before, beside, allows, denies } = conduit
  const way = direction === 'both' ? '↔' : '→'
  return (
    <>
      <Title id={id} name={`${zoneA} ${way} ${zoneB}`}>
        {protocols.map((protocol) => (
          <Chip key={protocol}>{showUnseen(protocol)}</Chip>
        ))}
      </Title>
      {before === null ? null : <p>{t('segmentation.takes-place', { id: showUnseen(before) })}</p>}
      {beside === null ? null : <p>{t('segmentation.beside', { id: showUnseen(beside) })}</p>}
      <p className="muted">
        {enforcedBy.length === 0
          ? t('segmentation.enforced-by.none')
          : t('segmentation.enforced-by', { devices: showUnseen(enforcedBy.join(', ')) })}
      </p>
      <h4>{t('segmentation.allows')}</h4>
      <Services services={allows} />
      {denies.length === 0 ? null : (
        <>
          <h4>{t('segmentation.leaves-out')}</h4>
          <LeftOut services={denies} />
        </>
      )}
    </>
  )
}

function Title(props: { readonly id: string; readonly name: string; readonly children: ReactNode }) {
  return (
    <div className="proposal-title">
      <h3>
        <WireText text={props.id} isMono /> <WireText text={props.name} />
      </h3>
      {props.children}
    </div>
  )
}
