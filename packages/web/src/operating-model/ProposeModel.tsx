// Proposes another model or another independence: the difference is shown before anything is asked of anybody.
import { Button, Checkbox, Radio, Textarea, TextInput } from '@mantine/core'
import { type OperatingModelView, previewModel, proposeModel } from '@penstock/contract/operating-model'
import { CONSEQUENCES, Consequence, type Independence, SOC_MODELS } from '@penstock/model/operating-model'
import { useWrite } from '@penstock/web/api'
import { t } from '@penstock/web/messages'
import { Panel, RefusedNotice, showToast } from '@penstock/web/ui'
import { type SubmitEvent, useState } from 'react'
import { useAnswers } from './answers.ts'
import { Changes } from './Changes.tsx'

const ALL = '*'

export function ProposeModel({ view }: { readonly view: OperatingModelView }) {
  const preview = useWrite(previewModel)
  const propose = useWrite(proposeModel)
  const [to, setTo] = useState(view.model)
  const [duty, setDuty] = useState(() => dutyOf(view.independence))
  const [reason, setReason] = useState('')
  const [answers] = useAnswers()
  const answered = Object.keys(answers).length
  const [isKept, setKept] = useState(answered > 0)
  const [changes, setChanges] = useState<Awaited<ReturnType<typeof preview.run>> | null>(null)
  const independence = independenceOf(duty)
  const isWhole = independence !== undefined
  const change =
    <T,>(set: (value: T) => void) =>
    (value: T) => {
      set(value)
      setChanges(null)
    }
  const show = async () => {
    if (isWhole) setChanges(await preview.run({ body: { to, independence } }))
  }
  const submit = async (event: SubmitEvent) => {
    event.preventDefault()
    if (!isWhole) return
    const answer = await propose.run({
      body: {
        to,
        independence,
        reason: reason.trim(),
        ...(isKept && answered > 0 ? { answers: { ...answers } } : {}),
      },
    })
    if (answer.ok) showToast({ text: t('model.proposed') })
  }
  const refused = propose.refused ?? preview.refused
  return (
    <Panel title={t('model.propose')}>
      <form className="form" onSubmit={(event) => void submit(event)}>
        <p className="muted">{t('model.propose.lead')}</p>
        <Radio.Group
          label={t('model.to')}
          value={to}
          onChange={(value) => change(setTo)(SOC_MODELS.find((one) => one === value) ?? to)}
        >
          <div className="row">
            {SOC_MODELS.map((one) => (
              <Radio key={one} value={one} label={t(`model.name.${one}`)} />
            ))}
          </div>
        </Radio.Group>
        <DutyFields duty={duty} sites={view.sites} onChange={change(setDuty)} />
        <Button
          variant="default"
          className="model-show"
          loading={preview.isRunning}
          disabled={!isWhole}
          onClick={() => void show()}
        >
          {t('model.preview')}
        </Button>
        {changes?.ok === true ? <Changes changes={changes.value.changes} /> : null}
        <Textarea
          label={t('model.reason')}
          value={reason}
          required
          maxLength={500}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        <Checkbox
          label={t('model.keep-answers', { count: answered })}
          description={t('model.keep-answers.hint')}
          checked={isKept && answered > 0}
          disabled={answered === 0}
          onChange={(event) => setKept(event.currentTarget.checked)}
        />
        {refused === null ? null : <RefusedNotice refused={refused} />}
        <Button
          type="submit"
          loading={propose.isRunning}
          disabled={changes?.ok !== true || reason.trim() === '' || !isWhole}
        >
          {t('model.propose.do')}
        </Button>
      </form>
    </Panel>
  )
}

interface Duty {
  readonly isThere: boolean
  readonly regime: string
  readonly consequences: readonly Consequence[]
  readonly sites: readonly string[]
}

function dutyOf(independence: Independence | null): Duty {
  if (independence === null) return { isThere: false, regime: '', consequences: [], sites: [ALL] }
  const { regime, consequences, sites } = independence
  return { isThere: true, regime, consequences, sites: sites === '*' ? [ALL] : sites }
}

/** Null for none; undefined while something is left out. */
function independenceOf({ isThere, regime, consequences, sites }: Duty): Independence | null | undefined {
  if (!isThere) return null
  if (regime.trim() === '' || consequences.length === 0 || sites.length === 0) return undefined
  return {
    regime: regime.trim(),
    consequences: [...consequences],
    sites: sites.includes(ALL) ? '*' : [...sites],
  }
}

function DutyFields(props: {
  readonly duty: Duty
  readonly sites: readonly string[]
  readonly onChange: (duty: Duty) => void
}) {
  const { duty, sites, onChange } = props
  return (
    <fieldset className="model-duty">
      <legend>{t('model.independence')}</legend>
      <Checkbox
        label={t('model.duty.is-there')}
        checked={duty.isThere}
        onChange={(event) => onChange({ ...duty, isThere: event.currentTarget.checked })}
      />
      {duty.isThere ? (
        <>
          <TextInput
            label={t('model.duty.regime')}
            description={t('model.duty.regime.hint')}
            value={duty.regime}
            required
            maxLength={120}
            onChange={(event) => onChange({ ...duty, regime: event.currentTarget.value })}
          />
          <Checkbox.Group
            label={t('model.duty.consequences')}
            description={t('model.duty.consequences.hint')}
            value={[...duty.consequences]}
            onChange={(chosen) =>
              onChange({ ...duty, consequences: Consequence.options.filter((one) => chosen.includes(one)) })
            }
          >
            {Consequence.options.map((one) => (
              <Checkbox
                key={one}
                value={one}
                mt={8}
                label={t(`model.consequence.${one}`)}
                description={CONSEQUENCES[one]}
              />
            ))}
          </Checkbox.Group>
          <Checkbox.Group
            label={t('model.duty.sites')}
            value={[...duty.sites]}
            onChange={(chosen) => onChange({ ...duty, sites: chosen })}
          >
            <div className="row">
              <Checkbox value={ALL} label={t('model.sites.all')} />
              {sites.map((site) => (
                <Checkbox key={site} value={site} label={site} disabled={duty.sites.includes(ALL)} />
              ))}
            </div>
          </Checkbox.Group>
        </>
      ) : null}
    </fieldset>
  )
}
