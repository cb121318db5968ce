// Writes a hypothesis, or writes one anew: its words, its question as rows and as text, its window, and when it runs by itself.
import { Button, Checkbox, NativeSelect, NumberInput, Textarea, TextInput } from '@mantine/core'
import { reviseHunt, saveHunt } from '@penstock/contract/hunts'
import { HuntDraft, readQuestion } from '@penstock/model/hunts'
import type { Domain } from '@penstock/model/kernel'
import { useSession, useWrite } from '@penstock/web/api'
import { t } from '@penstock/web/messages'
import { useScope } from '@penstock/web/scope'
import { LineField, Panel, RefusedNotice } from '@penstock/web/ui'
import { type SubmitEvent, useState } from 'react'
import type { Hypothesis } from './hypotheses.ts'
import { NEW_QUESTION, QuestionField } from './QuestionField.tsx'
import { timeOf, WEEKDAYS } from './schedule-words.ts'

interface FormProps {
  readonly domains: readonly Domain[]
  /** What is written anew; null for a new hypothesis. */
  readonly before: Hypothesis | null
  readonly onDone: (key: string | null) => void
}

export function HuntForm({ domains, before, onDone }: FormProps) {
  const known = before?.sides[0]?.hunt.draft ?? null
  const { site } = useScope()
  const isCentral = useSession().domain === null
  const save = useWrite(saveHunt)
  const revise = useWrite(reviseHunt)
  const [title, setTitle] = useState(known?.title ?? '')
  const [hypothesis, setHypothesis] = useState(known?.hypothesis ?? '')
  const [text, setText] = useState(known === null ? NEW_QUESTION : JSON.stringify(known.question, null, 2))
  const [days, setDays] = useState<number | string>(known?.days ?? 30)
  const [techniques, setTechniques] = useState(known?.techniques.join(' ') ?? '')
  const [every, setEvery] = useState<'' | 'day' | 'week'>(known?.schedule?.every ?? '')
  const [time, setTime] = useState(timeOf(known?.schedule?.minute ?? 300))
  const [weekday, setWeekday] = useState(known?.schedule?.every === 'week' ? known.schedule.weekday : 1)
  const [chosen, setChosen] = useState<readonly Domain[]>(domains)
  const [faults, setFaults] = useState<readonly string[]>([])
  const submit = async (): Promise<void> => {
    const question = readQuestion(text)
    const [hour, minute] = time.split(':').map(Number)
    const at = (hour ?? 0) * 60 + (minute ?? 0)
    const draft = HuntDraft.safeParse({
      ...{ title, hypothesis, days: Number(days), site: known?.site ?? site?.site ?? null },
      question: question.ok ? question.value : null,
      techniques: techniques.split(/[\s,]+/).filter((each) => each !== ''),
      schedule: every === '' ? null : every === 'day' ? { every, minute: at } : { every, minute: at, weekday },
    })
    if (!question.ok || !draft.success) {
      const own = draft.error?.issues.filter(({ path }) => path[0] !== 'question') ?? []
      setFaults(own.map(({ path, message }) => `${path.join('.')}: ${message}`))
      return
    }
    setFaults([])
    const key = before?.key ?? crypto.randomUUID()
    for (const domain of chosen) {
      const hunt = before?.sides.find((side) => side.domain === domain)?.hunt
      const answer =
        hunt === undefined
          ? await save.run({ domain, body: { key, draft: draft.data } })
          : await revise.run({
              domain,
              params: { huntId: hunt.id },
              body: { version: hunt.version, draft: draft.data },
            })
      if (!answer.ok) return
    }
    onDone(key)
  }
  const onSubmit = (event: SubmitEvent) => {
    event.preventDefault()
    void submit()
  }
  const refused = save.refused ?? revise.refused
  return (
    <Panel title={t(before === null ? 'hunts.write' : 'hunts.revise')}>
      <form className="hunt-form" onSubmit={onSubmit} aria-label={t(before === null ? 'hunts.write' : 'hunts.revise')}>
        <LineField label={t('hunts.field.title')} value={title} onChange={setTitle} />
        <Textarea
          label={t('hunts.field.hypothesis')}
          description={t('hunts.field.hypothesis.hint')}
          value={hypothesis}
          required
          maxLength={2000}
          autosize
          minRows={2}
          onChange={(event) => setHypothesis(event.currentTarget.value)}
        />
        <QuestionField text={text} onText={setText} isOfEventsOnly={isCentral} />
        <div className="hunt-row">
          <NumberInput label={t('hunts.field.days')} value={days} min={1} max={400} required onChange={setDays} />
          <TextInput
            label={t('hunts.field.techniques')}
            description={t('hunts.field.techniques.hint')}
            value={techniques}
            onChange={(event) => setTechniques(event.currentTarget.value)}
          />
        </div>
        <div className="hunt-row">
          <NativeSelect
            label={t('hunts.field.schedule')}
            value={every}
            data={(['', 'day', 'week'] as const).map((value) => ({
              value,
              label: t(value === '' ? 'hunts.schedule.none' : `hunts.every.${value}`),
            }))}
            onChange={(event) =>
              setEvery((['day', 'week'] as const).find((one) => one === event.currentTarget.value) ?? '')
            }
          />
          {every === 'week' ? (
            <NativeSelect
              label={t('hunts.field.weekday')}
              value={String(weekday)}
              data={WEEKDAYS.map((value) => ({ value: String(value), label: t(`hunts.weekday.${value}`) }))}
              onChange={(event) => setWeekday(Number(event.currentTarget.value))}
            />
          ) : null}
          {every === '' ? null : (
            <TextInput
              type="time"
              label={t('hunts.field.time')}
              value={time}
              required
              onChange={(event) => setTime(event.currentTarget.value)}
            />
          )}
        </div>
        {domains.length > 1 ? (
          <fieldset className="hunt-domains">
            <legend>{t('hunts.field.domains')}</legend>
            {domains.map((domain) => (
              <Checkbox
                key={domain}
                label={t(`access.domain.${domain}`)}
                checked={chosen.includes(domain)}
                onChange={(event) =>
                  setChosen(
                    event.currentTarget.checked ? [...chosen, domain] : chosen.filter((each) => each !== domain),
                  )
                }
              />
            ))}
          </fieldset>
        ) : null}
        {faults.length === 0 ? null : (
          <ul role="alert">
            {faults.map((each) => (
              <li key={each}>{each}</li>
            ))}
          </ul>
        )}
        {refused === null ? null : <RefusedNotice refused={refused} />}
        <div className="hunt-acts">
          <Button type="submit" loading={save.isRunning || revise.isRunning}>
            {t('hunts.save')}
          </Button>
          <Button variant="default" onClick={() => onDone(null)}>
            {t('ui.cancel')}
          </Button>
        </div>
      </form>
    </Panel>
  )
}
