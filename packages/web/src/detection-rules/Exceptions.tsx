// Rules that are switched off or suppressed, those that are asked for, and those of before; what each suppression held back.
import {
  approveRuleException,
  endRuleException,
  listRuleExceptions,
  listRules,
  type RuleExceptionView,
} from '@penstock/contract/detection-rules'
import type { Response } from '@penstock/contract/route'
import type { Domain } from '@penstock/model/kernel'
import { useMay, useRead, useWrite } from '@penstock/web/api'
import { t } from '@penstock/web/messages'
import { SiteName } from '@penstock/web/scope'
import {
  ApproveShown,
  Chip,
  Empty,
  Facts,
  Instant,
  Loaded,
  NoteForm,
  Panel,
  RefusedNotice,
  showUnseen,
  WireOrUnknown,
  WireText,
} from '@penstock/web/ui'
import type { Part } from './part.ts'

/** Others approve meanwhile. */
const MOVES_MS = 5000

type Held = Response<typeof listRules>['held'][number]

export function Exceptions({ domain }: Part) {
  const read = useRead(listRuleExceptions, { params: { domain } }, { intervalMs: MOVES_MS })
  const rules = useRead(listRules, { domain, query: { limit: 1 } }, { intervalMs: MOVES_MS })
  return (
    <Loaded read={read}>
      {({ items }) => {
        const isOpen = ({ standing }: RuleExceptionView) => standing === 'asked' || standing === 'in-force'
        const open = items.filter(isOpen)
        const over = items.filter((one) => !isOpen(one))
        return (
          <>
            <Panel title={t('rules.exceptions')}>
              {open.length === 0 ? (
                <Empty kind="yet" title={t('rules.exceptions.none')}>
                  {t('rules.exceptions.none.why')}
                </Empty>
              ) : (
                open.map((one) => (
                  <Exception key={one.id} one={one} domain={domain} held={heldBy(rules.data?.held, one)} />
                ))
              )}
            </Panel>
            {over.length === 0 ? null : (
              <Panel title={t('rules.exceptions.over')}>
                {over.map((one) => (
                  <Exception key={one.id} one={one} domain={domain} held={heldBy(rules.data?.held, one)} />
                ))}
              </Panel>
            )}
          </>
        )
      }}
    </Loaded>
  )
}

/** Undefined where the cell does not answer. */
function heldBy(held: readonly Held[] | undefined, { id }: RuleExceptionView): Held | null | undefined {
  return held === undefined ? undefined : (held.find(({ suppression }) => suppression === id) ?? null)
}

interface Shown {
  readonly one: RuleExceptionView
  readonly domain: Domain
}

function Exception({ one, domain, held }: Shown & { readonly held: Held | null | undefined }) {
  const mayApprove = useMay('rule:bring')
  return (
    <article
      className="rules-exception"
      aria-label={t('rules.exception.of', { rule: showUnseen(one.title || one.rule) })}
    >
      <h3>
        <Chip tone={one.standing === 'in-force' ? 'strong' : 'plain'}>{t(`rules.exception.${one.standing}`)}</Chip>{' '}
        <Chip>{t(`rules.except.kind.${one.kind}`)}</Chip> <WireText text={one.title || one.rule} />
      </h3>
      <Facts
        items={[
          [t('rules.id'), <WireText key="id" text={one.rule} isMono />],
          ...(one.kind === 'off'
            ? []
            : [
                [
                  t('rules.except.site'),
                  one.site === null ? t('rules.except.every-site') : <SiteName site={one.site} />,
                ] as const,
                [
                  t('rules.except.address'),
                  <WireOrUnknown key="address" text={one.address} isMono reason={t('rules.except.any')} />,
                ] as const,
                [
                  t('rules.except.zone'),
                  <WireOrUnknown key="zone" text={one.zone} reason={t('rules.except.any')} />,
                ] as const,
                [t('rules.held'), <HeldBack key="held" held={held} />] as const,
              ]),
          [t('rules.except.reason'), <WireText key="reason" text={one.reason} />],
          [t('rules.except.until'), <Instant key="until" at={one.until} />],
          [
            t('rules.exception.asked-by'),
            <span key="by">
              <WireText text={one.askedByName ?? one.askedBy} /> · <Instant at={one.askedAt} />
            </span>,
          ],
          ...(one.approvedByName === null
            ? []
            : [[t('rules.exception.approved-by'), <WireText key="approved" text={one.approvedByName} />] as const]),
          ...(one.endedAt === null
            ? []
            : [
                [
                  t('rules.exception.ended-by'),
                  <span key="ended">
                    <WireOrUnknown text={one.endedByName} /> · <Instant at={one.endedAt} /> ·{' '}
                    <WireOrUnknown text={one.note} />
                  </span>,
                ] as const,
              ]),
        ]}
      />
      {one.standing === 'asked' && one.needs.length > 0 ? (
        <p className="muted">{one.needs.map((need) => t(`rules.need.${need}`)).join(' ')}</p>
      ) : null}
      {mayApprove && one.standing === 'asked' ? <Approve one={one} domain={domain} /> : null}
      {one.mayEnd ? <End one={one} domain={domain} /> : null}
    </article>
  )
}

function HeldBack({ held }: { readonly held: Held | null | undefined }) {
  if (held === undefined) return <WireOrUnknown text={null} reason={t('rules.held.unknown')} />
  if (held === null) return t('rules.held.none')
  return (
    <>
      {t('rules.held.some', { matches: held.matches, detections: held.detections })} · <Instant at={held.lastAt} />
    </>
  )
}

function Approve({ one, domain }: Shown) {
  const { run, ...state } = useWrite(approveRuleException)
  if (one.request === null) return null
  const approve = (body: { readonly payloadSha256: string }) =>
    void run({ params: { domain, exceptionId: one.id }, body })
  return <ApproveShown request={one.request} action={t('rules.exception.approve')} {...state} onApprove={approve} />
}

function End({ one, domain }: Shown) {
  const { run, isRunning, refused } = useWrite(endRuleException)
  return (
    <NoteForm
      label={t('rules.exception.note')}
      action={t(one.standing === 'asked' ? 'rules.exception.refuse' : `rules.exception.end.${one.kind}`)}
      isRunning={isRunning}
      onSend={(note) => void run({ params: { domain, exceptionId: one.id }, body: { note } })}
    >
      {refused === null ? null : <RefusedNotice refused={refused} />}
    </NoteForm>
  )
}
