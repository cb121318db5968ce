// Reads a blueprint: strict form, then references. Every fault names its place and what would mend it, all at once.
import { accept, type Result, refuse } from '@penstock/model/kernel'
import { lineAndColumn, nearestTo, walkJson } from '@penstock/model/plant'
import { Blueprint } from './file.ts'

export interface BlueprintFault {
  /** `stages[1].moves[0]`; empty for the file as a whole. */
  readonly place: string
  readonly message: string
  readonly mend: string | null
}

const MOST_FAULTS = 200

/** The blueprint of a file's text. A byte order mark in front is ignored. */
export function readBlueprint(text: string): Result<Blueprint, readonly BlueprintFault[]> {
  const json = text.startsWith('\ufeff') ? text.slice(1) : text
  const stop = walkJson(json, () => {})
  if (stop !== null) {
    const { line, column } = lineAndColumn(json, stop.offset)
    return refuse([{ place: `line ${line}, column ${column}`, message: `expected ${stop.expected}`, mend: null }])
  }
  return parseBlueprint(JSON.parse(json))
}

export function parseBlueprint(data: unknown): Result<Blueprint, readonly BlueprintFault[]> {
  const parsed = Blueprint.safeParse(data)
  if (!parsed.success) {
    const faults = parsed.error.issues.map(({ path, message }) => ({ place: placeOf(path), message, mend: null }))
    return refuse(faults.slice(0, MOST_FAULTS))
  }
  const faults = [...twice(parsed.data), ...dangling(parsed.data)]
  return faults.length === 0 ? accept(parsed.data) : refuse(faults.slice(0, MOST_FAULTS))
}

function placeOf(path: readonly PropertyKey[]): string {
  return path
    .map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`))
    .join('')
    .replace(/^\./, '')
}

function twice(blueprint: Blueprint): BlueprintFault[] {
  const lists: readonly (readonly [string, readonly string[]])[] = [
    ['zones', blueprint.zones.map(({ id }) => id)],
    ['conduits', blueprint.conduits.map(({ id }) => id)],
    ['placements', blueprint.placements.map(({ asset }) => asset)],
    ['sensors', blueprint.sensors.map(({ id }) => id)],
    ['cloudServices', blueprint.cloudServices.map(({ id }) => id)],
    ['stages', blueprint.stages.map(({ id }) => id)],
  ]
  return lists.flatMap(([list, names]) => {
    const seen = new Set<string>()
    return names.flatMap((name, at) => {
      if (!seen.has(name)) {
        seen.add(name)
        return []
      }
      return [{ place: `${list}[${at}]`, message: `${name} stands there twice`, mend: 'take one of them out' }]
    })
  })
}

function dangling(blueprint: Blueprint): BlueprintFault[] {
  const faults: BlueprintFault[] = []
  const has = (names: readonly string[], what: string) => {
    const known = new Set(names)
    return (place: string, name: string): void => {
      if (known.has(name)) return
      const near = nearestTo(name, names)
      const mend = near === null ? null : `write ${near}`
      faults.push({ place, message: `${name} is no ${what} of this blueprint`, mend })
    }
  }
  const zone = has(
    blueprint.zones.map(({ id }) => id),
    'zone',
  )
  const conduit = has(
    blueprint.conduits.map(({ id }) => id),
    'conduit',
  )
  const placed = has(
    blueprint.placements.map(({ asset }) => asset),
    'placed asset',
  )
  const sensor = has(
    blueprint.sensors.map(({ id }) => id),
    'sensor',
  )
  const cloud = has(
    blueprint.cloudServices.map(({ id }) => id),
    'cloud service',
  )
  for (const [at, { zoneA, zoneB }] of blueprint.conduits.entries()) {
    zone(`conduits[${at}].zoneA`, zoneA)
    zone(`conduits[${at}].zoneB`, zoneB)
  }
  for (const [at, one] of blueprint.placements.entries()) {
    zone(`placements[${at}].zone`, one.zone)
    for (const [also, name] of (one.also ?? []).entries()) zone(`placements[${at}].also[${also}]`, name)
  }
  for (const [at, one] of blueprint.sensors.entries()) zone(`sensors[${at}].segment`, one.segment)
  for (const [at, one] of blueprint.cloudServices.entries())
    if ((one.zone ?? null) !== null) zone(`cloudServices[${at}].zone`, one.zone!)
  for (const [at, stage] of blueprint.stages.entries()) {
    const each = (list: 'zones' | 'moves' | 'links' | 'sensors' | 'cloudServices', check: typeof zone): void => {
      for (const [of, name] of stage[list].entries()) check(`stages[${at}].${list}[${of}]`, name)
    }
    each('zones', zone)
    each('moves', placed)
    each('links', conduit)
    each('sensors', sensor)
    each('cloudServices', cloud)
    for (const [of, control] of stage.controls.entries())
      conduit(`stages[${at}].controls[${of}].conduit`, control.conduit)
    const drawn = new Set(blueprint.conduits.map(({ id }) => id))
    for (const [of, name] of stage.closes.entries())
      if (drawn.has(name))
        faults.push({
          place: `stages[${at}].closes[${of}]`,
          message: `${name} is drawn in this blueprint, so no stage closes it`,
          mend: 'take the conduit out of the blueprint, or out of the stage',
        })
  }
  return faults
}
