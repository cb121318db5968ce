// What the room remembers of one ledger: names, what requests asked for, members of data sets, who has selected what. All of it is bounded.
import type { Ledger } from '@penstock/sensor/facts'
import { KeyTable } from '@penstock/sensor/tables'
import { Asked } from '../asked.ts'
import { BerCursor } from '../ber-cursor.ts'
import { DataReadings } from '../mms-data.ts'
import { NamedPoints } from '../named-points.ts'
import { perLedger } from '../per-ledger.ts'

const MOST_SETS = 1024
const MOST_SELECTIONS = 4096
const MOST_VARIABLES = 256
const MOST_ASKED = 1024

export class MmsMemory {
  readonly ber: BerCursor = new BerCursor()
  readonly asked: Asked = new Asked()
  readonly points: NamedPoints
  readonly readings: DataReadings
  /** Variables of the message that is read: number of the name, and where object and item stand. */
  count = 0
  readonly rows: Int32Array = new Int32Array(MOST_VARIABLES)
  readonly domainFrom: Int32Array = new Int32Array(MOST_VARIABLES)
  readonly domainTo: Int32Array = new Int32Array(MOST_VARIABLES)
  readonly itemFrom: Int32Array = new Int32Array(MOST_VARIABLES)
  readonly itemTo: Int32Array = new Int32Array(MOST_VARIABLES)
  /** The message names a list of variables and not variables. */
  isList = false
  /** What files and domains are called whose opening was asked for, by flow and request. */
  readonly transferNames: Map<string, string> = new Map()

  /** Why the control was refused whose answer comes next, by flow. */
  private readonly causes: Map<number, number> = new Map()
  /** Flows whose association was asked for with a password. */
  private readonly passwords: Set<number> = new Set()
  private readonly sets: KeyTable = new KeyTable(MOST_SETS, 0x6d6d73)
  private members: Int32Array[] = []
  private readonly selections: Map<string, number> = new Map()

  constructor(ledger: Ledger) {
    this.points = new NamedPoints(ledger)
    this.readings = new DataReadings(this.points)
  }

  get isFull(): boolean {
    return this.count >= MOST_VARIABLES
  }

  /** Remembers the variables of the message as the members of a list that `server` holds. */
  keepMembers(server: number, list: number): void {
    let row = this.sets.add(server, list, 0, 0)
    if (row < 0) {
      this.sets.clear()
      this.members = []
      row = this.sets.add(server, list, 0, 0)
    }
    this.members[row] = this.rows.slice(0, this.count)
  }

  /** Members of a list, or undefined when nobody named them. */
  membersOf(server: number, list: number): Int32Array | undefined {
    const row = this.sets.find(server, list, 0, 0)
    return row < 0 ? undefined : this.members[row]
  }

  keepCause(flow: number, cause: number): void {
    if (this.causes.size >= MOST_ASKED) this.causes.delete(this.causes.keys().next().value!)
    this.causes.set(flow, cause)
  }

  /** The cause that was told last in this flow, or -1; it is then forgotten. */
  takeCause(flow: number): number {
    const cause = this.causes.get(flow) ?? -1
    this.causes.delete(flow)
    return cause
  }

  keepPassword(flow: number): void {
    if (this.passwords.size >= MOST_ASKED) this.passwords.delete(this.passwords.keys().next().value!)
    this.passwords.add(flow)
  }

  /** True when the association of this flow was asked for with a password. */
  takePassword(flow: number): boolean {
    return this.passwords.delete(flow)
  }

  keepTransferName(key: string, name: string): void {
    if (this.transferNames.size >= MOST_ASKED) this.transferNames.delete(this.transferNames.keys().next().value!)
    this.transferNames.set(key, name)
  }

  /** `client` selected a control of `server`; `target` tells controls apart. */
  select(server: number, target: number, client: number): void {
    if (this.selections.size >= MOST_SELECTIONS) this.selections.delete(this.selections.keys().next().value!)
    this.selections.set(`${server}|${target}`, client)
  }

  /** True when this client has selected the control. */
  hasSelected(server: number, target: number, client: number): boolean {
    return this.selections.get(`${server}|${target}`) === client
  }

  deselect(server: number, target: number): void {
    this.selections.delete(`${server}|${target}`)
  }
}

export const memoryOf = perLedger((ledger) => new MmsMemory(ledger))
