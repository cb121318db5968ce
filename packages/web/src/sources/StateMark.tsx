// The state of a source as a shape and a word. No hue: a severity is for detections, and this is none yet.
import type { SourceState } from '@penstock/model/sources'
import { t } from '@penstock/web/messages'
import {
  IconAlertTriangle,
  IconArrowRight,
  IconBan,
  IconCircleDashed,
  IconFileUnknown,
  IconQuestionMark,
  IconVolume3,
} from '@tabler/icons-react'

const SHAPES: Readonly<Record<SourceState, typeof IconBan>> = {
  revoked: IconBan,
  quarantined: IconAlertTriangle,
  unknown: IconQuestionMark,
  'never-heard': IconCircleDashed,
  silent: IconVolume3,
  unreadable: IconFileUnknown,
  sending: IconArrowRight,
}
/** States that ask for a person. */
const LOUD: ReadonlySet<SourceState> = new Set(['quarantined', 'unknown', 'silent', 'unreadable'])

export function StateMark({ state, count }: { readonly state: SourceState; readonly count?: number }) {
  const Shape = SHAPES[state]
  return (
    <span className="source-state" data-loud={LOUD.has(state)}>
      <Shape aria-hidden="true" size={16} stroke={1.75} />
      {t(`sources.state.${state}`)}
      {count === undefined ? null : <span className="faint">{count}</span>}
    </span>
  )
}
