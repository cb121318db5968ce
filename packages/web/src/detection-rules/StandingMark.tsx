// How a rule stands, as a shape and a word.
import type { RuleRow } from '@penstock/contract/detection-rules'
import { t } from '@penstock/web/messages'
import { IconAlertTriangle, IconArrowRight, IconPlayerPause } from '@tabler/icons-react'

const SHAPES = { enabled: IconArrowRight, disabled: IconPlayerPause, faulty: IconAlertTriangle } as const

export function StandingMark({ standing }: Pick<RuleRow, 'standing'>) {
  const Shape = SHAPES[standing]
  return (
    <span className="rules-standing" data-loud={standing === 'faulty'}>
      <Shape aria-hidden="true" size={16} stroke={1.75} />
      {t(`rules.standing.${standing}`)}
    </span>
  )
}
