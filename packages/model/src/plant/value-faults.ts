// Rules between fields: at least k of n, times in order, rows that agree with each other.
import { fault, type PlantFault } from './fault.ts'
import type { PlantFile } from './file/plant-file.ts'
import { nearestTo } from './nearest.ts'

export function valueFaults(plant: PlantFile): PlantFault[] {
  return [
    ...groupFaults(plant),
    ...orderFaults(plant),
    ...stateFaults(plant),
    ...creditFaults(plant),
    ...cloudFaults(plant),
    ...drillFaults(plant),
  ]
}

/** `k` of a group is at most its members. */
function groupFaults(plant: PlantFile): PlantFault[] {
  return plant.functions.flatMap((one, at) => {
    const inputs = one.inputs.map((group, n) => ({ path: `inputs[${n}]`, k: group.k, of: group.suppliers.length }))
    const own = one.own.map((group, n) => ({ path: `own[${n}]`, k: group.k, of: group.assets.length }))
    return [...inputs, ...own]
      .filter((group) => group.k > group.of)
      .map((group) =>
        fault({
          code: 'plant.out-of-range',
          path: `functions[${at}].${group.path}.k`,
          id: one.id,
          found: String(group.k),
          expected: `at most ${group.of}, the size of the group`,
          mend: { code: 'use', value: String(group.of) },
        }),
      )
  })
}

function orderFaults(plant: PlantFile): PlantFault[] {
  const outages = plant.outageHistory.flatMap((one, at) =>
    one.to !== null && one.from >= one.to
      ? [unordered(`outageHistory[${at}].to`, one.id, one.to, `after ${one.from}`)]
      : [],
  )
  const slots = plant.rotas.flatMap((rota, at) =>
    rota.slots.flatMap((slot, n) => {
      const from = n === 0 ? 0 : rota.slots[n - 1]!.toH
      const path = `rotas[${at}].slots[${n}]`
      if (slot.toH <= slot.fromH) return [unordered(`${path}.toH`, rota.id, slot.toH, `above ${slot.fromH}`)]
      return slot.fromH < from ? [unordered(`${path}.fromH`, rota.id, slot.fromH, `at least ${from}`)] : []
    }),
  )
  const jobs = plant.jobs.flatMap((one, at) =>
    one.endsAt !== null && one.startedAt >= one.endsAt
      ? [unordered(`jobs[${at}].endsAt`, one.id, one.endsAt, `after ${one.startedAt}`)]
      : [],
  )
  return [...outages, ...slots, ...jobs]
}

function unordered(path: string, id: string, found: string | number, expected: string): PlantFault {
  return fault({ code: 'plant.out-of-range', path, id, found: String(found), expected })
}

/** States named by a tag's values, a reading or a maintenance window exist in the unit. */
function stateFaults(plant: PlantFile): PlantFault[] {
  const statesOf = new Map(plant.processStates.map((one) => [one.unit, new Set(one.states.map((state) => state.id))]))
  const missing = (unit: string, state: string, path: string, id: string): PlantFault[] =>
    statesOf.get(unit)?.has(state) === false
      ? [fault({ code: 'plant.dangling-reference', path, id, found: state, expected: `a state of ${unit}` })]
      : []
  return [
    ...plant.processStates.flatMap((one, at) =>
      Object.entries(one.source.values ?? {}).flatMap(([value, state]) =>
        missing(one.unit, state, `processStates[${at}].source.values.${value}`, one.unit),
      ),
    ),
    ...plant.processStates.flatMap((one, at) =>
      one.current === undefined
        ? []
        : missing(one.unit, one.current.state, `processStates[${at}].current.state`, one.unit),
    ),
    ...plant.maintenanceWindows.flatMap((one, at) =>
      one.allowedProcessStates.flatMap((row, n) =>
        row.states.flatMap((state, m) =>
          missing(row.unit, state, `maintenanceWindows[${at}].allowedProcessStates[${n}].states[${m}]`, one.id),
        ),
      ),
    ),
  ]
}

/** An alarm credited in a sheet is a layer of that sheet that runs in the same controller. */
function creditFaults(plant: PlantFile): PlantFault[] {
  const sheets = new Map(plant.lopa.map((sheet) => [sheet.id, sheet]))
  return plant.alarms.flatMap((alarm, at) =>
    alarm.creditedIn.flatMap((credit, n) => {
      const layers = sheets.get(credit.sheet)?.ipls.filter((layer) => layer.assets.includes(alarm.runsIn))
      if (layers === undefined || layers.some((layer) => layer.id === credit.layer)) return []
      const path = `alarms[${at}].creditedIn[${n}].layer`
      const expected = `a layer of ${credit.sheet} that names ${alarm.runsIn}`
      return [fault({ code: 'plant.dangling-reference', path, id: alarm.tag, found: credit.layer, expected })]
    }),
  )
}

/** A cloud service counts where its asset stands; a second word on it must agree. */
function cloudFaults(plant: PlantFile): PlantFault[] {
  const functions = new Set(plant.functions.map(({ id }) => id))
  return plant.cloudServices.flatMap(({ id, asset, zone = null }, at) => {
    if (functions.has(id)) {
      const expected = 'an id that no function has'
      return [fault({ code: 'plant.contradiction', path: `cloudServices[${at}].id`, id, found: id, expected })]
    }
    const own = asset === null ? undefined : plant.assets.find((one) => one.id === asset)?.zone
    if (own === undefined || zone === null || zone === own) return []
    const path = `cloudServices[${at}].zone`
    const expected = `${own}, where ${asset} stands`
    return [fault({ code: 'plant.contradiction', path, id, found: zone, expected, mend: { code: 'use', value: own } })]
  })
}

/** A drill takes an input away that the function has; without one it measures no hold-up. */
function drillFaults(plant: PlantFile): PlantFault[] {
  const inputsOf = new Map(plant.functions.map(({ id, inputs }) => [id, inputs.map(({ name }) => name)]))
  return plant.drills.flatMap(({ id, function: of, input, heldH }, at) => {
    const inputs = inputsOf.get(of) ?? []
    if (input !== null && !inputs.includes(input)) {
      const near = nearestTo(input, inputs)
      return [
        fault({
          code: 'plant.dangling-reference',
          path: `drills[${at}].input`,
          id,
          found: input,
          expected: `an input of ${of}`,
          mend: near === null ? { code: 'use', value: 'null' } : { code: 'use', value: near },
        }),
      ]
    }
    if (input !== null || heldH === null) return []
    const expected = 'null, as no input was taken away'
    return [fault({ code: 'plant.out-of-range', path: `drills[${at}].heldH`, id, found: String(heldH), expected })]
  })
}
