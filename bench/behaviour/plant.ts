// The process behind the labelled traffic: a tank whose level the control room holds over the network, and a reactor that a controller
// keeps at its set temperature while a second one cools it. Simple, but it has inertia: between a wrong command and its effect lie minutes.
export interface Bounds {
  readonly low: number
  readonly high: number
}

/** Metres and degrees Celsius: outside of these the process is harmed. */
export const SAFE_LEVEL: Bounds = { low: 1, high: 3 }
export const SAFE_TEMPERATURE: Bounds = { low: 30, high: 75 }

/** Seconds in which the reactor takes 63 % of a step of its set temperature. */
const TIME_CONSTANT_S = 600
/** Kelvin a second that the reaction gives when nothing cools it. */
const REACTION_K_PER_S = 0.08
/** Metres a second of the tank's level for a difference of one between inflow and outflow. */
const LEVEL_PER_FLOW = 0.004
const STEP_S = 1

export class Plant {
  temperature = 50
  setTemperature = 50
  level = 2
  /** In parts of the usual flow. */
  inflow = 1
  pump = 1
  isCooled = true
  /** The first controller takes no command: it is flooded, or they do not reach it. */
  isDeaf = false
  /** When it left its safe bounds, since the last time that it was asked to look; seconds. */
  harmedAt: number | null = null
  private at: number

  constructor(at: number) {
    this.at = at
  }

  /** Time passes until `to`, in seconds. */
  pass(to: number): void {
    while (this.at < to) {
      const step = Math.min(STEP_S, to - this.at)
      const relaxing = (this.setTemperature - this.temperature) / TIME_CONSTANT_S
      this.temperature += step * (relaxing + (this.isCooled ? 0 : REACTION_K_PER_S))
      this.level = Math.min(4, Math.max(0, this.level + step * LEVEL_PER_FLOW * (this.inflow - this.pump)))
      this.at += step
      if (this.harmedAt === null && !this.isSafe) this.harmedAt = this.at
    }
  }

  get isSafe(): boolean {
    return isWithin(SAFE_LEVEL, this.level) && isWithin(SAFE_TEMPERATURE, this.temperature)
  }

  /** What the control room makes of what it reads: it feeds the inflow forward and corrects the level. */
  wantedPump(): number {
    return Math.max(0.2, Math.min(2, this.inflow + 0.3 * (this.level - 2)))
  }

  /** People bring it back. */
  recover(setTemperature: number): void {
    Object.assign(this, { temperature: setTemperature, setTemperature, level: 2, pump: this.inflow })
    Object.assign(this, { isCooled: true, isDeaf: false, harmedAt: null })
  }
}

function isWithin({ low, high }: Bounds, value: number): boolean {
  return low <= value && value <= high
}
