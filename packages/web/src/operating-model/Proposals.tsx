// Proposals of another model: what each changes, who approved, and the buttons of whoever may.
import { Button } from '@mantine/core'
import { approveModel, type ProposalView, refuseModel } from '@penstock/contract/operating-model'
import { useMay, useSession, useWrite } from '@penstock/web/api'
import { findMessage, t } from '@penstock/web/messages'
import { Chip, Instant, NoteForm, Panel, RefusedNotice, showToast, WireText } from '@penstock/web/ui'
import { Changes } from './Changes.tsx'
import { IndependenceWords } from './InForce.tsx'

/** Decided ones that are shown below the open ones. */
const MOST_DECIDED = 5

export function Proposals({ proposals }: { readonly proposals: readonly ProposalView[] }) {
  const open = proposals.filter(({ state }) => state === 'open')
  const decided = proposals.filter(({ state }) => state !== 'open').slice(0, MOST_DECIDED)
  if (proposals.length === 0) return null
  return (
    <Panel title={t('model.proposals')}>
      {open.map((proposal) => (
        <OpenProposal key={proposal.id} proposal={proposal} />
      ))}
      {decided.length === 0 ? null : (
        <ul className="lines">
          {decided.map((one) => (
            <li key={one.id}>
              <Chip>{t(`model.state.${one.state}`)}</Chip> {t(`model.name.${one.from}`)} → {t(`model.name.${one.to}`)}{' '}
              <span className="muted">
                <WireText text={one.requestedByName ?? one.requestedBy} /> · <Instant at={one.requestedAt} />
                {one.note === null ? null : (
                  <>
                    {' '}
                    · <WireText text={one.note} />
                  </>
                )}
              </span>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  )
}

function OpenProposal({ proposal }: { readonly proposal: ProposalView }) {
  const approve = useWrite(approveModel)
  const refuse = useWrite(refuseModel)
  const { accountId } = useSession()
  const isOwn = proposal.requestedBy === accountId
  const isLead = useMay('model:approve')
  const mayRefuse = useMay('model:propose')
  const params = { requestId: proposal.id }
  const send = async () => {
    const answer = await approve.run({ params, body: { payloadSha256: proposal.payloadSha256 } })
    if (answer.ok && answer.value.state === 'approved')
      showToast({ text: t('model.switched', { model: t(`model.name.${proposal.to}`) }) })
  }
  const refused = approve.refused ?? refuse.refused
  return (
    <article className="model-proposal" aria-label={t('model.proposal', { to: t(`model.name.${proposal.to}`) })}>
      <h3>
        {t(`model.name.${proposal.from}`)} → {t(`model.name.${proposal.to}`)}
      </h3>
      <p>
        <WireText text={proposal.reason} />
      </p>
      {proposal.advice === null ? null : (
        <p className="muted">{t('model.advised', { model: t(`model.name.${proposal.advice.recommended}`) })}</p>
      )}
      <p className="muted">
        {t('model.asked-by')} <WireText text={proposal.requestedByName ?? proposal.requestedBy} /> ·{' '}
        <Instant at={proposal.requestedAt} /> · {t('model.until')} <Instant at={proposal.expiresAt} />
        {proposal.approvals.map(({ subject, name, domain }) => (
          <span key={subject}>
            {' '}
            · {t('model.approved-by', { domain: domain.toUpperCase() })} <WireText text={name ?? subject} />
          </span>
        ))}
      </p>
      {proposal.independence === null ? null : <IndependenceWords independence={proposal.independence} />}
      <Changes changes={proposal.changes} />
      <p className="faint">
        {t('model.hash')} <code>{proposal.payloadSha256.slice(0, 16)}</code>
      </p>
      {proposal.isStale ? <p role="alert">{t('problems.operating-model.moved')}</p> : null}
      {refused === null ? null : <RefusedNotice refused={refused} />}
      <div className="row model-acts">
        {isLead && proposal.mayApprove && !proposal.isStale ? (
          <Button loading={approve.isRunning} onClick={() => void send()}>
            {t('model.approve')}
          </Button>
        ) : isLead && proposal.whyNot !== null ? (
          <p className="muted">{findMessage(`problems.${proposal.whyNot}`) ?? proposal.whyNot}</p>
        ) : null}
        {mayRefuse ? (
          <NoteForm
            label={t('model.note')}
            action={t(isOwn ? 'model.withdraw' : 'model.refuse')}
            isRunning={refuse.isRunning}
            onSend={(note) => void refuse.run({ params, body: { note } })}
          />
        ) : null}
      </div>
    </article>
  )
}
