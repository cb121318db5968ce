// Tells how long a site learns, and its shifts and batch phases. What was learned before is then learned anew.
import { Button, Checkbox, NumberInput, TextInput } from '@mantine/core'
import { type BaselinePlanView, planBaseline } from '@penstock/contract/baselines'
import { useWrite } from '@penstock/web/api'
import { t } from '@penstock/web/messages'
import { RefusedNotice, showToast, showUnseen } from '@penstock/web/ui'
import { type SubmitEvent, useState } from 'react'
import { z } from 'zod'
import { draftOf, EVERY_DAY, type PlanDraft, scheduleOf, timeOf } from './plan-draft.ts'

const MOST = 16
const MOST_HOURS = 8784

export function PlanForm(props: {
  readonly site: string
  readonly domain: 'it' | 'ot'
  readonly plan: BaselinePlanView | null
  readonly onEnd: () => void
}) {
  const { site, domain, plan } = props
  const write = useWrite(planBaseline)
  const [draft, setDraft] = useState(() => draftOf(plan))
  const change = (next: Partial<PlanDraft>) => setDraft((before) => ({ ...before, ...next }))
  const submit = async (event: SubmitEvent) => {
    event.preventDefault()
    const body = { site, version: plan?.version ?? 0, learnHours: draft.learnHours, schedule: scheduleOf(draft) }
    const answer = await write.run({ body: body as never, domain })
    if (!answer.ok) return
    showToast({ text: t('baselines.plan.done') })
    props.onEnd()
  }
  return (
    <form className="baseline-plan" onSubmit={(event) => void submit(event)}>
      <p className="notice">{t('baselines.plan.anew')}</p>
      <NumberInput
        label={t('baselines.plan.hours')}
        description={t('baselines.plan.hours.hint')}
        min={1}
        max={MOST_HOURS}
        allowDecimal={false}
        required
        value={draft.learnHours}
        onChange={(value) => change({ learnHours: Number(value) })}
      />
      <TextInput
        label={t('baselines.plan.offset')}
        description={t('baselines.plan.offset.hint')}
        pattern="[+\-](0\d|1[0-3]):[0-5]\d|[+\-]14:00"
        required
        value={draft.offset}
        onChange={(event) => change({ offset: event.currentTarget.value })}
      />
      <Shifts draft={draft} onChange={change} />
      <Phases draft={draft} onChange={change} />
      {write.refused === null ? null : (
        <RefusedNotice refused={write.refused}>
          <Overlap details={write.refused.details} />
        </RefusedNotice>
      )}
      <Button type="submit" loading={write.isRunning}>
        {t('baselines.plan.save')}
      </Button>
    </form>
  )
}

interface Part {
  readonly draft: PlanDraft
  readonly onChange: (next: Partial<PlanDraft>) => void
}

function Shifts({ draft: { shifts }, onChange }: Part) {
  const put = (at: number, next: Partial<PlanDraft['shifts'][number]>) =>
    onChange({ shifts: shifts.map((one, n) => (n === at ? { ...one, ...next } : one)) })
  const add = () => onChange({ shifts: [...shifts, { name: '', from: '06:00', to: '14:00', days: EVERY_DAY }] })
  return (
    <fieldset>
      <legend>{t('baselines.plan.shifts')}</legend>
      <p className="faint">{t('baselines.plan.shifts.hint')}</p>
      {shifts.map(({ name, from, to, days }, at) => (
        <fieldset key={at} className="baseline-plan-row">
          <legend>{t('baselines.plan.shift-n', { n: at + 1 })}</legend>
          <TextInput
            label={t('baselines.plan.name')}
            maxLength={40}
            required
            value={name}
            onChange={(event) => put(at, { name: event.currentTarget.value })}
          />
          <TextInput
            type="time"
            label={t('baselines.plan.from')}
            required
            value={from}
            onChange={(event) => put(at, { from: event.currentTarget.value })}
          />
          <TextInput
            type="time"
            label={t('baselines.plan.to')}
            required
            value={to}
            onChange={(event) => put(at, { to: event.currentTarget.value })}
          />
          <Checkbox.Group
            label={t('baselines.plan.days')}
            value={[...days]}
            onChange={(chosen) => put(at, { days: chosen })}
          >
            <div className="baseline-days">
              {EVERY_DAY.map((day) => (
                <Checkbox key={day} value={day} label={dayName(day)} required={days.length === 0} />
              ))}
            </div>
          </Checkbox.Group>
          <Button
            variant="default"
            size="compact-sm"
            aria-label={t('baselines.plan.remove', { name: name || String(at + 1) })}
            onClick={() => onChange({ shifts: shifts.filter((_, n) => n !== at) })}
          >
            {t('baselines.plan.take-out')}
          </Button>
        </fieldset>
      ))}
      {shifts.length >= MOST ? null : (
        <Button variant="default" size="compact-sm" onClick={add}>
          {t('baselines.plan.add-shift')}
        </Button>
      )}
    </fieldset>
  )
}

function Phases({ draft: { phases, startAt }, onChange }: Part) {
  const put = (at: number, next: Partial<PlanDraft['phases'][number]>) =>
    onChange({ phases: phases.map((one, n) => (n === at ? { ...one, ...next } : one)) })
  return (
    <fieldset>
      <legend>{t('baselines.plan.phases')}</legend>
      <p className="faint">{t('baselines.plan.phases.hint')}</p>
      {phases.length === 0 ? null : (
        <TextInput
          type="datetime-local"
          step={1}
          label={t('baselines.plan.start')}
          description={t('baselines.plan.start.hint')}
          required
          value={startAt}
          onChange={(event) => onChange({ startAt: event.currentTarget.value })}
        />
      )}
      {phases.map(({ name, seconds }, at) => (
        <fieldset key={at} className="baseline-plan-row">
          <legend>{t('baselines.plan.phase-n', { n: at + 1 })}</legend>
          <TextInput
            label={t('baselines.plan.name')}
            maxLength={40}
            required
            value={name}
            onChange={(event) => put(at, { name: event.currentTarget.value })}
          />
          <NumberInput
            label={t('baselines.plan.seconds')}
            min={1}
            max={31_536_000}
            allowDecimal={false}
            required
            value={seconds}
            onChange={(value) => put(at, { seconds: Number(value) })}
          />
          <Button
            variant="default"
            size="compact-sm"
            aria-label={t('baselines.plan.remove', { name: name || String(at + 1) })}
            onClick={() => onChange({ phases: phases.filter((_, n) => n !== at) })}
          >
            {t('baselines.plan.take-out')}
          </Button>
        </fieldset>
      ))}
      {phases.length >= MOST ? null : (
        <Button
          variant="default"
          size="compact-sm"
          onClick={() => onChange({ phases: [...phases, { name: '', seconds: 600 }] })}
        >
          {t('baselines.plan.add-phase')}
        </Button>
      )}
    </fieldset>
  )
}

const OverlapDetails = z.object({ shifts: z.tuple([z.string(), z.string()]), day: z.int(), minute: z.int() })

function Overlap({ details }: { readonly details: unknown }) {
  const read = OverlapDetails.safeParse(details)
  if (!read.success) return null
  const { shifts, day, minute } = read.data
  const [one, other] = shifts.map(showUnseen)
  return (
    <p>
      {t('baselines.plan.overlap', {
        one: one ?? '',
        other: other ?? '',
        day: dayName(String(day)),
        time: timeOf(minute),
      })}
    </p>
  )
}

function dayName(day: string): string {
  return t(`baselines.day.${day as '0'}`)
}
