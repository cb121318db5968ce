// Gathers, for each device, everything that belongs to it: anchors, times, what was said, what it spoke.
import type { EpochMicros } from '@penstock/model/kernel'
import { type Anchor, compareProofs, declaredAnchor, moduleAnchor, type SourcedProof } from './anchor.ts'
import type { Components } from './components.ts'
import type { DeclaredAsset } from './declared.ts'
import { modulePathOf } from './device-statements.ts'
import { anchorOfEndpoint, type Holdings } from './endpoint.ts'
import type { FactSource } from './facts.ts'
import { FieldNotes } from './field-states.ts'
import { isPart } from './module-path.ts'
import type { PersonDecision } from './person-decision.ts'
import { anchorOfClaim, type Presences } from './presence.ts'
import type { RegisterIndex } from './register-index.ts'
import { emptyTalk, noteService, noteTalk, type TalkNotes } from './talk.ts'
import { ASSET_FIELDS, CareField, type RegisterField } from './vocabulary.ts'

/** An asset in the making. */
export interface Draft {
  readonly anchors: Anchor[]
  readonly declared: DeclaredAsset[]
  readonly notes: FieldNotes
  readonly talk: TalkNotes
  /** Ids of people's decisions on it. */
  readonly decisions: Set<string>
  heard: { firstAt: EpochMicros; lastAt: EpochMicros; proof: SourcedProof } | null
  /** When another system told of it, which nobody need have seen. */
  told: { firstAt: EpochMicros; lastAt: EpochMicros; proof: SourcedProof } | null
}

export type Drafts = ReadonlyMap<Anchor, Draft>

/** Drafts by the root of their component. `named` are the anchors that a device or the register gives without being heard. */
export function draftAssets(
  sources: readonly FactSource[],
  register: RegisterIndex,
  ledger: { readonly all: readonly PersonDecision[]; readonly active: readonly PersonDecision[] },
  holdings: Holdings,
  presences: Presences,
  components: Components,
  named: ReadonlySet<Anchor>,
): Drafts {
  const drafts = new Map<Anchor, Draft>()
  for (const anchor of components.anchors()) {
    const heard = presences.heard.get(anchor)
    const told = presences.reported.told.get(anchor)
    if (heard === undefined && told === undefined && !named.has(anchor)) continue
    const draft = draftOf(drafts, components.rootOf(anchor))
    draft.anchors.push(anchor)
    if (heard !== undefined) draft.heard = widened(draft.heard, heard)
    if (told !== undefined) draft.told = widened(draft.told, told)
  }
  const find = (anchor: Anchor | null) => {
    return anchor !== null && components.has(anchor) ? (drafts.get(components.rootOf(anchor)) ?? null) : null
  }
  for (const asset of register.assets) addDeclared(find(declaredAnchor(asset.id)), asset)
  for (const source of sources) {
    addClaims(source, holdings, presences, find)
    for (const conversation of source.conversations) {
      const client = anchorOfEndpoint(conversation.client, holdings, source)
      const server = anchorOfEndpoint(conversation.server, holdings, source)
      const serverRoot = server !== null && components.has(server) ? components.rootOf(server) : null
      noteTalk(find(client)?.talk ?? null, find(server)?.talk ?? null, serverRoot, conversation)
    }
  }
  addPeople(ledger, find)
  return drafts
}

function draftOf(drafts: Map<Anchor, Draft>, root: Anchor): Draft {
  let draft = drafts.get(root)
  if (draft === undefined) {
    draft = {
      anchors: [],
      declared: [],
      notes: new FieldNotes(),
      talk: emptyTalk(),
      decisions: new Set(),
      heard: null,
      told: null,
    }
    drafts.set(root, draft)
  }
  return draft
}

function widened(known: Draft['heard'], span: NonNullable<Draft['heard']>): NonNullable<Draft['heard']> {
  if (known === null) return { firstAt: span.firstAt, lastAt: span.lastAt, proof: span.proof }
  if (span.firstAt < known.firstAt) known.firstAt = span.firstAt
  if (span.lastAt > known.lastAt) known.lastAt = span.lastAt
  if (compareProofs(span.proof, known.proof) < 0) known.proof = span.proof
  return known
}

function addDeclared(draft: Draft | null, asset: DeclaredAsset): void {
  if (draft === null) return
  draft.declared.push(asset)
  const say = (field: RegisterField, value: string | null | undefined) => {
    if (value === undefined || value === null) return
    draft.notes.say(field, {
      value,
      protocol: null,
      method: 'register',
      basis: 'declared',
      source: asset.source,
      proof: null,
      firstAt: asset.declaredAt,
      lastAt: asset.declaredAt,
      reason: null,
    })
  }
  for (const field of ASSET_FIELDS) say(field, asset.fields[field])
  for (const field of CareField.options) say(field, asset.care?.[field])
  for (const name of asset.functions) say('function', name)
  say('zone', asset.zone)
  say('owner', asset.owner?.person)
  say('team', asset.owner?.group)
}

function addClaims(
  source: FactSource,
  holdings: Holdings,
  { reported }: Presences,
  find: (anchor: Anchor | null) => Draft | null,
): void {
  for (const claim of source.claims) {
    const anchor = anchorOfClaim(claim, holdings, reported, source)
    const path = modulePathOf(claim)
    const draft = find(anchor === null || path === null ? anchor : moduleAnchor(anchor, path))
    const value = claim.value.trim()
    if (draft === null || value === '' || isAddress(claim.method, value)) continue
    const { at } = claim.proof
    if (path !== null && !isPart(path)) noteService(draft.talk, claim.protocol)
    draft.notes.say(claim.field, {
      value,
      protocol: claim.protocol,
      method: claim.method,
      basis: claim.basis,
      source: source.id,
      proof: { ...claim.proof, source: source.id },
      firstAt: at,
      lastAt: at,
      reason: null,
    })
  }
}

/** A chassis id that is an address names an interface, not the device. */
function isAddress(method: string, value: string): boolean {
  return (
    method === 'lldp-chassis-id' &&
    /^([0-9a-f]{2}([:-][0-9a-f]{2}){5}|\d{1,3}(\.\d{1,3}){3}|[0-9a-f]*:[0-9a-f:]+)$/i.test(value)
  )
}

function addPeople(
  ledger: { readonly all: readonly PersonDecision[]; readonly active: readonly PersonDecision[] },
  find: (anchor: Anchor | null) => Draft | null,
): void {
  const byId = new Map(ledger.all.map((decision) => [decision.id, decision]))
  for (const decision of ledger.all) {
    const of = decision.kind === 'undo' ? undoneBy(decision.decisionId, byId) : decision
    for (const anchor of of === null ? [] : anchorsOf(of)) find(anchor)?.decisions.add(decision.id)
  }
  for (const decision of latestWords(ledger.active)) {
    find(decision.anchor)?.notes.say(decision.field, {
      value: decision.value,
      protocol: null,
      method: 'person',
      basis: 'confirmed',
      source: decision.by,
      proof: null,
      firstAt: decision.at,
      lastAt: decision.at,
      reason: decision.reason,
    })
  }
}

type Word = Extract<PersonDecision, { kind: 'edit-field' | 'confirm-field' }>

/** What people said last of each field of each anchor: who corrects a value does not contradict the earlier one. */
function latestWords(active: readonly PersonDecision[]): Iterable<Word> {
  const words = new Map<string, Word>()
  for (const decision of active) {
    if (decision.kind === 'edit-field' || decision.kind === 'confirm-field')
      words.set(`${decision.anchor}|${decision.field}`, decision)
  }
  return words.values()
}

/** The decision at the end of a chain of undos, or null when it is not in the ledger. */
function undoneBy(id: string, byId: ReadonlyMap<string, PersonDecision>): PersonDecision | null {
  const seen = new Set<string>()
  let decision = byId.get(id)
  while (decision?.kind === 'undo' && !seen.has(decision.id)) {
    seen.add(decision.id)
    decision = byId.get(decision.decisionId)
  }
  return decision === undefined || decision.kind === 'undo' ? null : decision
}

/** What a decision is about. */
function anchorsOf(decision: PersonDecision): readonly Anchor[] {
  switch (decision.kind) {
    case 'merge':
    case 'remove':
      return decision.anchors
    case 'split':
      return [...decision.apart, ...decision.from]
    case 'edit-field':
    case 'confirm-field':
      return [decision.anchor]
    case 'declare':
      return [declaredAnchor(decision.asset.id)]
    case 'undo':
      return []
  }
}
