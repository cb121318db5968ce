// What was watched over a window: filled where somebody listened, hatched where nobody did, empty before the sensor was enrolled.
// The picture says what the list of gaps beside it says.
import type { StretchView } from '@penstock/contract/sensors'
import { formatShare, t } from '@penstock/web/messages'
import { useId } from 'react'

const WIDTH = 1000
const HEIGHT = 24
/** A gap shorter than this share of the window is drawn this wide, so that it is seen. */
const LEAST = 3

export function Timeline(props: {
  readonly window: StretchView
  readonly watched: readonly StretchView[]
  readonly gaps: readonly StretchView[]
  readonly share: number | null
}) {
  const hatch = useId()
  const from = Date.parse(props.window.from)
  const span = Math.max(1, Date.parse(props.window.to) - from)
  const place = (stretch: StretchView) => {
    const x = ((Date.parse(stretch.from) - from) / span) * WIDTH
    const end = ((Date.parse(stretch.to) - from) / span) * WIDTH
    const width = Math.max(LEAST, end - x)
    return { x: Math.max(0, Math.min(x, WIDTH - width)), width }
  }
  const share = props.share === null ? t('sensors.share.none') : formatShare(props.share)
  return (
    <svg
      className="sensor-timeline"
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={t('sensors.timeline', { share, gaps: props.gaps.length })}
    >
      <defs>
        <pattern id={hatch} width="8" height="8" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <line className="sensor-hatch" x1="0" y1="0" x2="0" y2="8" />
        </pattern>
      </defs>
      <rect className="sensor-frame" x="0" y="0" width={WIDTH} height={HEIGHT} />
      {props.watched.map((stretch) => (
        <rect key={`w${stretch.from}`} className="sensor-watched" y="4" height={HEIGHT - 8} {...place(stretch)} />
      ))}
      {props.gaps.map((stretch) => (
        <g key={`g${stretch.from}`}>
          <rect className="sensor-gap" y="0" height={HEIGHT} {...place(stretch)} />
          <rect fill={`url(#${hatch})`} y="0" height={HEIGHT} {...place(stretch)} />
        </g>
      ))}
    </svg>
  )
}
