// Hosts of exports for a command: what cannot be read is said.
import { refusalText } from '@penstock/cli/sensor'
import type { EdrHost } from '@penstock/model/events'
import { CaptureError } from '@penstock/sensor/observe'
import { loadHosts } from './load-hosts.ts'

/** The hosts, or the exit code: 1 a file is not there, 2 one that lists no host of an endpoint product. */
export function hostsOf(paths: readonly string[]): readonly EdrHost[] | 1 | 2 {
  try {
    const hosts = loadHosts(paths)
    if (hosts.length > 0) return hosts
    process.stderr.write(`penstock: ${paths.join(', ')}: no host of an endpoint product in it\n`)
    return 2
  } catch (cause) {
    if (!(cause instanceof CaptureError)) throw cause
    process.stderr.write(`penstock: ${refusalText(cause.refusal)}\n`)
    return cause.refusal.code === 'capture.unreadable' ? 1 : 2
  }
}
