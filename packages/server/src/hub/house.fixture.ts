// A hub and its two cells in one process, on stores of their own, that can be stopped and started again, each for itself.
import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { SessionView } from '@penstock/contract/access'
import { type Domain, micros } from '@penstock/model/kernel'
import type { NoticeChannel } from '@penstock/model/notices'
import type { Role, SiteScope } from '@penstock/model/operating-model'
import type { EventRetention, ListenerOptions } from '@penstock/model/sources'
import { PRINCIPAL_HEADER } from '@penstock/server/access'
import { type Cell, cellSocket, startCell } from '@penstock/server/cell'
import { type Hub, startHub } from '@penstock/server/hub'
import type { StartCapture } from '@penstock/server/observations'
import { type Clock, HUB_SERVICE } from '@penstock/server/runtime'
import { openEmbeddedStore, type Store, sqlInstant } from '@penstock/store/state'
import type { CoreTables, MonitoringTables } from '@penstock/store/tables'
import { hastyFolder } from '@penstock/testkit/stores'
import { expect } from 'vitest'

export interface Answer {
  readonly status: number
  readonly text: string
  readonly headers: Headers
  /** The JSON of the answer; undefined when it is none. */
  readonly body: unknown
}

export interface Person {
  readonly view: SessionView
  readonly cookie: string
  /** The whole Set-Cookie header that opened the session. */
  readonly setCookie: string
  get(path: string): Promise<Answer>
  /** The bytes of a file. */
  bytes(path: string): Promise<Uint8Array>
  send(method: string, path: string, body?: unknown, type?: string): Promise<Answer>
}

export interface HouseOptions {
  readonly clock?: Clock
  /** Sign-in attempts a minute; the hub's own limit when null. */
  readonly attemptsPerMinute?: number | null
  /** Reads captures; without it none is read here. */
  readonly startCapture?: StartCapture
  readonly reservedBytes?: number
  readonly listeners?: readonly ListenerOptions[]
  readonly notices?: readonly NoticeChannel[]
  readonly retention?: EventRetention
}

export class House {
  readonly #folder = mkdtempSync(join(tmpdir(), 'penstock-house-'))
  readonly #folders = new Map<'core' | Domain, string>()
  readonly #keys = generateKeyPairSync('ed25519')
  readonly #options: HouseOptions
  readonly #cells = new Map<Domain, Cell>()
  readonly #stores = new Map<Domain, Store<MonitoringTables>>()
  #core: Store<CoreTables> | null = null
  #hub: Hub | null = null

  constructor(options: HouseOptions) {
    this.#options = options
  }

  get hub(): Hub {
    if (this.#hub === null) throw new Error('the hub is not running')
    return this.#hub
  }

  get core(): Store<CoreTables> {
    if (this.#core === null) throw new Error('the hub is not running')
    return this.#core
  }

  get key(): KeyObject {
    return this.#keys.privateKey
  }

  storeOf(domain: Domain): Store<MonitoringTables> {
    const store = this.#stores.get(domain)
    if (store === undefined) throw new Error(`the ${domain} cell is not running`)
    return store
  }

  async startCell(domain: Domain): Promise<void> {
    const folder = await this.#folderOf(domain)
    const store = await openEmbeddedStore<MonitoringTables>({ folder, schema: 'monitoring' })
    this.#stores.set(domain, store)
    const noCapture = (): never => {
      throw new Error('no capture is read here')
    }
    const { clock, startCapture = noCapture, reservedBytes, listeners = [], retention } = this.#options
    this.#cells.set(
      domain,
      await startCell({
        domain,
        folder,
        store,
        hubKey: this.#keys.publicKey,
        pseudonymKeyFile: join(this.#folder, 'cells', 'pseudonym.key'),
        startCapture,
        listeners,
        retention,
        logLevel: 'silent',
        ...(clock === undefined ? {} : { clock }),
        ...(reservedBytes === undefined ? {} : { reservedBytes }),
      }),
    )
  }

  async stopCell(domain: Domain): Promise<void> {
    await this.#cells.get(domain)?.stop()
    this.#cells.delete(domain)
    this.#stores.delete(domain)
  }

  async startHub(): Promise<void> {
    writeFileSync(join(this.#folder, 'index.html'), '<!doctype html><title>Penstock</title>')
    const core = await this.#folderOf('core')
    const { clock, attemptsPerMinute = 100_000, reservedBytes, listeners = [], notices = [] } = this.#options
    this.#core = await openEmbeddedStore<CoreTables>({ folder: core, schema: 'core' })
    this.#hub = await startHub({
      folder: core,
      port: 0,
      pages: this.#folder,
      store: this.#core,
      key: this.#keys.privateKey,
      cells: { it: cellSocket(await this.#folderOf('it')), ot: cellSocket(await this.#folderOf('ot')) },
      listeners,
      notices,
      logLevel: 'silent',
      ...(reservedBytes === undefined ? {} : { reservedBytes }),
      ...(attemptsPerMinute === null ? {} : { limits: { requestsPerMinute: 1_000_000, attemptsPerMinute } }),
      ...(clock === undefined ? {} : { clock }),
    })
  }

  async stopHub(): Promise<void> {
    await this.#hub?.stop()
    this.#hub = null
    this.#core = null
  }

  /** A request without any session. */
  async ask(path: string, init: RequestInit = {}): Promise<Answer> {
    return await answerOf(await fetch(this.hub.url + path, init))
  }

  async openLink(link: string | null): Promise<Answer> {
    const token = (link ?? '').split('#')[1]
    return await this.ask('/api/session/link', jsonOf({ token }))
  }

  /** Signs in with a link, or with whatever else opens a session. */
  async signIn(opened: Answer | Promise<Answer>): Promise<Person> {
    const { status, text, headers, body } = await opened
    if (status !== 200) throw new Error(`could not sign in: ${status} ${text}`)
    const view = body as SessionView
    const setCookie = headers.get('set-cookie') ?? ''
    const cookie = setCookie.split(';')[0] ?? ''
    return {
      view,
      cookie,
      setCookie,
      get: (path) => this.ask(path, { headers: { cookie } }),
      bytes: async (path) => {
        const answer = await fetch(this.hub.url + path, { headers: { cookie } })
        return new Uint8Array(await answer.arrayBuffer())
      },
      send: (method, path, given, type) =>
        this.ask(path, {
          ...(given === undefined ? {} : jsonOf(given, type)),
          method,
          headers: {
            cookie,
            'x-penstock-csrf': view.csrfToken,
            ...(given === undefined ? {} : { 'content-type': type ?? 'application/json' }),
          },
        }),
    }
  }

  /** Sites of the organisation, besides the one that is there from the start; a site is called as its key. */
  async addSites(...sites: readonly string[]): Promise<void> {
    const rows = sites.map((site) => ({ site, name: site, created_at: sqlInstant(micros(1)) }))
    await this.core.transaction(HUB_SERVICE, (tx) => tx.insertInto('site').values(rows).execute())
  }

  async founder(): Promise<Person> {
    return await this.signIn(this.openLink(await this.hub.issueLink()))
  }

  /** A new account with these rights, signed in. */
  async person(founder: Person, name: string, roles: readonly Role[], sites: SiteScope = '*'): Promise<Person> {
    const made = await founder.send('POST', '/api/access/accounts', { name, roles, sites })
    return await this.signIn(this.openLink((made.body as { readonly link: string }).link))
  }

  /** Asks a cell on its socket as the hub does, with this principal header or with none. */
  async askCell(
    domain: Domain,
    path: string,
    principal?: string,
    body?: unknown,
    method: 'GET' | 'POST' | 'PUT' = body === undefined ? 'GET' : 'POST',
  ): Promise<Answer> {
    const socketPath = cellSocket(await this.#folderOf(domain))
    const headers = {
      'content-type': 'application/json',
      ...(principal === undefined ? {} : { [PRINCIPAL_HEADER]: principal }),
    }
    return await new Promise((done, fail) => {
      const sent = request({ socketPath, path, method, headers }, (answer) => {
        const chunks: Buffer[] = []
        answer.on('data', (chunk: Buffer) => chunks.push(chunk))
        answer.once('end', () => {
          const text = Buffer.concat(chunks).toString('utf8')
          done({ status: answer.statusCode ?? 0, text, headers: new Headers(), body: parsed(text) })
        })
      })
      sent.once('error', fail)
      sent.end(body === undefined ? undefined : JSON.stringify(body))
    })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stopHub()
    for (const domain of [...this.#cells.keys()]) await this.stopCell(domain)
    for (const folder of [this.#folder, ...this.#folders.values()]) rmSync(folder, { recursive: true, force: true })
  }

  async #folderOf(part: 'core' | Domain): Promise<string> {
    const folder = this.#folders.get(part) ?? (await hastyFolder(part === 'core' ? 'core' : 'monitoring'))
    this.#folders.set(part, folder)
    return folder
  }
}

export async function openHouse(options: HouseOptions = {}): Promise<House> {
  const house = new House(options)
  for (const domain of ['it', 'ot'] as const) await house.startCell(domain)
  await house.startHub()
  return house
}

export function jsonOf(body: unknown, type = 'application/json'): RequestInit {
  const isRaw = typeof body === 'string' || body instanceof Uint8Array
  return {
    method: 'POST',
    headers: { 'content-type': type },
    body: isRaw ? (body as string | Uint8Array<ArrayBuffer>) : JSON.stringify(body),
  }
}

/** The body of an answer that must be 200. */
export async function ok<T>(answer: Promise<Answer>): Promise<T> {
  const { status, text, body } = await answer
  expect(status, text).toBe(200)
  return body as T
}

async function answerOf(answer: Response): Promise<Answer> {
  const text = await answer.text()
  return { status: answer.status, text, headers: answer.headers, body: parsed(text) }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}
