// The captures that are not ours, as the sensor and as tshark read them. They lie beside the repository and may be absent.
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { ObservationBatch } from '@penstock/model/observations'
import { fileSource, hasTshark } from '@penstock/sensor/encoders'
import { observeStream } from '@penstock/sensor/observe'
import { captureOf } from './capture.fixture.ts'

const SAMPLES = fileURLToPath(new URL('../../../../../shared/samples/captures/', import.meta.url))

export const isSampleMissing: boolean = !existsSync(SAMPLES) || !hasTshark()

/** All of one sample capture in one batch. */
export function observeSample(name: string): ObservationBatch {
  return observe(new Uint8Array(readFileSync(SAMPLES + name)))
}

/** All of these frames in one batch. */
export function observeFrames(frames: readonly Uint8Array[]): ObservationBatch {
  return observe(captureOf(frames))
}

/** All values of one field as tshark reads them, in order. */
export function tsharkValues(name: string, field: string, filter: string): string[] {
  const text = execFileSync('tshark', ['-n', '-r', SAMPLES + name, '-Y', filter, '-T', 'fields', '-e', field], {
    stdio: ['ignore', 'pipe', 'ignore'],
    maxBuffer: 1 << 28,
  })
  return text
    .toString('utf8')
    .split(/[\n,]/)
    .filter((value) => value !== '')
}

/** These fields of the frames that a filter lets through, a row a frame; several values of one field are joined by commas. */
export function tsharkRows(name: string, filter: string, fields: readonly string[]): string[][] {
  const wanted = fields.flatMap((field) => ['-e', field])
  const text = execFileSync('tshark', ['-n', '-r', SAMPLES + name, '-Y', filter, '-T', 'fields', ...wanted], {
    stdio: ['ignore', 'pipe', 'ignore'],
    maxBuffer: 1 << 28,
  })
  return text
    .toString('utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.split('\t'))
}

/** One section of the truth file beside a sample capture: what tshark read of it, once for all. */
export function truthRows(name: string, section: string): readonly Readonly<Record<string, string | number>>[] {
  const truth = JSON.parse(readFileSync(`${SAMPLES}truth/${name}.json`, 'utf8')) as Record<
    string,
    { readonly rows: readonly Readonly<Record<string, string | number>>[] }
  >
  return truth[section]?.rows ?? []
}

function observe(file: Uint8Array): ObservationBatch {
  const batches = [...observeStream(fileSource(file), { maxFlows: 4096 })]
  if (batches.length !== 1) throw new Error(`${batches.length} batches`)
  return batches[0]!
}
