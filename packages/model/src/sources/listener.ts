// Listeners: doors by which lines come without a token. The configuration names each, its domain and where it is bound; whom it belongs to is
// enrolled. What comes says neither.
import { Domain } from '@penstock/model/kernel'
import { z } from 'zod'

/** `host:port`; a host in brackets for IPv6. */
const Bind = z
  .string()
  .regex(/^(\[[0-9a-f:]+\]|[\w.-]+):\d{1,5}$/i, 'host:port, such as 0.0.0.0:6514')
  .refine((text) => !(placeOf(text).port > 65_535), 'a port up to 65535')
const Path = z.string().min(1).max(1000)

const Common = {
  /** Enrolled sources name it: another name is another door. */
  name: z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/, '1 to 40 small letters, digits and hyphens'),
  domain: Domain,
}

export const ListenerOptions = z.discriminatedUnion('by', [
  /** Syslog, a message a datagram (RFC 5426). */
  z.strictObject({ ...Common, by: z.literal('udp'), bind: Bind }),
  /** Syslog, octets counted before each message or LF after it (RFC 6587). */
  z.strictObject({ ...Common, by: z.literal('tcp'), bind: Bind }),
  /** The same within TLS (RFC 5425). */
  z.strictObject({
    ...Common,
    by: z.literal('tls'),
    bind: Bind,
    /** PEM files. With `clients` only who shows a certificate of that authority is heard. */
    certificate: Path,
    key: Path,
    clients: Path.optional(),
  }),
  /** Follows one file, through rotation and restarts. */
  z.strictObject({ ...Common, by: z.literal('file'), path: Path }),
  /** Takes in files that are put into a folder, each once; those that were read go to `done` in it. */
  z.strictObject({ ...Common, by: z.literal('folder'), path: Path }),
])
export type ListenerOptions = z.infer<typeof ListenerOptions>

/** Those of a configuration: no two of one name, and no two at one place. */
export const ListenerList = z
  .array(ListenerOptions)
  .max(64)
  .superRefine((all, context) => {
    for (const [at, one] of all.entries()) {
      const before = all.slice(0, at)
      if (before.some(({ name }) => name === one.name))
        context.addIssue({ code: 'custom', path: [at, 'name'], message: `${one.name} is the name of another listener` })
      if (before.some((other) => isSamePlace(other, one)))
        context.addIssue({ code: 'custom', path: [at], message: `${listenerPlace(one)} is another listener's` })
    }
  })

/** Where it is bound, or what it reads. */
export function listenerPlace(listener: ListenerOptions): string {
  return 'bind' in listener ? listener.bind : listener.path
}

/** UDP and TCP have ports of their own. */
function isSamePlace(a: ListenerOptions, b: ListenerOptions): boolean {
  const kindOf = ({ by }: ListenerOptions): string => (by === 'tls' ? 'tcp' : by)
  return kindOf(a) === kindOf(b) && listenerPlace(a) === listenerPlace(b) && !listenerPlace(a).endsWith(':0')
}

/** Whether more than one sender may come to it, told apart by address. */
export function hasPeers({ by }: Pick<ListenerOptions, 'by'>): boolean {
  return by !== 'file' && by !== 'folder'
}

/** Host and port of a bind. */
export function placeOf(bind: string): { readonly host: string; readonly port: number } {
  const at = bind.lastIndexOf(':')
  return { host: bind.slice(0, at).replaceAll(/^\[|\]$/g, ''), port: Number(bind.slice(at + 1)) }
}
