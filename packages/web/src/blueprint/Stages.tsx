// The staged roadmap: each stage with its owner, its day, what it must prove, and its parts as the graph shows them.
import type { StageView } from '@penstock/contract/blueprint'
import { t } from '@penstock/web/messages'
import { Chip, Empty, Panel, showUnseen, WireText } from '@penstock/web/ui'
import { useState } from 'react'
import type { BlueprintTold } from './InForce.tsx'

export function Stages({ told: { stages, heldAt } }: { readonly told: BlueprintTold }) {
  return (
    <Panel title={t('blueprint.stages')}>
      {stages.length === 0 ? (
        <Empty kind="yet" title={heldAt === null ? t('blueprint.held.not-yet') : t('blueprint.stages.none')}>
          {heldAt === null ? undefined : t('blueprint.stages.none.next')}
        </Empty>
      ) : (
        <ol className="blueprint-stages">
          {stages.map((stage) => (
            <li key={stage.id}>
              <Stage stage={stage} />
            </li>
          ))}
        </ol>
      )}
    </Panel>
  )
}

function Stage({ stage }: { readonly stage: StageView }) {
  const { id, name, owner, due, proves, state, isOverdue, parts } = stage
  const [isOpen, setOpen] = useState(false)
  const done = parts.filter((part) => part.state === 'done').length
  return (
    <details open={isOpen} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        <b>
          <WireText text={id} /> {showUnseen(name)}
        </b>{' '}
        <Chip tone={state === 'done' ? 'plain' : 'strong'}>{t(`blueprint.state.${state}`)}</Chip>
        {isOverdue ? <Chip tone="strong">{t('blueprint.overdue')}</Chip> : null}{' '}
        <span className="muted">
          {t('blueprint.stage.line', { owner: showUnseen(owner), due, done, total: parts.length })}
        </span>
      </summary>
      {proves === '' ? null : <p>{t('blueprint.stage.proves', { proves: showUnseen(proves) })}</p>}
      <ul className="blueprint-parts">
        {parts.map((part) => (
          <li key={`${part.kind} ${part.object}`}>
            <Chip tone={part.state === 'done' ? 'plain' : 'strong'}>{t(`blueprint.state.${part.state}`)}</Chip>{' '}
            {t(`blueprint.part.${part.kind}`)} <WireText text={part.object} />
            {part.because === null ? null : <span className="muted">: {t(`blueprint.kind.${part.because}`)}</span>}
          </li>
        ))}
      </ul>
    </details>
  )
}
