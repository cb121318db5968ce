// Open files of a connection by their handles.
import type { Ledger } from '@penstock/sensor/facts'
import { FileShare } from './file-share.ts'
import { sessionOf } from './session.ts'

const MOST_FILES = 256

export function openFile(ledger: Ledger, flow: number, low: number, high: number, name: string, size: number): void {
  const { files } = sessionOf(ledger, flow)
  if (files.size >= MOST_FILES) files.delete(files.keys().next().value!)
  files.set(keyOf(low, high), new FileShare(name, size))
}

/** An open file by its two handles, or null. */
export function file(ledger: Ledger, flow: number, low: number, high: number): FileShare | null {
  return sessionOf(ledger, flow).files.get(keyOf(low, high)) ?? null
}

export function forget(ledger: Ledger, flow: number, low: number, high: number): void {
  const { files } = sessionOf(ledger, flow)
  files.get(keyOf(low, high))?.end(ledger, flow)
  files.delete(keyOf(low, high))
}

function keyOf(low: number, high: number): string {
  return `${low}|${high}`
}
