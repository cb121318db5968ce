// Provenance of fields: everything that was said, and which of it is shown. A person's word beats the register, the
// register beats the device, the device beats a conclusion; what lost is kept, and what contradicts is counted.
import { compareTexts } from '@penstock/model/kernel'
import { ClaimField } from '@penstock/model/observations'
import { trustRank } from '@penstock/model/others'
import { compareProofs, type SourcedProof } from './anchor.ts'
import type { Asset, AssetFields, FieldState, KeptFields, SaidValue } from './asset.ts'
import { type AssetField, KeptField, type RegisterField, ValueBasis } from './vocabulary.ts'

const BASIS_RANK = new Map(ValueBasis.options.map((basis, at) => [basis, at]))

/** For names, who is asked first: the name that a person gave the station in engineering, then what hosts announce. */
const NAME_METHODS = ['register', 'person', 'dcp-name-of-station', 'lldp-system-name', 'cdp-device-id']

/** These change by nature or come several at a time: another value is news, not a contradiction. */
const NEVER_IN_CONFLICT: ReadonlySet<RegisterField> = new Set([
  'name',
  'mode',
  'description',
  'operatingSystem',
  'software',
  'function',
  'note',
])

const IS_KEPT: ReadonlySet<RegisterField> = new Set(KeptField.options)

export const NOTHING_SAID: FieldState = { value: null, basis: null, said: [], conflicts: 0 }

type Mutable = { -readonly [Key in keyof SaidValue]: SaidValue[Key] }

/** A field of an asset as it stands. */
export function stateOf(asset: Pick<Asset, 'fields' | 'kept'>, field: RegisterField): FieldState {
  const claimed = ClaimField.safeParse(field)
  return (claimed.success ? asset.fields[claimed.data] : asset.kept[field as KeptField]) ?? NOTHING_SAID
}

/** All statements about one asset or module, by field; the same statement from many batches is one entry. */
export class FieldNotes {
  readonly #byField = new Map<RegisterField, Map<string, Mutable>>()

  /** Takes the object over: it is widened when the same is said again. */
  say(field: RegisterField, said: Mutable): void {
    let notes = this.#byField.get(field)
    if (notes === undefined) {
      notes = new Map()
      this.#byField.set(field, notes)
    }
    const id = `${said.value ?? '\0'}|${said.protocol ?? ''}|${said.method}|${said.basis}|${said.source}`
    const known = notes.get(id)
    if (known === undefined) {
      notes.set(id, said)
      return
    }
    if (said.firstAt < known.firstAt) known.firstAt = said.firstAt
    if (said.lastAt > known.lastAt) known.lastAt = said.lastAt
    if (isEarlierProof(said.proof, known.proof)) known.proof = said.proof
    if (said.reason !== null && (known.reason === null || said.reason < known.reason)) known.reason = said.reason
  }

  texts(field: AssetField): readonly string[] {
    const notes = this.#byField.get(field)
    if (notes === undefined) return []
    const values = [...notes.values()].flatMap((said) => said.value ?? [])
    return [...new Set(values)].sort(compareTexts)
  }

  state(field: RegisterField): FieldState {
    const notes = this.#byField.get(field)
    if (notes === undefined) return NOTHING_SAID
    const said = [...notes.values()].sort((a, b) => compareSaid(field, a, b))
    const chosen = said[0]!
    return { value: chosen.value, basis: chosen.basis, said, conflicts: conflictsIn(field, said) }
  }

  states(): AssetFields {
    const states: Partial<Record<AssetField, FieldState>> = {}
    for (const field of ClaimField.options) states[field] = this.state(field)
    return states as AssetFields
  }

  keptStates(): KeptFields {
    const states: KeptFields = {}
    for (const field of KeptField.options) if (this.#byField.has(field)) states[field] = this.state(field)
    return states
  }
}

/** Strongest basis first; then the method order of names; of reports the more trusted system; then what was said last; then by text, for one order always. */
function compareSaid(field: RegisterField, a: SaidValue, b: SaidValue): number {
  return (
    BASIS_RANK.get(a.basis)! - BASIS_RANK.get(b.basis)! ||
    (field === 'name' ? nameRank(a) - nameRank(b) : 0) ||
    (a.basis === 'reported' ? trustRank(a.protocol) - trustRank(b.protocol) : 0) ||
    b.lastAt - a.lastAt ||
    compareTexts(a.value ?? '', b.value ?? '') ||
    compareTexts(a.method, b.method) ||
    compareTexts(a.protocol ?? '', b.protocol ?? '') ||
    compareTexts(a.source, b.source)
  )
}

function nameRank(said: SaidValue): number {
  const at = NAME_METHODS.indexOf(said.method)
  return at < 0 ? NAME_METHODS.length : at
}

/** What people keep contradicts only what stands on the same ground: a person's word takes the place of the register's. */
function conflictsIn(field: RegisterField, said: readonly SaidValue[]): number {
  if (NEVER_IN_CONFLICT.has(field)) return 0
  const ground = IS_KEPT.has(field) ? said[0]!.basis : null
  const values = new Set<string>()
  for (const { basis, value } of said) {
    if (basis === 'inferred' || value === null || (ground !== null && basis !== ground)) continue
    values.add(folded(value))
  }
  return Math.max(0, values.size - 1)
}

function folded(value: string): string {
  return value.trim().toLowerCase().replaceAll(/\s+/g, ' ')
}

function isEarlierProof(proof: SourcedProof | null, known: SourcedProof | null): boolean {
  return proof !== null && (known === null || compareProofs(proof, known) < 0)
}
