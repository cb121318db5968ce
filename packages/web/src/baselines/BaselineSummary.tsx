// How far a baseline is, and the owner's two answers to it.
import { Button } from '@mantine/core'
import { type BaselineView, decideBaseline } from '@penstock/contract/baselines'
import { useMay, useWrite } from '@penstock/web/api'
import { useCommands } from '@penstock/web/commands'
import { formatCount, t } from '@penstock/web/messages'
import type { Device } from '@penstock/web/observations'
import { Chip, Facts, Instant, Panel, RefusedNotice, showToast, showUnseen } from '@penstock/web/ui'

export function BaselineSummary(props: {
  readonly baseline: BaselineView
  readonly device: Device
  readonly domain: 'it' | 'ot'
}) {
  const { baseline } = props
  const { clock, learnFrom, learnUntil, phases } = baseline
  return (
    <Panel title={t('baselines.usual')} aside={<Chip tone="strong">{t(`baselines.status.${baseline.status}`)}</Chip>}>
      <p>{t(`baselines.status.${baseline.status}.why`)}</p>
      <Facts
        items={[
          [
            t('baselines.window'),
            learnFrom === null || learnUntil === null ? (
              '—'
            ) : (
              <span key="window">
                <Instant at={learnFrom} /> {t('baselines.until')} <Instant at={learnUntil} />
              </span>
            ),
          ],
          [t('baselines.clock'), clock === null ? '—' : <Instant key="clock" at={clock} />],
          [t('baselines.phases'), phases.length === 0 ? t('baselines.phases.none') : showUnseen(phases.join(', '))],
          [t('baselines.points'), formatCount(baseline.points)],
          [t('baselines.quarantined'), t('baselines.quarantined.count', { count: baseline.quarantined })],
        ]}
      />
      <Decisions {...props} />
    </Panel>
  )
}

function Decisions(props: { readonly baseline: BaselineView; readonly device: Device; readonly domain: 'it' | 'ot' }) {
  const mayDecide = useMay('baseline:decide')
  const write = useWrite(decideBaseline)
  const { site, addresses } = props.device
  const isProposed = props.baseline.pairs.some(({ status }) => status === 'proposed')
  const decide = async (decision: 'approved' | 'refused') => {
    const body = { site, address: [...addresses], decision }
    const answer = await write.run({ body, domain: props.domain })
    if (!answer.ok) return
    const said = decision === 'approved' ? 'baselines.approved' : 'baselines.relearned'
    showToast({ text: t(said, { count: answer.value.pairs }) })
  }
  const answers = [
    ...(isProposed ? [{ id: 'approve', title: t('baselines.approve'), run: () => void decide('approved') }] : []),
    { id: 'relearn', title: t('baselines.relearn'), run: () => void decide('refused') },
  ]
  const group = t('baselines.usual')
  useCommands(mayDecide ? answers.map((one) => ({ ...one, id: `baseline.${one.id}`, group })) : [])
  if (!mayDecide) return null
  return (
    <div className="baseline-answers no-print">
      {answers.map(({ id, title, run }) => (
        <Button key={id} variant={id === 'approve' ? 'filled' : 'default'} disabled={write.isRunning} onClick={run}>
          {title}
        </Button>
      ))}
      {write.refused === null ? null : <RefusedNotice refused={write.refused} />}
    </div>
  )
}
