// The stretches that a live sensor listened to, by its own clock, and what that clock did. Lengths come from the clock that never
// jumps, so that a stretch is never negative and two that follow each other meet.
import { type EpochMicros, micros } from '@penstock/model/kernel'
import type { AnomalySeen, Stretch } from '@penstock/model/observations'

/** A difference beyond this between the two clocks is a jump and not drift; one second in microseconds. */
const JUMP_MICROS = 1_000_000

export interface Clocks {
  /** The time of day, which somebody may set. */
  readonly wall: () => EpochMicros
  /** Microseconds since some instant, never backwards. */
  readonly steady: () => number
}

export const SYSTEM_CLOCKS: Clocks = {
  wall: () => micros(Date.now() * 1000),
  steady: () => Math.round(performance.now() * 1000),
}

export class LiveWatch {
  private readonly clocks: Clocks
  private wall: EpochMicros
  private steady: number

  constructor(clocks: Clocks) {
    this.clocks = clocks
    this.wall = clocks.wall()
    this.steady = clocks.steady()
  }

  /** Microseconds since the last stretch ended. */
  get elapsed(): number {
    return this.clocks.steady() - this.steady
  }

  /** The stretch since the last one, and the jump of the clock within it, if it made one. */
  take(): { readonly stretch: Stretch; readonly jump: AnomalySeen | null } {
    const wall = this.clocks.wall()
    const steady = this.clocks.steady()
    const elapsed = Math.max(0, steady - this.steady)
    const ahead = wall - this.wall - elapsed
    this.wall = wall
    this.steady = steady
    return {
      stretch: { from: micros(wall - elapsed), to: wall },
      jump: Math.abs(ahead) > JUMP_MICROS ? jumpOf(ahead, wall) : null,
    }
  }
}

function jumpOf(ahead: number, at: EpochMicros): AnomalySeen {
  const way = ahead > 0 ? 'forward' : 'back'
  const detail = `the clock of the sensor went ${way} by ${(Math.abs(ahead) / 1_000_000).toFixed(1)} s`
  return { kind: `sensor-clock-${way}`, count: 1, detail, proof: { file: 0, frame: 1, at, offset: 0, length: 0 } }
}
