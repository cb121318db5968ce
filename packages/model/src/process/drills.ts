// What drills measured of hold-up: how long a function really ran without an input, in place of what the plant states.
import type { Drill, PlantFile, PlantFunction } from '@penstock/model/plant'

/** Hold-up of an input by its drills, and the one that says so. */
export interface DrilledHoldUp {
  readonly function: string
  readonly input: string
  readonly declaredH: number
  readonly hours: number
  readonly drill: string
  readonly on: string
  /** It still ran when that drill ended. */
  readonly isAtLeast: boolean
}

type Drilled = Pick<PlantFile, 'functions' | 'drills'>

/** Drills by date, the earliest first; those of one day in the order in which they were recorded. */
export function byDate(drills: readonly Drill[]): readonly Drill[] {
  return drills.toSorted((a, b) => (a.on < b.on ? -1 : a.on > b.on ? 1 : 0))
}

/**
 * The hold-ups that drills measured, functions in the order of the plant. A drill that ended with the function still up shows a least, and
 * never shortens; one that saw it stop says how long, whatever was thought before.
 */
export function drilledHoldUps({ functions, drills }: Drilled): readonly DrilledHoldUp[] {
  const measured = byDate(drills).filter(({ input, heldH }) => input !== null && heldH !== null)
  return functions.flatMap(({ id, inputs }) =>
    inputs.flatMap(({ name, bufferH }) => {
      const [last] = measured
        .filter((drill) => drill.function === id && drill.input === name)
        .reduce<readonly DrilledHoldUp[]>((before, { id: drill, on, heldH, isAtLeast }) => {
          const knownH = before[0]?.hours ?? bufferH
          if (isAtLeast && heldH! < knownH) return before
          return [{ function: id, input: name, declaredH: bufferH, hours: heldH!, drill, on, isAtLeast }]
        }, [])
      return last === undefined ? [] : [last]
    }),
  )
}

/** The functions with the hold-ups that drills measured in place of those that the plant states. */
export function withDrilledHoldUps(plant: Drilled): readonly PlantFunction[] {
  const measured = new Map(drilledHoldUps(plant).map((one) => [JSON.stringify([one.function, one.input]), one.hours]))
  if (measured.size === 0) return plant.functions
  return plant.functions.map((one) => ({
    ...one,
    inputs: one.inputs.map((input) => ({
      ...input,
      bufferH: measured.get(JSON.stringify([one.id, input.name])) ?? input.bufferH,
    })),
  }))
}
