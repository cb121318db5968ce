// Security levels of each zone and conduit: target, capability, achieved by evidence, what is missing, and what stands in until when.
import { Checkbox, NativeSelect, Textarea, TextInput } from '@mantine/core'
import { assessRequirement, type LevelSubjectView, readLevels, stateMeasure } from '@penstock/contract/zones'
import type { SiteKey } from '@penstock/model/kernel'
import { useMay, useRead, useWrite } from '@penstock/web/api'
import { formatCount, t } from '@penstock/web/messages'
import { Empty, Instant, Loaded, Panel, showToast, showUnseen, Unknown, WireText } from '@penstock/web/ui'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { ReasonField, StatedForm } from './StatedForm.tsx'

export function Levels({ site }: { readonly site: SiteKey }) {
  const read = useRead(readLevels, { params: { site } })
  const search = useSearch({ from: '/segmentation' })
  const navigate = useNavigate({ from: '/segmentation' })
  const mayState = useMay('zone:edit')
  const choose = (of: string) =>
    void navigate({ search: (before) => ({ ...before, of }), replace: true, resetScroll: false })
  return (
    <Loaded read={read} lines={10}>
      {({ subjects }) => {
        const chosen = subjects.find((one) => keyOf(one) === search.of) ?? subjects[0]
        if (chosen === undefined) return <Empty kind="yet" title={t('segmentation.levels.none')} />
        return (
          <div className="proposals">
            <Panel title={t('segmentation.levels')}>
              <p className="muted">{t('segmentation.levels.lead')}</p>
              <NativeSelect
                className="no-print"
                label={t('segmentation.levels.of')}
                value={keyOf(chosen)}
                data={subjects.map((one) => ({
                  value: keyOf(one),
                  label: `${showUnseen(one.id)} ${showUnseen(one.name)}`,
                }))}
                onChange={(event) => choose(event.currentTarget.value)}
              />
            </Panel>
            <Panel title={`${showUnseen(chosen.id)} ${showUnseen(chosen.name)}`}>
              <Standings subject={chosen} />
              <Stated subject={chosen} />
            </Panel>
            {mayState ? <State key={keyOf(chosen)} site={site} subject={chosen} /> : null}
          </div>
        )
      }}
    </Loaded>
  )
}

function keyOf({ kind, id }: LevelSubjectView): string {
  return `${kind}:${id}`
}

function Standings({ subject: { standings } }: { readonly subject: LevelSubjectView }) {
  if (standings.length === 0) return <Empty kind="yet" title={t('segmentation.levels.no-target')} />
  return (
    <table className="levels">
      <thead>
        <tr>
          <th scope="col">{t('segmentation.levels.requirement')}</th>
          <th scope="col">SL-T</th>
          <th scope="col">SL-C</th>
          <th scope="col">SL-A</th>
          <th scope="col">{t('segmentation.levels.gap')}</th>
          <th scope="col">{t('segmentation.levels.open-gap')}</th>
          <th scope="col">{t('segmentation.levels.measures')}</th>
        </tr>
      </thead>
      <tbody>
        {standings.map(({ requirement, target, capability, achieved, gap, openGap, closedBy, expired }) => (
          <tr key={requirement}>
            <th scope="row">{t(`segmentation.foundation.${requirement}`)}</th>
            <td>{formatCount(target)}</td>
            <td>{capability === null ? <Unknown /> : formatCount(capability)}</td>
            <td>{achieved === null ? t('segmentation.levels.not-assessed') : formatCount(achieved)}</td>
            <td>{gap === 0 ? '–' : formatCount(gap)}</td>
            <td>{openGap === 0 ? '–' : <b>{formatCount(openGap)}</b>}</td>
            <td>
              <WireText text={closedBy.join(', ')} />{' '}
              {expired.length === 0 ? null : (
                <b>{t('segmentation.levels.expired', { names: showUnseen(expired.join(', ')) })}</b>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function Stated({ subject: { assessments, measures } }: { readonly subject: LevelSubjectView }) {
  return (
    <>
      {assessments.length === 0 ? null : (
        <details>
          <summary>{t('segmentation.levels.assessments', { count: assessments.length })}</summary>
          <ul className="protocols">
            {assessments.map(({ requirement, level, isMet, evidence, by, byName, at }) => (
              <li key={requirement}>
                <WireText text={requirement} isMono />{' '}
                {t('segmentation.levels.asked-from', { level: formatCount(level) })}:{' '}
                <b>{t(isMet ? 'segmentation.levels.met' : 'segmentation.levels.not-met')}</b>{' '}
                {evidence.length === 0 ? (
                  t('segmentation.levels.no-evidence')
                ) : (
                  <WireText text={evidence.join(' · ')} />
                )}{' '}
                <span className="muted">
                  <WireText text={byName ?? by} />, <Instant at={at} />
                </span>
              </li>
            ))}
          </ul>
        </details>
      )}
      {measures.length === 0 ? null : (
        <details>
          <summary>{t('segmentation.levels.all-measures', { count: measures.length })}</summary>
          <ul className="protocols">
            {measures.map(({ name, requirement, level, reason, expiresOn, by, byName }) => (
              <li key={name}>
                <WireText text={name} />: {t(`segmentation.foundation.${requirement}`)} {formatCount(level)},{' '}
                <WireText text={reason} />, {t('segmentation.levels.until', { day: expiresOn })}{' '}
                <span className="muted">
                  <WireText text={byName ?? by} />
                </span>
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  )
}

const FOUNDATIONS = ['IAC', 'UC', 'SI', 'DC', 'RDF', 'TRE', 'RA'] as const
const LEVELS = ['1', '2', '3', '4']

function State({ site, subject }: { readonly site: SiteKey; readonly subject: LevelSubjectView }) {
  return (
    <Panel title={t('segmentation.levels.state')} className="no-print">
      <div className="level-forms">
        <AssessForm site={site} subject={subject} />
        <MeasureForm site={site} subject={subject} />
      </div>
    </Panel>
  )
}

function AssessForm({ site, subject }: { readonly site: SiteKey; readonly subject: LevelSubjectView }) {
  const { run, isRunning, refused } = useWrite(assessRequirement)
  const [requirement, setRequirement] = useState('')
  const [level, setLevel] = useState('1')
  const [isMet, setMet] = useState(true)
  const [evidence, setEvidence] = useState('')
  const submit = () => {
    const lines = evidence.split('\n').flatMap((line) => (line.trim() === '' ? [] : [line.trim()]))
    const body = { kind: subject.kind, subject: subject.id, requirement, level: Number(level), isMet, evidence: lines }
    void run({ params: { site }, body }).then((answer) => {
      if (!answer.ok) return
      showToast({ text: t('segmentation.levels.stated', { what: requirement }) })
      setRequirement('')
      setEvidence('')
    })
  }
  return (
    <StatedForm button={t('segmentation.levels.assess')} isRunning={isRunning} refused={refused} onSubmit={submit}>
      <TextInput
        label={t('segmentation.levels.sr')}
        description={t('segmentation.levels.sr.hint')}
        value={requirement}
        required
        pattern="SR [1-7]\.[0-9]{1,2}( RE [1-9])?"
        onChange={(event) => setRequirement(event.currentTarget.value)}
      />
      <NativeSelect
        label={t('segmentation.levels.lowest')}
        value={level}
        data={LEVELS}
        onChange={(event) => setLevel(event.currentTarget.value)}
      />
      <Checkbox
        label={t('segmentation.levels.is-met')}
        checked={isMet}
        onChange={(event) => setMet(event.currentTarget.checked)}
      />
      <Textarea
        label={t('segmentation.levels.evidence')}
        description={t('segmentation.levels.evidence.hint')}
        value={evidence}
        maxLength={5000}
        onChange={(event) => setEvidence(event.currentTarget.value)}
      />
    </StatedForm>
  )
}

function MeasureForm({ site, subject }: { readonly site: SiteKey; readonly subject: LevelSubjectView }) {
  const { run, isRunning, refused } = useWrite(stateMeasure)
  const [name, setName] = useState('')
  const [requirement, setRequirement] = useState<(typeof FOUNDATIONS)[number]>('IAC')
  const [level, setLevel] = useState('1')
  const [reason, setReason] = useState('')
  const [expiresOn, setExpiresOn] = useState('')
  const submit = () => {
    const stated = { name, requirement, level: Number(level), reason, expiresOn }
    const body = { kind: subject.kind, subject: subject.id, ...stated }
    void run({ params: { site }, body }).then((answer) => {
      if (!answer.ok) return
      showToast({ text: t('segmentation.levels.stated', { what: showUnseen(name) }) })
      setName('')
      setReason('')
    })
  }
  return (
    <StatedForm
      button={t('segmentation.levels.state-measure')}
      isRunning={isRunning}
      refused={refused}
      onSubmit={submit}
    >
      <TextInput
        label={t('segmentation.levels.measure')}
        description={t('segmentation.levels.measure.hint')}
        value={name}
        required
        maxLength={120}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <NativeSelect
        label={t('segmentation.levels.serves')}
        value={requirement}
        data={FOUNDATIONS.map((one) => ({ value: one, label: t(`segmentation.foundation.${one}`) }))}
        onChange={(event) => setRequirement(FOUNDATIONS.find((one) => one === event.currentTarget.value) ?? 'IAC')}
      />
      <NativeSelect
        label={t('segmentation.levels.gives')}
        value={level}
        data={LEVELS}
        onChange={(event) => setLevel(event.currentTarget.value)}
      />
      <TextInput
        label={t('segmentation.levels.last-day')}
        type="date"
        value={expiresOn}
        required
        onChange={(event) => setExpiresOn(event.currentTarget.value)}
      />
      <ReasonField value={reason} onChange={setReason} />
    </StatedForm>
  )
}
