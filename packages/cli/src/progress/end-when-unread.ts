// Whoever reads us may have seen enough (`… | head`): that is their end of it, and no fault.
import type { Writable } from 'node:stream'

export function endWhenUnread(stream: Writable): void {
  stream.on('error', (cause: NodeJS.ErrnoException) => {
    if (cause.code !== 'EPIPE') throw cause
    process.exit(0)
  })
}
