// A batch of the sensor as records of the format `penstock-sensor`: its rows in parts, none longer than a reader takes.
import type { ObservationBatch } from '@penstock/model/observations'
import { SENSOR_LISTS } from './formats/sensor.ts'

/** Far below `LONGEST_RECORD`: no row is half of it. */
const LONGEST_PART = 262_144

/** Every row that is an event, in the order of the lists and of their rows. */
export function* sensorRecords(batch: ObservationBatch): Generator<string, void> {
  for (const name of SENSOR_LISTS) {
    let [rows, length]: [string[], number] = [[], 0]
    for (const row of batch[name] ?? []) {
      // Every frame binds an address; what is an event is that a host claimed it.
      if ('ground' in row && !row.ground.startsWith('arp-')) continue
      const text = JSON.stringify(row)
      if (rows.length > 0 && length + text.length > LONGEST_PART) {
        yield recordOf(name, rows)
        ;[rows, length] = [[], 0]
      }
      rows.push(text)
      length += text.length
    }
    if (rows.length > 0) yield recordOf(name, rows)
  }
}

function recordOf(list: string, rows: readonly string[]): string {
  return `{"${list}":[${rows.join(',')}]}`
}
