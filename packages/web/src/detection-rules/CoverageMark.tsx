// How a technique stands, as a shape and a word.
import type { CoverageStanding } from '@penstock/model/detections'
import { t } from '@penstock/web/messages'
import {
  IconCircleCheckFilled,
  IconCircleDashed,
  IconCircleDot,
  IconEye,
  IconPlugConnectedX,
} from '@tabler/icons-react'

const SHAPES = {
  covered: IconCircleCheckFilled,
  untested: IconCircleDot,
  'no-data': IconPlugConnectedX,
  'no-rule': IconEye,
  nothing: IconCircleDashed,
} as const

export function CoverageMark({
  standing,
  isShapeOnly = false,
}: {
  readonly standing: CoverageStanding
  readonly isShapeOnly?: boolean
}) {
  const Shape = SHAPES[standing]
  const word = t(`rules.coverage.${standing}`)
  return isShapeOnly ? (
    <Shape role="img" aria-label={word} size={16} stroke={1.75} className="rules-coverage-shape" />
  ) : (
    <span className="rules-standing">
      <Shape aria-hidden="true" size={16} stroke={1.75} />
      {word}
    </span>
  )
}
