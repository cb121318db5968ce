// The state folder of a sensor: what waits in its spool for the hub, whether there is room for more, and what was set aside.
import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { isEnrolled, SET_ASIDE, SPOOL_BYTES, spoolOf } from '@penstock/cli/sensor'
import type { Finding } from './finding.ts'

/** A sensor that runs sends every few seconds; what is older waits for something. */
const LONGEST_WAIT_MS = 300_000

export function checkSensor(state: string, nowMs: number): readonly Finding[] {
  if (!isEnrolled(state)) return [notEnrolled(state)]
  const spool = spoolOf(state)
  const files = filesOf(spool)
  const waiting = files.filter(({ isSetAside }) => !isSetAside)
  const setAside = files.filter(({ isSetAside }) => isSetAside)
  const bytes = waiting.reduce((sum, file) => sum + file.bytes, 0)
  const oldestMs = Math.min(...waiting.map(({ atMs }) => atMs))
  const findings: Finding[] = []
  const amount = `${waiting.length} batches (${(bytes / 1e6).toFixed(1)} MB)`
  if (bytes >= SPOOL_BYTES)
    findings.push({
      code: 'doctor.spool-full',
      severity: 'fault',
      place: spool,
      meaning: `${amount} wait for the hub and take all that they may: the sensor sums up and tells moments no longer apart`,
      mend: 'bring the hub back, then leave penstock sensor run going until the folder is empty; --spool-bytes gives it more',
    })
  else if (nowMs - oldestMs > LONGEST_WAIT_MS)
    findings.push({
      code: 'doctor.spool-waiting',
      severity: 'warning',
      place: spool,
      meaning: `${amount} wait, the oldest since ${new Date(oldestMs).toISOString()}: the hub does not know yet what they show`,
      mend: `see that the hub answers, and that penstock sensor run --state ${state} runs; it sends them by itself`,
    })
  if (setAside.length > 0)
    findings.push({
      code: 'doctor.batches-set-aside',
      severity: 'warning',
      place: join(spool, SET_ASIDE),
      meaning: `${setAside.length} batches could not be read or were refused by the cell; they count as lost`,
      mend: 'look at the disk and at the log of the sensor; move the folder away once they are looked at',
    })
  return findings
}

interface SpoolFile {
  readonly bytes: number
  readonly atMs: number
  readonly isSetAside: boolean
}

function filesOf(spool: string): SpoolFile[] {
  if (!existsSync(spool)) return []
  const folders = readdirSync(spool, { withFileTypes: true }).filter((entry) => entry.isDirectory())
  return folders.flatMap(({ name: folder }) =>
    readdirSync(join(spool, folder)).flatMap((name): SpoolFile[] => {
      const found = statSync(join(spool, folder, name), { throwIfNoEntry: false })
      // Sent meanwhile.
      if (found === undefined) return []
      return [{ bytes: found.size, atMs: found.mtimeMs, isSetAside: folder === SET_ASIDE }]
    }),
  )
}

function notEnrolled(state: string): Finding {
  return {
    code: 'doctor.sensor-not-enrolled',
    severity: 'fault',
    place: state,
    meaning: 'no sensor was enrolled into this folder; nothing is sent from it',
    mend: `penstock sensor enrol --state ${state} with a code from the Sensors screen`,
  }
}
