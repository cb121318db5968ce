// Use cases of saved views. Everybody keeps their own; who may share also keeps those that belong to the organisation.
import type { SavedView, ViewAudience } from '@penstock/contract/views'
import { type EpochMicros, idOfUuid, uuidOfId } from '@penstock/model/kernel'
import { Role } from '@penstock/model/operating-model'
import { appendAudit } from '@penstock/server/audit'
import { AppError, type Caller } from '@penstock/server/http'
import { type Clock, HUB_SERVICE, newUuid } from '@penstock/server/runtime'
import type { Store } from '@penstock/store/state'
import type { CoreTables } from '@penstock/store/tables'
import type { Tx, ViewRow } from './queries.ts'
import * as queries from './queries.ts'

/** As many as a person can still find their way in. */
const MOST_OF_AUTHOR = 200

interface ViewsOptions {
  readonly store: Store<CoreTables>
  readonly clock: Clock
}

export class ViewsService {
  readonly #options: ViewsOptions

  constructor(options: ViewsOptions) {
    this.#options = options
  }

  async list(caller: Caller, path: string | undefined): Promise<SavedView[]> {
    const who = { author: authorOf(caller), roles: caller.roles }
    const rows = await this.#run((tx) => queries.listVisible(tx, who, path))
    return rows.map((row) => viewOf(caller, row, this.#options.clock()))
  }

  async save(
    caller: Caller,
    given: { name: string; path: string; search: string; audience: ViewAudience },
  ): Promise<SavedView> {
    const { name, path, search, audience } = given
    const id = newUuid()
    return await this.#run(async (tx) => {
      const author = authorOf(caller)
      if ((await queries.countOfAuthor(tx, author)) >= MOST_OF_AUTHOR)
        throw new AppError('views.too-many', { most: MOST_OF_AUTHOR })
      await judgeAudience(tx, caller, path, audience, null)
      const row = { id, name, path, search, author_id: author, created_at: this.#options.clock() }
      await queries.insertView(tx, { ...row, ...columnsOf(audience) })
      await this.#tell(tx, caller, 'view.save', id, { path, audience })
      return viewOf(caller, await queries.getView(tx, id), this.#options.clock())
    })
  }

  async change(
    caller: Caller,
    viewId: string,
    given: {
      version: number
      name?: string | undefined
      search?: string | undefined
      audience?: ViewAudience | undefined
    },
  ): Promise<SavedView> {
    return await this.#run(async (tx) => {
      const row = await changeable(tx, caller, viewId, given.version)
      const audience = given.audience ?? audienceOf(row)
      if (given.audience !== undefined) await judgeAudience(tx, caller, row.path, audience, row.id)
      const change = { name: given.name ?? row.name, search: given.search ?? row.search, ...columnsOf(audience) }
      await queries.updateView(tx, row.id, { ...change, version: row.version + 1 })
      await this.#tell(tx, caller, 'view.change', row.id, { path: row.path, audience })
      return viewOf(caller, await queries.getView(tx, row.id), this.#options.clock())
    })
  }

  async remove(caller: Caller, viewId: string, version: number): Promise<void> {
    await this.#run(async (tx) => {
      const row = await changeable(tx, caller, viewId, version)
      await queries.removeView(tx, row.id)
      await this.#tell(tx, caller, 'view.delete', row.id, { path: row.path })
    })
  }

  /** Whoever reads the log may not see the view: it says which one and for whom, and not what its author called it. */
  async #tell(tx: Tx, caller: Caller, action: string, id: string, details: Record<string, unknown>): Promise<void> {
    const at = this.#options.clock()
    await appendAudit(tx, { actor: caller.subject, action, object: idOfUuid('viw', id), details, at })
  }

  async #run<T>(run: (tx: Tx) => Promise<T>): Promise<T> {
    return await this.#options.store.transaction(HUB_SERVICE, run)
  }
}

function authorOf(caller: Caller): string {
  const id = uuidOfId(caller.subject)
  if (id === null) throw new AppError('not-found')
  return id
}

/** The view at the version that the person saw; absent for who may not see or not change it. */
async function changeable(tx: Tx, caller: Caller, viewId: string, version: number): Promise<ViewRow> {
  const id = uuidOfId(viewId)
  const row = id === null ? undefined : await queries.lockView(tx, id)
  if (row === undefined || !mayChange(caller, row)) throw new AppError('not-found')
  if (row.version !== version) throw new AppError('version-moved', { version: row.version })
  return row
}

/** Its author; and for what others see too, whoever may share: a view outlives its author's account. */
function mayChange(caller: Caller, row: ViewRow): boolean {
  return row.author_id === authorOf(caller) || (row.audience !== 'private' && caller.permissions.has('view:share'))
}

async function judgeAudience(
  tx: Tx,
  caller: Caller,
  path: string,
  audience: ViewAudience,
  ownId: string | null,
): Promise<void> {
  if (audience.kind === 'private') return
  if (!caller.permissions.has('view:share')) throw new AppError('views.may-not-share')
  if (audience.kind === 'shared') return
  const known = await queries.findDefault(tx, path, audience.role)
  if (known !== undefined && known.id !== ownId) throw new AppError('views.role-has-default', { role: audience.role })
}

function columnsOf(audience: ViewAudience) {
  return { audience: audience.kind, role: audience.kind === 'role' ? audience.role : null }
}

function audienceOf(row: ViewRow): ViewAudience {
  if (row.audience === 'role') return { kind: 'role', role: Role.parse(row.role) }
  return { kind: row.audience === 'shared' ? 'shared' : 'private' }
}

function viewOf(caller: Caller, row: ViewRow, now: EpochMicros): SavedView {
  const isHere = row.author_state === 'active' && (row.author_ends_at === null || row.author_ends_at > now)
  return {
    id: idOfUuid('viw', row.id),
    name: row.name,
    path: row.path,
    search: row.search,
    audience: audienceOf(row),
    author: isHere ? { name: row.author_name } : null,
    isMine: row.author_id === authorOf(caller),
    mayChange: mayChange(caller, row),
    version: row.version,
  }
}
