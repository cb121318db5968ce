// The same rules played hour by hour over plain sets, for plants whose times are whole hours: slow, and plain enough to be read.
import type { PlantFunction } from '@penstock/model/plant'
import type { HoursOut } from './play-outage.ts'

/** Intervals of every function until the horizon, as `playOutage` tells them. */
export function hourByHour(
  functions: readonly PlantFunction[],
  outages: readonly HoursOut[],
  horizonH: number,
): ReadonlyMap<string, readonly (readonly [number, number])[]> {
  const up = new Set(functions.map(({ id }) => id))
  const wishedSince = new Map<string, number>()
  const stock = new Map(functions.flatMap(({ id, inputs }) => inputs.map((one, at) => [`${id} ${at}`, one.bufferH])))
  const intervals = new Map(functions.map(({ id }) => [id, [] as [number, number][]]))
  const real = outages.filter(({ fromH, toH }) => toH === null || toH > fromH)

  const isSupplied = (one: PlantFunction['inputs'][number]): boolean =>
    new Set(one.suppliers.filter((id) => up.has(id))).size >= one.k
  const isWished = (one: PlantFunction, isOut: (unit: string) => boolean): boolean =>
    !isOut(one.id) &&
    one.own.every(({ assets, k }) => new Set(assets.filter((id) => !isOut(id))).size >= k) &&
    one.inputs.every((input, at) => isSupplied(input) || stock.get(`${one.id} ${at}`)! > 0)

  for (let hour = 0; hour <= horizonH; hour += 1) {
    if (hour > 0) {
      for (const one of functions)
        one.inputs.forEach((input, at) => {
          const key = `${one.id} ${at}`
          if (isSupplied(input)) stock.set(key, Math.min(input.bufferH, stock.get(key)! + 1))
          else if (up.has(one.id)) stock.set(key, Math.max(0, stock.get(key)! - 1))
        })
    }
    // Losses first: what ends now is still out.
    const isOutYet = (unit: string): boolean =>
      real.some((one) => one.unit === unit && one.fromH <= hour && (one.toH === null || hour <= one.toH))
    for (let isMoving = true; isMoving; ) {
      isMoving = false
      for (const one of functions) {
        if (isWished(one, isOutYet)) continue
        wishedSince.delete(one.id)
        if (!up.delete(one.id)) continue
        intervals.get(one.id)!.push([hour, horizonH])
        isMoving = true
      }
    }
    const isOut = (unit: string): boolean =>
      real.some((one) => one.unit === unit && one.fromH <= hour && (one.toH === null || hour < one.toH))
    for (let isMoving = true; isMoving; ) {
      isMoving = false
      for (const one of functions) {
        if (up.has(one.id) || !isWished(one, isOut)) continue
        const since = wishedSince.get(one.id) ?? hour
        wishedSince.set(one.id, since)
        if (hour - since < one.restartH) continue
        intervals.get(one.id)!.at(-1)![1] = hour
        up.add(one.id)
        isMoving = true
      }
    }
  }
  return intervals
}
