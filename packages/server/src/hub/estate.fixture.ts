// A hub and both cells in one process, with two sites and something of everything in each domain: every text that must not leak is a
// canary that names its domain and site.
import { generateKeyPairSync } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { SessionView } from '@penstock/contract/access'
import { micros } from '@penstock/model/kernel'
import type { NoticeChannel } from '@penstock/model/notices'
import type { ObservationBatch } from '@penstock/model/observations'
import { type GuestTerms, grantOf, type Permission, type Role, type SiteScope } from '@penstock/model/operating-model'
import { type Cell, cellSocket, startCell } from '@penstock/server/cell'
import { startHub } from '@penstock/server/hub'
import type { StartCapture } from '@penstock/server/observations'
import { HUB_SERVICE } from '@penstock/server/runtime'
import { type Store, sqlInstant } from '@penstock/store/state'
import type { CoreTables, MonitoringTables } from '@penstock/store/tables'
import { migratedStore } from '@penstock/testkit/stores'

export const SITES = ['alpha', 'beta'] as const
export const DOMAINS = ['it', 'ot'] as const

export interface Person {
  readonly name: string
  readonly roles: readonly Role[]
  readonly sites: SiteScope
  /** What this person may, reckoned by the model from what was asked for, not by the server under test. */
  readonly permissions: ReadonlySet<Permission>
  readonly domain: 'it' | 'ot' | null
  get(path: string): Promise<Response>
  send(method: string, path: string, body?: string | Uint8Array<ArrayBuffer>, type?: string): Promise<Response>
  /** Any request in this person's session. */
  request(path: string, init: RequestInit): Promise<Response>
}

export interface Estate extends AsyncDisposable {
  readonly url: string
  /** The store of each cell, as its process holds it. */
  readonly stores: Readonly<Record<'it' | 'ot', Store<MonitoringTables>>>
  readonly core: Store<CoreTables>
  readonly founder: Person
  /** An account with these rights, signed in. */
  person(name: string, roles: readonly Role[], sites: SiteScope): Promise<Person>
  /** A guest with these terms, signed in, whose end is a day away. */
  guest(name: string, roles: readonly Role[], sites: SiteScope, terms: Omit<GuestTerms, 'sponsor'>): Promise<Person>
  /** A sensor's write-only token. */
  token(domain: 'it' | 'ot', site: string): Promise<string>
  sendBatch(token: string, domain: 'it' | 'ot', batch: ObservationBatch): Promise<Response>
  /** Lines of a newly enrolled source of Suricata events. */
  sendLines(domain: string, site: string, lines: string): Promise<Response>
}

/** Text that only the monitoring of this domain at this site may show. */
export function canaryOf(domain: string, site: string): string {
  return `canary-${domain}-${site}`
}

export interface EstateOptions {
  /** Of hub and cells. */
  readonly logLevel?: 'silent' | 'info'
  /** Reads captures; without it none is read. */
  readonly startCapture?: StartCapture
  readonly notices?: readonly NoticeChannel[]
}

const NO_CAPTURE: StartCapture = () => {
  throw new Error('no capture is read here')
}

export async function openEstate(options: EstateOptions = {}): Promise<Estate> {
  const { logLevel = 'silent', startCapture = NO_CAPTURE, notices = [] } = options
  const folder = mkdtempSync(join(tmpdir(), 'penstock-estate-'))
  const pages = join(folder, 'pages')
  mkdirSync(join(pages, 'static'), { recursive: true })
  writeFileSync(join(pages, 'static', 'page-abc123.js'), '')
  writeFileSync(join(pages, 'index.html'), '<!doctype html><title>Penstock</title>')
  const { publicKey, privateKey } = generateKeyPairSync('ed25519')
  const core = await migratedStore('core')
  await core.transaction(HUB_SERVICE, (tx) =>
    tx
      .insertInto('site')
      .values(SITES.map((site) => ({ site, name: site, created_at: sqlInstant(micros(1)) })))
      .execute(),
  )
  const cells: Cell[] = []
  const stores = { it: await migratedStore('monitoring'), ot: await migratedStore('monitoring') }
  for (const domain of DOMAINS) {
    const store = stores[domain]
    cells.push(
      await startCell({
        domain,
        folder: join(folder, domain),
        store,
        hubKey: publicKey,
        pseudonymKeyFile: join(folder, 'cells', 'pseudonym.key'),
        startCapture,
        logLevel,
      }),
    )
  }
  const hub = await startHub({
    folder: join(folder, 'core'),
    port: 0,
    pages,
    store: core,
    key: privateKey,
    cells: { it: cellSocket(join(folder, 'it')), ot: cellSocket(join(folder, 'ot')) },
    notices,
    logLevel,
    limits: { requestsPerMinute: 1_000_000, attemptsPerMinute: 1000 },
  })
  const founder = await openLink(hub.url, hub.link ?? '', {
    name: 'founder',
    roles: ['administrator', 'ot-lead'],
    sites: '*',
  })
  return {
    url: hub.url,
    stores,
    core,
    founder,
    person: async (name, roles, sites) => {
      const made = await founder.send('POST', '/api/access/accounts', JSON.stringify({ name, roles, sites }))
      const { link } = (await made.json()) as { readonly link: string }
      return await openLink(hub.url, link, { name, roles, sites })
    },
    guest: async (name, roles, sites, terms) => {
      const endsAt = new Date(Date.now() + 86_400_000).toISOString()
      const body = JSON.stringify({ name, roles, sites, endsAt, guest: terms })
      const made = await founder.send('POST', '/api/access/accounts', body)
      const { link } = (await made.json()) as { readonly link: string }
      return await openLink(hub.url, link, { name, roles, sites }, { ...terms, sponsor: 'x' })
    },
    sendLines: async (domain, site, lines) => {
      const admin = domain === 'ot' ? founder : await estateLead(hub.url, founder)
      const wanted = { name: `source ${domain} ${site}`, domain, site, format: 'suricata-eve' }
      const made = await admin.send('POST', '/api/sources', JSON.stringify(wanted))
      const { token } = (await made.json()) as { readonly token: string }
      return await fetch(`${hub.url}/api/${domain}/events`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/x-ndjson' },
        body: lines,
      })
    },
    token: async (domain, site) => {
      const admin = domain === 'ot' ? founder : await estateLead(hub.url, founder)
      const body = JSON.stringify({ name: `sensor ${domain} ${site}`, domain, site, sourceKind: 'sensor' })
      const made = await admin.send('POST', '/api/access/tokens', body)
      return ((await made.json()) as { readonly secret: string }).secret
    },
    sendBatch: async (token, domain, batch) =>
      await fetch(`${hub.url}/api/${domain}/observations`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify({ sensor: 'test sensor', capture: 'live', batches: [batch] }),
      }),
    [Symbol.asyncDispose]: async () => {
      await hub.stop()
      for (const cell of cells) await cell.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

let itLeads = 0

async function estateLead(url: string, founder: Person): Promise<Person> {
  const given = { name: `it-lead-${itLeads++}`, roles: ['it-lead'] as const, sites: '*' as const }
  const made = await founder.send('POST', '/api/access/accounts', JSON.stringify(given))
  return await openLink(url, ((await made.json()) as { readonly link: string }).link, given)
}

async function openLink(
  url: string,
  link: string,
  given: Pick<Person, 'name' | 'roles' | 'sites'>,
  guest?: GuestTerms,
): Promise<Person> {
  const token = link.slice(link.indexOf('#') + 1)
  const headers = { 'content-type': 'application/json' }
  const opened = await fetch(`${url}/api/session/link`, { method: 'POST', headers, body: JSON.stringify({ token }) })
  if (!opened.ok) throw new Error(`${given.name} could not sign in: ${opened.status} ${await opened.text()}`)
  const { csrfToken } = (await opened.json()) as SessionView
  const cookie = (opened.headers.get('set-cookie') ?? '').split(';')[0] ?? ''
  const grant = grantOf({ roles: [...given.roles], guest }, micros(0))
  return {
    ...given,
    permissions: grant?.permissions ?? new Set(),
    domain: grant?.domain ?? null,
    get: (path) => fetch(url + path, { headers: { cookie } }),
    request: (path, init) =>
      fetch(url + path, {
        ...init,
        headers: { ...(init.headers as Record<string, string>), cookie, 'x-penstock-csrf': csrfToken },
      }),
    send: (method, path, body, type = 'application/json') =>
      fetch(url + path, {
        method,
        headers: { cookie, 'x-penstock-csrf': csrfToken, ...(body === undefined ? {} : { 'content-type': type }) },
        ...(body === undefined ? {} : { body }),
      }),
  }
}

/** An event that Suricata tells, and a line that no format reads, every text of both a canary. */
export function canaryLines(domain: string, site: string): string {
  const canary = canaryOf(domain, site)
  const event = {
    ...{ timestamp: '2026-10-01T06:00:00Z', event_type: 'alert', src_ip: '10.1.1.1', host: `${canary}-host` },
    alert: { signature: `${canary}-signature`, signature_id: 1, severity: 1, category: `${canary}-category` },
  }
  return `${JSON.stringify(event)}\n${canary}-line\n`
}

/** One device that talks to another, every monitored text of it a canary. */
export function canaryBatch(domain: string, site: string): ObservationBatch {
  const at = micros(1_790_000_000_000_000)
  const proof = { file: 0, frame: 1, at, offset: 40, length: 60 }
  const net = `10.${domain === 'it' ? 1 : 2}.${SITES.indexOf(site as 'alpha') + 1}`
  const tail = `${domain === 'it' ? '0a' : '0b'}:0${SITES.indexOf(site as 'alpha') + 1}`
  const client = { mac: `00:1b:1b:00:${tail}`, ip: `${net}.10` }
  const server = { mac: `00:1b:1c:00:${tail}`, ip: `${net}.20` }
  const binding = (end: typeof client) => ({
    ...end,
    vlan: null,
    ground: 'arp-own' as const,
    protocol: 'arp',
    packets: 3,
    firstAt: at,
    lastAt: at,
    proof,
  })
  const canary = canaryOf(domain, site)
  return {
    seq: 0,
    isLast: false,
    packets: 10,
    bytes: 1000,
    malformed: 0,
    skipped: {},
    firstAt: at,
    lastAt: at,
    bindings: [binding(client), binding(server)],
    claims: [
      {
        about: server,
        field: 'name',
        value: `device-of-${site}-${domain}`,
        protocol: 'lldp',
        method: 'lldp-system-name',
        basis: 'observed',
        proof,
      },
    ],
    conversations: [
      {
        client,
        server,
        protocol: 'modbus-tcp',
        portGuess: `${canary}-port`,
        transport: 'tcp',
        serverPort: 502,
        sidesFrom: 'content',
        isAnswered: true,
        vlans: [],
        packets: 10,
        bytes: 1000,
        firstAt: at,
        lastAt: at,
        details: [{ kind: 'tls-server-name', value: `${canary}.teamviewer.com`, count: 1 }],
        functions: [{ code: `${canary}-code`, name: `${canary}-function`, kind: 'write', count: 2 }],
        proof,
      },
    ],
    operations: [
      {
        at,
        protocol: 'modbus-tcp',
        kind: 'write',
        code: '16',
        name: `${canary}-operation`,
        client,
        server,
        target: `${canary}-target`,
        values: [`${canary}-value`],
        result: null,
        count: 1,
        proof,
      },
    ],
    anomalies: [{ kind: 'odd', count: 1, detail: `${canary}-anomaly`, proof }],
    values: [
      {
        server,
        protocol: 'iec104',
        point: `${canary}-point`,
        ...{ count: 1, changes: 0, min: 1, max: 1, first: 1, last: 1 },
        quality: [],
        firstAt: at,
        lastAt: at,
        proof,
      },
    ],
    states: [
      {
        about: server,
        part: null,
        field: 'mode',
        value: `${canary}-mode`,
        protocol: 's7comm',
        method: 'szl-0x0424',
        at,
        proof,
      },
    ],
    transfers: [
      {
        kind: 'program',
        direction: 'to-device',
        initiator: client,
        device: server,
        protocol: 's7comm',
        name: `${canary}-block`,
        bytes: 1,
        announcedBytes: null,
        sha256: null,
        result: 'complete',
        firstAt: at,
        lastAt: at,
        proof,
      },
    ],
    logons: [
      {
        client,
        server,
        protocol: 'ftp',
        method: 'password',
        account: `${canary}-account`,
        result: 'accepted',
        count: 1,
        firstAt: at,
        lastAt: at,
        proof,
      },
    ],
    discoveries: [
      { client, protocol: 'bacnet', method: `${canary}-question`, count: 1, firstAt: at, lastAt: at, proof },
    ],
  }
}
