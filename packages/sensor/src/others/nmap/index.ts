// Nmap's XML: what answered a scan. Source: nmap.dtd of Nmap 7; NSE scripts by their library pages.
import { type EpochMicros, micros } from '@penstock/model/kernel'
import type { ClaimField, Endpoint, Proof } from '@penstock/model/observations'
import type { Place } from '../byte-source.ts'
import { ipOf, macOf, microsOfSeconds } from '../cells.ts'
import type { Collector } from '../collector.ts'
import { endpointOf } from '../endpoints.ts'
import type { FormatReader } from '../format.ts'
import { type XmlTag, xmlTags } from '../xml-tags.ts'

/** Which key of a script's answer says which field. */
const SCRIPTS: Readonly<Record<string, Readonly<Record<string, ClaimField>>>> = {
  's7-info': {
    Module: 'orderNumber',
    'Basic Hardware': 'hardware',
    Version: 'firmware',
    'System Name': 'name',
    'Module Type': 'model',
    'Serial Number': 'serial',
  },
  'enip-info': {
    Vendor: 'vendor',
    'Product Name': 'model',
    'Serial Number': 'serial',
    Revision: 'firmware',
    'Device Type': 'description',
  },
  'modbus-discover': { 'Device identification': 'description' },
  'bacnet-info': {
    'Vendor Name': 'vendor',
    'Model Name': 'model',
    Firmware: 'firmware',
    'Application Software': 'software',
    'Object-name': 'name',
    'Object Name': 'name',
    Description: 'description',
  },
  'smb-os-discovery': { os: 'operatingSystem', server: 'name' },
  'snmp-sysdescr': { sysDescr: 'description' },
}

const MOST_PORTS = 200
const MOST_SAID = 400

interface Host {
  readonly place: Place
  startedAt: EpochMicros | null
  endedAt: EpochMicros | null
  isUp: boolean
  mac: string | null
  maker: string | null
  readonly ips: string[]
  readonly open: string[]
  readonly said: {
    readonly field: ClaimField
    readonly value: string
    readonly method: string
    readonly basis: 'observed' | 'reported' | 'inferred'
    readonly place: Place
  }[]
}

export const readNmap: FormatReader = function* (source, out) {
  let host: Host | null = null
  let runAt = source.writtenAt
  let port: { readonly id: string; isOpen: boolean } | null = null
  let script: string | null = null
  let key: string | null = null
  for (const tag of xmlTags(source)) {
    if (tag === null) {
      out.bad({ line: source.line, offset: source.done, length: 0 }, 'a tag that never ends', runAt)
      yield
      continue
    }
    const { name, kind, attributes } = tag
    const said = (attribute: string) => attributes.get(attribute) ?? ''
    if (name === 'nmaprun' && kind === 'open') runAt = microsOfSeconds(said('start')) ?? runAt
    else if (name === 'host' && kind === 'open') {
      host = {
        place: tag,
        startedAt: microsOfSeconds(said('starttime')),
        endedAt: microsOfSeconds(said('endtime')),
        isUp: false,
        mac: null,
        maker: null,
        ips: [],
        open: [],
        said: [],
      }
    } else if (name === 'host' && kind === 'close' && host !== null) {
      tell(host, out, runAt)
      host = null
      yield
    } else if (host !== null) {
      if (name === 'status') host.isUp = said('state') === 'up'
      else if (name === 'address') readAddress(host, tag, out, runAt)
      else if (name === 'hostname') say(host, 'name', said('name'), `hostname ${said('type')}`.trim(), 'reported', tag)
      else if (name === 'port')
        port = kind === 'close' ? null : { id: `${said('portid')}/${said('protocol')}`, isOpen: false }
      else if (name === 'state' && port !== null) port.isOpen = said('state') === 'open'
      else if (name === 'service' && port?.isOpen === true) readService(host, port.id, tag)
      else if (name === 'osmatch')
        say(host, 'operatingSystem', said('name'), `osmatch ${said('accuracy')} %`, 'inferred', tag)
      else if (name === 'script') script = kind === 'open' ? said('id') : null
      else if (name === 'elem' && script !== null) {
        if (kind === 'open') key = said('key')
        else if (kind === 'close' && key !== null && Object.hasOwn(SCRIPTS, script)) {
          const field = SCRIPTS[script]![key]
          if (field !== undefined) say(host, field, tag.before, script, 'observed', tag)
          key = null
        }
      }
    }
  }
  if (host !== null) {
    out.bad(host.place, 'a host that never ends: the scan was cut short', runAt)
    yield
  }
}

function readAddress(host: Host, tag: XmlTag, out: Collector, at: EpochMicros): void {
  const text = tag.attributes.get('addr') ?? ''
  if (tag.attributes.get('addrtype') === 'mac') {
    host.mac = macOf(text)
    host.maker = tag.attributes.get('vendor') ?? null
    if (host.mac === null) out.bad(tag, 'addr is no MAC address', at)
    return
  }
  const ip = ipOf(text)
  if (ip === null) out.bad(tag, 'addr is no address', at)
  else if (host.ips.length < MOST_PORTS) host.ips.push(ip)
}

function readService(host: Host, port: string, tag: XmlTag): void {
  const { attributes } = tag
  const product = [attributes.get('product'), attributes.get('version'), attributes.get('extrainfo')].filter(
    (one) => one !== undefined && one !== '',
  )
  if (host.open.length < MOST_PORTS) host.open.push(`${port} ${attributes.get('name') ?? 'unknown'}`)
  if (product.length > 0) say(host, 'software', product.join(' '), `service ${port}`, 'observed', tag)
  const system = attributes.get('ostype')
  if (system !== undefined) say(host, 'operatingSystem', system, `service ${port}`, 'observed', tag)
}

function say(
  host: Host,
  field: ClaimField,
  value: string,
  method: string,
  basis: Host['said'][number]['basis'],
  place: Place,
): void {
  if (host.said.length < MOST_SAID) host.said.push({ field, value, method, basis, place })
}

function tell(host: Host, out: Collector, runAt: EpochMicros): void {
  out.count()
  if (!host.isUp) {
    out.passOver('nmap-host-down')
    return
  }
  const firstAt = host.startedAt ?? runAt
  const span = { firstAt, lastAt: micros(Math.max(firstAt, host.endedAt ?? firstAt)) }
  const proof = out.proofOf(host.place, firstAt)
  const about: Endpoint | null =
    host.ips[0] !== undefined
      ? endpointOf(host.mac, host.ips[0])
      : host.mac === null
        ? null
        : endpointOf(host.mac, null)
  if (about === null) {
    out.bad(host.place, 'a host without an address', firstAt)
    return
  }
  if (host.mac !== null) {
    for (const ip of host.ips.length === 0 ? [null] : host.ips) out.bind(host.mac, ip, 'frame', span, proof)
    out.claim(endpointOf(host.mac, null), 'vendor', host.maker, 'oui', proof, 'inferred')
  }
  // Without a MAC the answer came through a router: that it answered is what is known of it.
  const open = host.open.length === 0 ? 'answered the scan' : `open: ${host.open.join(', ')}`
  out.claim(about, 'description', open, 'ports', proof)
  for (const { field, value, method, basis, place } of host.said)
    out.claim(about, field, value, method, out.proofOf(place, firstAt) satisfies Proof, basis)
}
