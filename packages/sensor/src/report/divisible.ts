// Which captures are read in two shares: what each share reads again (bytes, headers) and a second start are only paid back by large files.
import { closeSync, openSync, readSync, statSync } from 'node:fs'
import { opensGzip } from '@penstock/sensor/capture'
import { arrangedSources } from '@penstock/sensor/others'

/** Bytes of all captures together from which on they are read in two shares. */
const LARGE_BYTES = 1_000_000_000

/** True for captures that are large enough, and are files that can be read twice: a pipe cannot, and a packed one takes longer to unpack than to read. */
export function isDivisible(paths: readonly string[], largeBytes: number = LARGE_BYTES): boolean {
  let bytes = 0
  for (const path of arrangedSources(paths).captures) {
    const file = path === '-' ? undefined : statSync(path, { throwIfNoEntry: false })
    if (file?.isFile() !== true || isPacked(path)) return false
    bytes += file.size
  }
  return bytes >= largeBytes
}

function isPacked(path: string): boolean {
  const head = new Uint8Array(4)
  const descriptor = openSync(path, 'r')
  try {
    return opensGzip(head, 0, readSync(descriptor, head, 0, head.length, 0))
  } finally {
    closeSync(descriptor)
  }
}
