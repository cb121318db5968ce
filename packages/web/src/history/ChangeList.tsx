// What changed between two instants, as a list: a mark, the thing, and each field with what was before and after, source and date.
import { Button } from '@mantine/core'
import type { DiffItem, FieldDiff } from '@penstock/contract/drift'
import { findMessage, t } from '@penstock/web/messages'
import { Chip, Empty, Instant, WireOrUnknown, WireText } from '@penstock/web/ui'
import { Link } from '@tanstack/react-router'
import { ChangeMark } from './ChangeMark.tsx'
import { nameOfField } from './DiffTools.tsx'
import { lastValue } from './last-value.ts'
import type { Span } from './span.ts'
import './history.css'

export function ChangeList(props: {
  readonly items: readonly DiffItem[]
  readonly span: Span
  readonly onOpen?: ((item: DiffItem) => void) | undefined
}) {
  const { items, span, onOpen } = props
  if (items.length === 0) return <Empty kind="matches" title={t('history.changes.none')} />
  return (
    <ul className="changes-list" aria-label={t('history.changes')}>
      {items.map((item) => (
        <li key={`${item.kind} ${item.id}`} data-change={item.change}>
          <Line item={item} span={span} onOpen={onOpen} />
        </li>
      ))}
    </ul>
  )
}

function Line(props: {
  readonly item: DiffItem
  readonly span: Span
  readonly onOpen: ((item: DiffItem) => void) | undefined
}) {
  const { item, span, onOpen } = props
  const { kind, label, change, fields } = item
  return (
    <details open={change === 'changed'}>
      <summary>
        <ChangeMark change={change} isSilent />{' '}
        <b>
          <WireText text={kind === 'flow' ? flowLabel(item) : label} />
        </b>{' '}
        <Chip>{t(`history.kind.${kind}`)}</Chip>{' '}
        <span className="muted">
          {change === 'changed' ? t('history.fields', { count: fields.length }) : t(`history.change.${change}`)}
        </span>
      </summary>
      <FieldTable fields={fields} />
      <p className="changes-ways">
        {kind === 'asset' ? <AssetLink item={item} span={span} /> : null}
        {onOpen === undefined ? null : (
          <Button variant="default" size="compact-xs" onClick={() => onOpen(item)}>
            {t('history.open.map')}
          </Button>
        )}
      </p>
    </details>
  )
}

/** What was removed is shown as it was at the earlier instant. */
function AssetLink({ item, span }: { readonly item: DiffItem; readonly span: Span }) {
  const asOf = item.change === 'removed' ? span.from : span.to
  const search = asOf === undefined ? { asOf, clock: undefined } : { asOf, clock: span.clock }
  return (
    <Link to="/assets/$assetId" params={{ assetId: item.id }} search={search}>
      {t('history.open.asset')}
    </Link>
  )
}

function FieldTable({ fields }: { readonly fields: readonly FieldDiff[] }) {
  return (
    <div className="changes-scroll">
      <table className="changes-fields">
        <thead>
          <tr>
            <th scope="col">{t('history.field')}</th>
            <th scope="col">{t('history.before')}</th>
            <th scope="col">{t('history.after')}</th>
            <th scope="col">{t('history.source')}</th>
            <th scope="col">{t('history.held-at')}</th>
            <th scope="col">{t('history.learned-at')}</th>
          </tr>
        </thead>
        <tbody>
          {fields.map(({ field, before, after, source, heldAt, learnedAt }) => (
            <tr key={field}>
              <th scope="row">{nameOfField(field)}</th>
              <td>
                <WireOrUnknown text={inWords(field, before)} reason={t('history.nothing')} />
              </td>
              <td>
                <WireOrUnknown text={inWords(field, after)} reason={t('history.nothing')} />
              </td>
              <td>
                <WireText text={source} />
              </td>
              <td>
                <Instant at={heldAt} />
              </td>
              <td>
                <Instant at={learnedAt} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

/** Verdicts and rules have sentences; everything else stands as it was said. */
function inWords(field: string, value: string | null): string | null {
  return value === null ? null : (findMessage(`ui.${field}.${value}`) ?? value)
}

/** Traffic between two zones is named by its ends. */
function flowLabel({ label, fields }: DiffItem): string {
  const [a, b] = [lastValue(fields, 'zoneA'), lastValue(fields, 'zoneB')]
  return a === null || b === null ? label : `${a} ↔ ${b} ${label}`
}
