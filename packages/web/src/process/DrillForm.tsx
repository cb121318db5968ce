// A drill as it is recorded: what was taken away from which function, what was measured, and where the record lies.
import { Button, Checkbox, NativeSelect, NumberInput, Textarea, TextInput } from '@mantine/core'
import { type NewDrill, recordDrill } from '@penstock/contract/process'
import { useWrite } from '@penstock/web/api'
import { t } from '@penstock/web/messages'
import { RefusedNotice, showToast } from '@penstock/web/ui'
import { type SubmitEvent, useState } from 'react'
import { HoursField } from './HoursField.tsx'
import type { Names } from './names.ts'
import type { Network } from './told.ts'

export interface DrillAbout {
  readonly function: string
  readonly input: string | null
}

type Entered = Omit<NewDrill, 'evidence'> & { readonly evidence: string }

export function DrillForm(props: {
  readonly about: DrillAbout
  readonly network: Network
  readonly names: Names
  readonly onDone: () => void
}) {
  const { about, network, names, onDone } = props
  const [entered, setEntered] = useState<Entered>(() => ({
    ...{ function: about.function, input: about.input, what: '', on: network.asOf.slice(0, 10), by: '', heldH: null },
    ...{ isAtLeast: false, restoreH: null, keptShare: null, isMinimumHeld: null, evidence: '' },
  }))
  const { run, isRunning, refused } = useWrite(recordDrill)
  const set = (next: Partial<Entered>) => setEntered({ ...entered, ...next })
  const inputs = names.functionOf(entered.function)?.inputs ?? []
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    const { evidence, heldH, isAtLeast, ...told } = entered
    const isHeld = told.input !== null
    const body: NewDrill = {
      ...told,
      heldH: isHeld ? heldH : null,
      isAtLeast: isHeld && isAtLeast,
      evidence: evidence.trim() === '' ? null : evidence,
    }
    void run({ params: { site: network.site }, body }).then((answer) => {
      if (!answer.ok) return
      showToast({ text: t('process.drill.kept-record') })
      onDone()
    })
  }
  return (
    <form className="process-form" onSubmit={submit}>
      <NativeSelect
        label={t('process.column.function')}
        value={entered.function}
        data={network.functions.map(({ id }) => ({ value: id, label: names.nameOf(id) }))}
        onChange={({ currentTarget }) => set({ function: currentTarget.value, input: null })}
      />
      <NativeSelect
        label={t('process.drill.taken')}
        value={entered.input ?? ''}
        data={[
          { value: '', label: t('process.drill.itself') },
          ...inputs.map(({ name }) => ({ value: name, label: t('process.drill.input', { input: name }) })),
        ]}
        onChange={({ currentTarget }) => set({ input: currentTarget.value === '' ? null : currentTarget.value })}
      />
      <Textarea
        label={t('process.drill.what')}
        description={t('process.drill.what.hint')}
        value={entered.what}
        required
        maxLength={2000}
        onChange={({ currentTarget }) => set({ what: currentTarget.value })}
      />
      <TextInput
        label={t('process.drill.day')}
        type="date"
        value={entered.on}
        required
        onChange={({ currentTarget }) => set({ on: currentTarget.value })}
      />
      <TextInput
        label={t('process.drill.by')}
        value={entered.by}
        required
        maxLength={400}
        onChange={({ currentTarget }) => set({ by: currentTarget.value })}
      />
      {entered.input === null ? null : (
        <>
          <HoursField
            label={t('process.drill.held')}
            hint={t('process.drill.held.hint')}
            value={entered.heldH}
            onValue={(heldH) => set({ heldH })}
          />
          <Checkbox
            label={t('process.drill.still-ran')}
            checked={entered.isAtLeast}
            onChange={({ currentTarget }) => set({ isAtLeast: currentTarget.checked })}
          />
        </>
      )}
      <HoursField
        label={t('process.drill.restore')}
        hint={t('process.drill.restore.hint')}
        value={entered.restoreH}
        onValue={(restoreH) => set({ restoreH })}
      />
      <NumberInput
        label={t('process.drill.kept')}
        description={t('process.drill.kept.hint')}
        suffix=" %"
        min={0}
        max={100}
        hideControls
        value={entered.keptShare === null ? '' : entered.keptShare * 100}
        onChange={(value) => set({ keptShare: typeof value === 'number' ? value / 100 : null })}
      />
      <NativeSelect
        label={t('process.drill.minimum')}
        description={names.functionOf(entered.function)?.minimum ?? undefined}
        value={entered.isMinimumHeld === null ? '' : String(entered.isMinimumHeld)}
        data={[
          { value: '', label: t('process.drill.minimum.unseen') },
          { value: 'true', label: t('process.drill.minimum.yes') },
          { value: 'false', label: t('process.drill.minimum.no') },
        ]}
        onChange={({ currentTarget: { value } }) => set({ isMinimumHeld: value === '' ? null : value === 'true' })}
      />
      <TextInput
        label={t('process.drill.evidence')}
        description={t('process.drill.evidence.hint')}
        value={entered.evidence}
        maxLength={1000}
        onChange={({ currentTarget }) => set({ evidence: currentTarget.value })}
      />
      {refused === null ? null : <RefusedNotice refused={refused} />}
      <Button type="submit" loading={isRunning}>
        {t('process.drill.record')}
      </Button>
    </form>
  )
}
