// The question of a hunt, twice: as rows that the keyboard fills, and as text in its exact form. Faults of the text name their place.
import { Button, NativeSelect, Textarea, TextInput } from '@mantine/core'
import {
  CONVERSATION_COLUMNS,
  HUNT_COLUMNS,
  HuntSubject,
  OPERATION_COLUMNS,
  readQuestion,
  subjectOf,
} from '@penstock/model/hunts'
import { t } from '@penstock/web/messages'
import { useId, useState } from 'react'
import { type FilterRow, type FilterRows, firstRow, ONE_ROW, questionOf, ROW_OPERATORS, rowsOf } from './filter-rows.ts'

export const NEW_QUESTION = JSON.stringify(questionOf(ONE_ROW, {}), null, 2)

/** Fields that are offered; of events any name of the source's own can be written too. */
const OFFERED: Readonly<Record<HuntSubject, readonly string[]>> = {
  events: [...HUNT_COLUMNS, 'ocsf.ot.operation', 'ocsf.ot.protocol', 'fields.EventID'],
  conversations: CONVERSATION_COLUMNS,
  operations: OPERATION_COLUMNS,
}

interface Field {
  readonly text: string
  readonly onText: (text: string) => void
  /** A central team asks of events only: what sensors saw is not open to it. */
  readonly isOfEventsOnly: boolean
}

export function QuestionField({ text, onText, isOfEventsOnly }: Field) {
  const read = readQuestion(text)
  const [rows, setRows] = useState<FilterRows | null>(read.ok ? rowsOf(read.value.where) : null)
  const { where: _where, ...beside } = read.ok ? read.value : { where: null }
  const [of, setOf] = useState<HuntSubject>(read.ok ? subjectOf(read.value) : 'events')
  /** Fields of another subject are others: it begins anew. */
  const ask = (next: HuntSubject) => {
    const rows = firstRow(OFFERED[next][0] ?? '')
    setOf(next)
    setRows(rows)
    onText(JSON.stringify(questionOf(rows, next === 'events' ? {} : { of: next }), null, 2))
  }
  const write = (next: FilterRows) => {
    setRows(next)
    onText(JSON.stringify(questionOf(next, beside), null, 2))
  }
  const writeText = (next: string) => {
    const given = readQuestion(next)
    setRows(given.ok ? rowsOf(given.value.where) : null)
    if (given.ok) setOf(subjectOf(given.value))
    onText(next)
  }
  return (
    <fieldset className="hunt-question">
      <legend>{t('hunts.field.question')}</legend>
      {isOfEventsOnly ? null : (
        <NativeSelect
          label={t('hunts.field.subject')}
          value={of}
          data={HuntSubject.options.map((value) => ({ value, label: t(`hunts.subject.${value}`) }))}
          onChange={(event) => ask(HuntSubject.options.find((one) => one === event.currentTarget.value) ?? 'events')}
        />
      )}
      {rows === null ? (
        <p className="faint">{t(read.ok ? 'hunts.rows.too-deep' : 'hunts.rows.unread')}</p>
      ) : (
        <Rows rows={rows} offered={OFFERED[of]} onRows={write} />
      )}
      <Textarea
        label={t('hunts.field.text')}
        description={t('hunts.field.text.hint')}
        value={text}
        autosize
        minRows={4}
        maxRows={16}
        classNames={{ input: 'hunt-exact' }}
        error={
          read.ok
            ? undefined
            : read.faults
                .map(({ place, message }) => (place === '' ? message : t('hunts.fault', { place, message })))
                .join('; ')
        }
        onChange={(event) => writeText(event.currentTarget.value)}
      />
    </fieldset>
  )
}

function Rows({
  rows: { join, rows },
  offered,
  onRows,
}: {
  readonly rows: FilterRows
  readonly offered: readonly string[]
  readonly onRows: (rows: FilterRows) => void
}) {
  const fields = useId()
  const change = (at: number, next: Partial<FilterRow>) =>
    onRows({ join, rows: rows.map((row, index) => (index === at ? { ...row, ...next } : row)) })
  return (
    <>
      <datalist id={fields}>
        {offered.map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
      {rows.length < 2 ? null : (
        <NativeSelect
          label={t('hunts.join')}
          value={join}
          data={(['all', 'any'] as const).map((value) => ({ value, label: t(`hunts.join.${value}`) }))}
          onChange={(event) => onRows({ join: event.currentTarget.value === 'any' ? 'any' : 'all', rows })}
        />
      )}
      {rows.map((row, at) => (
        <div className="hunt-row" key={at}>
          <TextInput
            label={t('hunts.row.field', { number: at + 1 })}
            value={row.field}
            list={fields}
            onChange={(event) => change(at, { field: event.currentTarget.value })}
          />
          <NativeSelect
            label={t('hunts.row.operator', { number: at + 1 })}
            value={row.op}
            data={ROW_OPERATORS.map((value) => ({ value, label: t(`hunts.operator.${value}`) }))}
            onChange={(event) =>
              change(at, { op: ROW_OPERATORS.find((one) => one === event.currentTarget.value) ?? 'is' })
            }
          />
          {row.op === 'there' ? null : (
            <TextInput
              label={t('hunts.row.value', { number: at + 1 })}
              value={row.value}
              onChange={(event) => change(at, { value: event.currentTarget.value })}
            />
          )}
          {rows.length < 2 ? null : (
            <Button
              variant="default"
              aria-label={t('hunts.row.drop', { number: at + 1 })}
              onClick={() => onRows({ join, rows: rows.filter((_, index) => index !== at) })}
            >
              {t('hunts.row.drop-short')}
            </Button>
          )}
        </div>
      ))}
      <div>
        <Button
          variant="default"
          size="compact-sm"
          onClick={() => onRows({ join, rows: [...rows, { field: offered[0] ?? '', op: 'is', value: '' }] })}
        >
          {t('hunts.row.add')}
        </Button>
      </div>
    </>
  )
}
