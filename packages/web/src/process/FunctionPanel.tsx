// One function: what it needs with its stocks, what needs it, its targets, and the assets that carry it.
import { Button } from '@mantine/core'
import type { FunctionView, HoldUpView } from '@penstock/contract/process'
import { t } from '@penstock/web/messages'
import { Facts, Panel, showUnseen, Unknown, WireOrUnknown, WireText } from '@penstock/web/ui'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { suppliersOf } from './layout.ts'
import type { Names } from './names.ts'
import type { Network } from './told.ts'
import { useProcess } from './use-process.ts'
import { hoursText } from './words.ts'

export function FunctionPanel(props: {
  readonly network: Network
  readonly names: Names
  readonly one: FunctionView
  readonly onClose: () => void
}) {
  const { network, names, one, onClose } = props
  const { down, setDown, change } = useProcess()
  const users = network.functions.filter((each) => suppliersOf(each).includes(one.id))
  const open = (id: string) => change({ open: id })
  const hours = (value: number | null) => (value === null ? <Unknown /> : hoursText(value))
  return (
    <Panel
      title={names.nameOf(one.id)}
      className="function-panel"
      aside={
        <Button variant="subtle" size="compact-sm" onClick={onClose}>
          {t('process.close')}
        </Button>
      }
    >
      <Facts
        items={[
          [t('process.id'), <WireText key="id" text={one.id} isMono />],
          [t('process.column.type'), t(`process.type.${one.type}`)],
          [t('process.owner'), <WireOrUnknown key="owner" text={one.owner} />],
          [t('process.restart'), hours(one.restartH)],
          [t('process.column.rto'), hours(one.rtoH)],
          [t('process.column.mtpd'), hours(one.mtpdH)],
          [t('process.minimum'), <WireOrUnknown key="minimum" text={one.minimum} />],
          [t('process.workaround'), <Workaround key="workaround" one={one} />],
        ]}
      />
      <Part title={t('process.needs-functions')} count={one.inputs.length}>
        {one.inputs.map(({ name, suppliers, k, bufferH }) => (
          <li key={name}>
            <b>{showUnseen(name)}</b> {t('process.k-of', { k, count: new Set(suppliers).size })}
            {bufferH === 0 ? '' : ` · ${t('process.stock-of', { hours: hoursText(bufferH) })}`}
            <Measured holdUp={network.holdUps.find((each) => each.function === one.id && each.input === name)} />
            <Units units={suppliers} names={names} onOpen={open} />
          </li>
        ))}
      </Part>
      <Part title={t('process.needs-assets')} count={one.own.length}>
        {one.own.map(({ name, assets, k }) => (
          <li key={name}>
            <b>{showUnseen(name)}</b> {t('process.k-of', { k, count: new Set(assets).size })}
            <Units units={assets} names={names} onOpen={open} />
          </li>
        ))}
      </Part>
      <Part title={t('process.needed-by')} count={users.length}>
        <li>
          <Units units={users.map(({ id }) => id)} names={names} onOpen={open} />
        </li>
      </Part>
      {down.includes(one.id) ? null : (
        <Button variant="default" onClick={() => setDown([...down, one.id], { answer: undefined })}>
          {t('process.take-down')}
        </Button>
      )}
    </Panel>
  )
}

function Measured({ holdUp }: { readonly holdUp: HoldUpView | undefined }) {
  if (holdUp === undefined) return null
  const { on, declaredH } = holdUp
  return <p className="muted">{t('process.drill.in-place', { day: on, hours: hoursText(declaredH) })}</p>
}

function Workaround({ one: { workaround } }: { readonly one: FunctionView }) {
  if (workaround === null) return <Unknown />
  return (
    <>
      <WireText text={workaround.text} />
      {workaround.hours === 0
        ? null
        : ` · ${t('process.workaround.for', { hours: hoursText(workaround.hours), staff: workaround.staff })}`}
    </>
  )
}

function Part(props: { readonly title: string; readonly count: number; readonly children: ReactNode }) {
  return (
    <>
      <h3>{props.title}</h3>
      {props.count === 0 ? (
        <p className="muted">{t('process.none-of-it')}</p>
      ) : (
        <ul className="lines">{props.children}</ul>
      )}
    </>
  )
}

/** Functions open in the panel; assets lead to their page in the register. */
export function Units(props: {
  readonly units: readonly string[]
  readonly names: Names
  readonly onOpen: (id: string) => void
}) {
  const { units, names, onOpen } = props
  return (
    <ul className="process-units">
      {[...new Set(units)].map((id) => {
        const unit = names.unit(id)
        return (
          <li key={id}>
            {unit?.kind === 'function' ? (
              <button type="button" className="row-open" onClick={() => onOpen(id)}>
                {names.nameOf(id)}
              </button>
            ) : unit?.assetId == null ? (
              <WireText text={unit?.name ?? id} />
            ) : (
              <Link to="/assets/$assetId" params={{ assetId: unit.assetId }}>
                {names.nameOf(id)}
              </Link>
            )}
          </li>
        )
      })}
    </ul>
  )
}
