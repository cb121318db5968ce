// The dialog in which a proposal is accepted, as it is or edited, refused, or asked again; each with its reason.
import { Checkbox, Modal, NativeSelect, TextInput } from '@mantine/core'
import { PlantFaultView } from '@penstock/contract/plant'
import {
  type AcceptedConduitBody,
  type AcceptedZoneBody,
  type ConduitProposalView,
  decideZoneProposal,
  type ProposalDecision,
  type ZoneProposalView,
} from '@penstock/contract/zones'
import type { SiteKey } from '@penstock/model/kernel'
import { type Refused, useWrite } from '@penstock/web/api'
import { t } from '@penstock/web/messages'
import { showToast, showUnseen, WireText } from '@penstock/web/ui'
import { useState } from 'react'
import { z } from 'zod'
import { ReasonField, StatedForm } from './StatedForm.tsx'

interface Named {
  readonly key: string
  readonly version: string
  readonly id: string
}

export type Deciding = Named &
  (
    | { readonly act: 'accept-zone'; readonly zone: ZoneProposalView }
    | { readonly act: 'accept-conduit'; readonly conduit: ConduitProposalView }
    | { readonly act: 'refuse' | 'ask-again' }
  )

export function DecideProposal(props: {
  readonly site: SiteKey
  readonly deciding: Deciding | null
  readonly onClose: () => void
}) {
  const { site, deciding, onClose } = props
  const title = deciding === null ? '' : t(`segmentation.${actOf(deciding)}`, { id: showUnseen(deciding.id) })
  return (
    <Modal
      opened={deciding !== null}
      onClose={onClose}
      title={title}
      size="lg"
      closeButtonProps={{ 'aria-label': t('ui.close') }}
      attributes={{ header: { role: 'presentation' } }}
    >
      {deciding === null ? null : (
        <DecisionForm key={`${deciding.act} ${deciding.key}`} site={site} deciding={deciding} onClose={onClose} />
      )}
    </Modal>
  )
}

function actOf({ act }: Deciding): 'accept' | 'refuse' | 'ask-again' {
  return act === 'refuse' || act === 'ask-again' ? act : 'accept'
}

function DecisionForm(props: { readonly site: SiteKey; readonly deciding: Deciding; readonly onClose: () => void }) {
  const { site, deciding, onClose } = props
  const { run, isRunning, refused } = useWrite(decideZoneProposal)
  const [reason, setReason] = useState('')
  const [zone, setZone] = useState(() => (deciding.act === 'accept-zone' ? zoneOf(deciding.zone) : null))
  const [conduit, setConduit] = useState(() => (deciding.act === 'accept-conduit' ? conduitOf(deciding.conduit) : null))
  const decided = (): ProposalDecision => {
    if (zone !== null) return { decision: 'accept-zone', zone }
    if (conduit !== null) return { decision: 'accept-conduit', conduit }
    return { decision: deciding.act === 'ask-again' ? 'ask-again' : 'refuse' }
  }
  const submit = () => {
    const { key, version } = deciding
    void run({ params: { site }, body: { key, version, reason, decided: decided() } }).then((answer) => {
      if (!answer.ok) return
      showToast({ text: t(`segmentation.done.${actOf(deciding)}`, { id: showUnseen(deciding.id) }) })
      onClose()
    })
  }
  return (
    <StatedForm
      button={t(`segmentation.${actOf(deciding)}`, { id: showUnseen(deciding.id) })}
      isRunning={isRunning}
      refused={refused}
      faults={refused === null ? null : <Faults refused={refused} />}
      onSubmit={submit}
    >
      {deciding.act === 'accept-zone' && zone !== null ? (
        <ZoneFields proposal={deciding.zone} zone={zone} onChange={setZone} />
      ) : null}
      {deciding.act === 'accept-conduit' && conduit !== null ? (
        <ConduitFields proposal={deciding.conduit} conduit={conduit} onChange={setConduit} />
      ) : null}
      <ReasonField description={t('segmentation.reason.hint')} value={reason} onChange={setReason} />
    </StatedForm>
  )
}

const WithFaults = z.object({ faults: z.array(PlantFaultView) })

/** Why the plant file's own rules say no. */
function Faults({ refused }: { readonly refused: Refused }) {
  const { data } = WithFaults.safeParse(refused.details)
  if (data === undefined) return null
  return (
    <ul className="plain">
      {data.faults.map(({ path, message, mend }) => (
        <li key={`${path} ${message}`}>
          <WireText text={path} isMono /> <WireText text={message} />
          {mend === null ? null : <WireText text={`: ${mend}`} />}
        </li>
      ))}
    </ul>
  )
}

function zoneOf({ id, name, purdue, subnet, members }: ZoneProposalView): AcceptedZoneBody {
  return { id, name, purdue, subnet, members: members.map(({ host }) => host) }
}

function ZoneFields(props: {
  readonly proposal: ZoneProposalView
  readonly zone: AcceptedZoneBody
  readonly onChange: (zone: AcceptedZoneBody) => void
}) {
  const { proposal, zone, onChange } = props
  return (
    <>
      <TextInput
        label={t('segmentation.field.id')}
        value={zone.id}
        required
        maxLength={120}
        onChange={(event) => onChange({ ...zone, id: event.currentTarget.value })}
      />
      <TextInput
        label={t('segmentation.field.name')}
        value={zone.name}
        required
        maxLength={400}
        onChange={(event) => onChange({ ...zone, name: event.currentTarget.value })}
      />
      <TextInput
        label={t('segmentation.field.level')}
        description={t('segmentation.field.level.hint')}
        value={zone.purdue ?? ''}
        maxLength={10}
        onChange={(event) => onChange({ ...zone, purdue: event.currentTarget.value.trim() || null })}
      />
      <TextInput
        label={t('segmentation.field.subnet')}
        value={zone.subnet ?? ''}
        maxLength={100}
        onChange={(event) => onChange({ ...zone, subnet: event.currentTarget.value.trim() || null })}
      />
      <Choices
        label={t('segmentation.field.members')}
        all={proposal.members.map(({ host }) => host)}
        chosen={zone.members}
        onChange={(members) => onChange({ ...zone, members })}
      />
    </>
  )
}

function conduitOf({ id, direction, protocols, endpoints, enforcedBy }: ConduitProposalView): AcceptedConduitBody {
  return { id, direction, protocols, endpoints, enforcedBy }
}

function ConduitFields(props: {
  readonly proposal: ConduitProposalView
  readonly conduit: AcceptedConduitBody
  readonly onChange: (conduit: AcceptedConduitBody) => void
}) {
  const { proposal, conduit, onChange } = props
  const { zoneA, zoneB } = proposal
  const ends = conduit.endpoints
  return (
    <>
      <TextInput
        label={t('segmentation.field.id')}
        value={conduit.id}
        required
        maxLength={120}
        onChange={(event) => onChange({ ...conduit, id: event.currentTarget.value })}
      />
      <NativeSelect
        label={t('segmentation.field.direction')}
        value={conduit.direction}
        data={[
          { value: 'a-to-b', label: t('segmentation.direction.a-to-b', { zone: showUnseen(zoneA) }) },
          { value: 'both', label: t('segmentation.direction.both') },
        ]}
        onChange={(event) =>
          onChange({ ...conduit, direction: event.currentTarget.value === 'both' ? 'both' : 'a-to-b' })
        }
      />
      <Choices
        label={t('segmentation.field.protocols')}
        all={proposal.protocols}
        chosen={conduit.protocols}
        onChange={(protocols) => onChange({ ...conduit, protocols })}
      />
      {ends === null || proposal.endpoints === null ? null : (
        <>
          <Choices
            label={t('segmentation.field.ends', { zone: showUnseen(zoneA) })}
            all={proposal.endpoints.a}
            chosen={ends.a}
            onChange={(a) => onChange({ ...conduit, endpoints: { ...ends, a } })}
          />
          <Choices
            label={t('segmentation.field.ends', { zone: showUnseen(zoneB) })}
            all={proposal.endpoints.b}
            chosen={ends.b}
            onChange={(b) => onChange({ ...conduit, endpoints: { ...ends, b } })}
          />
        </>
      )}
    </>
  )
}

function Choices(props: {
  readonly label: string
  readonly all: readonly string[]
  readonly chosen: readonly string[]
  readonly onChange: (chosen: string[]) => void
}) {
  const { label, all, chosen, onChange } = props
  return (
    <Checkbox.Group label={label} value={[...chosen]} onChange={onChange}>
      <div className="proposal-choices">
        {all.map((one) => (
          <Checkbox key={one} value={one} label={showUnseen(one)} />
        ))}
      </div>
    </Checkbox.Group>
  )
}
