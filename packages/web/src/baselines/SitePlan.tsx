// How long a site learns and what its shifts and phases are; who may decide changes both.
import { Button, Modal } from '@mantine/core'
import { type BaselinePlanView, listBaselinePlans } from '@penstock/contract/baselines'
import { useMay, useRead } from '@penstock/web/api'
import { useCommands } from '@penstock/web/commands'
import { formatDuration, t } from '@penstock/web/messages'
import { Chip, Empty, Facts, Instant, Loaded, Panel, WireText } from '@penstock/web/ui'
import { useState } from 'react'
import { PlanForm } from './PlanForm.tsx'
import { timeOf } from './plan-draft.ts'

interface OfSite {
  readonly site: string
  readonly domain: 'it' | 'ot'
}

export function SitePlan({ site, domain }: OfSite) {
  const read = useRead(listBaselinePlans, { domain })
  const mayDecide = useMay('baseline:decide')
  const [isOpen, setOpen] = useState(false)
  const plan = read.data?.items.find((one) => one.site === site) ?? null
  const title = t('baselines.plan.edit')
  const canEdit = mayDecide && read.data !== undefined
  useCommands(canEdit ? [{ id: 'baselines.plan', title, group: t('baselines.title'), run: () => setOpen(true) }] : [])
  return (
    <Panel
      title={t('baselines.plan')}
      aside={plan === null ? undefined : <Chip tone="strong">{t(`baselines.window.${stateOf(plan)}`)}</Chip>}
    >
      <Loaded read={read} lines={4}>
        {() =>
          plan === null ? (
            <Empty kind="yet" title={t('baselines.plan.none')}>
              {t('baselines.plan.none.why')}
            </Empty>
          ) : (
            <PlanFacts plan={plan} />
          )
        }
      </Loaded>
      {canEdit ? (
        <div className="baseline-answers no-print">
          <Button variant="default" onClick={() => setOpen(true)}>
            {title}
          </Button>
        </div>
      ) : null}
      <Modal
        opened={isOpen}
        onClose={() => setOpen(false)}
        title={title}
        size="xl"
        closeButtonProps={{ 'aria-label': t('ui.close') }}
        attributes={{ header: { role: 'presentation' } }}
      >
        {isOpen ? <PlanForm site={site} domain={domain} plan={plan} onEnd={() => setOpen(false)} /> : null}
      </Modal>
    </Panel>
  )
}

/** By the time of the traffic. */
function stateOf({ clock, learnUntil }: BaselinePlanView): 'open' | 'over' {
  return Date.parse(clock) >= Date.parse(learnUntil) ? 'over' : 'open'
}

function PlanFacts({ plan }: { readonly plan: BaselinePlanView }) {
  const { shifts, batch } = plan.schedule
  return (
    <Facts
      items={[
        [
          t('baselines.window'),
          <span key="window">
            <Instant at={plan.learnFrom} /> {t('baselines.until')} <Instant at={plan.learnUntil} />
          </span>,
        ],
        [t('baselines.clock'), <Instant key="clock" at={plan.clock} />],
        [
          t('baselines.plan.shifts'),
          shifts.length === 0 ? (
            t('baselines.plan.shifts.none')
          ) : (
            <ul key="shifts" className="plain">
              {shifts.map(({ name, days, fromMinute, toMinute }, at) => (
                <li key={at}>
                  <WireText text={name} />{' '}
                  <span className="faint">
                    {t('baselines.plan.shift', {
                      from: timeOf(fromMinute),
                      to: timeOf(toMinute),
                      days: days.map((day) => t(`baselines.day.${String(day) as '0'}`)).join(', '),
                    })}
                  </span>
                </li>
              ))}
            </ul>
          ),
        ],
        [
          t('baselines.plan.phases'),
          batch === null ? (
            t('baselines.plan.phases.none')
          ) : (
            <ul key="phases" className="plain">
              {batch.phases.map(({ name, seconds }, at) => (
                <li key={at}>
                  <WireText text={name} /> <span className="faint">{formatDuration(seconds)}</span>
                </li>
              ))}
            </ul>
          ),
        ],
      ]}
    />
  )
}
