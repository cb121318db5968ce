// Objects that lack what OCSF asks of them go below `unmapped` by their path: nothing is lost, and what stands is valid.
import { OBJECT_NEEDS, type ObjectNeeds } from './object-needs.ts'

type Step = string | number
type Holder = Record<Step, unknown>

interface Place {
  readonly path: string
  readonly steps: readonly Step[]
  readonly last: Step
  readonly needs: ObjectNeeds | null
}

/** For the paths that a kind may set: a function that settles an event in place. */
export function settlerOf(paths: readonly string[]): (ocsf: Record<string, unknown>) => void {
  const places = placesOf(paths)
  return (ocsf) => {
    for (const place of places) settle(ocsf, place)
  }
}

/** Every object on the way of a path, the deepest first. */
function placesOf(paths: readonly string[]): readonly Place[] {
  const found = new Map<string, Place>()
  for (const path of paths) {
    const parts = path.split('.')
    for (let length = parts.length - 1; length > 0; length--) {
      const steps = parts.slice(0, length)
      const key = steps.join('.')
      if (found.has(key)) break
      const name = steps.findLast((step) => !/^\d+$/.test(step))!
      const isList = /^\d+$/.test(parts[length]!)
      const needs = !isList && Object.hasOwn(OBJECT_NEEDS, name) ? OBJECT_NEEDS[name]! : null
      const [last, ...before] = steps.map((step) => (/^\d+$/.test(step) ? Number(step) : step)).toReversed()
      found.set(key, { path: key, steps: before.toReversed(), last: last!, needs })
    }
  }
  return [...found.values()].sort((a, b) => b.steps.length - a.steps.length)
}

function settle(ocsf: Record<string, unknown>, { path, steps, last, needs }: Place): void {
  let at: Holder | undefined = ocsf
  for (const step of steps) {
    at = at[step] as Holder | undefined
    if (at === undefined) return
  }
  const value = at[last] as Holder | undefined
  if (value === undefined) return
  const isEmpty = Array.isArray(value) ? value.length === 0 : Object.keys(value).length === 0
  const isWhole =
    !isEmpty &&
    (needs === null ||
      (needs.all.every((name) => value[name] !== undefined) &&
        (needs.oneOf.length === 0 || needs.oneOf.some((name) => value[name] !== undefined))))
  if (isWhole) return
  if (Array.isArray(at)) at.splice(Number(last), 1)
  else delete at[last]
  if (isEmpty) return
  ocsf['unmapped'] ??= {}
  const unmapped = ocsf['unmapped'] as Record<string, unknown>
  unmapped[path] = value
}
