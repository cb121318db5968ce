// The state of a sensor as a shape and a word. No hue: a severity is for detections, and this is none yet.
import type { SensorState } from '@penstock/model/observations'
import { t } from '@penstock/web/messages'
import {
  IconAlertTriangle,
  IconBan,
  IconCircleDashed,
  IconDropletHalf,
  IconEar,
  IconQuestionMark,
  IconVolume3,
  IconWaveSine,
} from '@tabler/icons-react'

const SHAPES: Readonly<Record<SensorState, typeof IconEar>> = {
  revoked: IconBan,
  quarantined: IconAlertTriangle,
  unknown: IconQuestionMark,
  'never-heard': IconCircleDashed,
  silent: IconVolume3,
  lossy: IconDropletHalf,
  'no-traffic': IconWaveSine,
  listening: IconEar,
}
/** States that ask for a person. */
const LOUD: ReadonlySet<SensorState> = new Set(['quarantined', 'unknown', 'silent', 'lossy'])

export function StateMark({ state, count }: { readonly state: SensorState; readonly count?: number }) {
  const Shape = SHAPES[state]
  return (
    <span className="sensor-state" data-loud={LOUD.has(state)}>
      <Shape aria-hidden="true" size={16} stroke={1.75} />
      {t(`sensors.state.${state}`)}
      {count === undefined ? null : <span className="faint">{count}</span>}
    </span>
  )
}
