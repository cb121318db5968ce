// Identity resolution: from the interface facts of one site to its assets. It never makes one device of two and never makes
// two of one in silence: each joining, and each refusal to join, is a decision with its rule, its facts and its packet.
import { SiteKey } from '@penstock/model/kernel'
import type { Anchor, AssetKey } from './anchor.ts'
import { declaredAnchor } from './anchor.ts'
import { assembleAsset } from './assemble.ts'
import type { Asset } from './asset.ts'
import { Components, joinAll } from './components.ts'
import { DeviceStatements } from './device-statements.ts'
import { draftAssets } from './drafts.ts'
import { anchorOfEndpoint, type Holdings } from './endpoint.ts'
import { explainDecisions, explainFindings } from './explain.ts'
import type { SiteFacts } from './facts.ts'
import { Journal, type Link } from './journal.ts'
import { joinModules } from './module-links.ts'
import { decideHoldings } from './ownership.ts'
import { activeDecisions } from './person-decision.ts'
import { drawPersonLinks } from './person-links.ts'
import { collectPresence, type Presences } from './presence.ts'
import { indexRegister, type RegisterIndex } from './register-index.ts'
import { drawRegisterLinks } from './register-links.ts'
import { drawReportedLinks } from './reported-links.ts'
import type { AssetResolution } from './resolution.ts'
import { collectSightings } from './sightings.ts'
import { drawStatementLinks, serialIdentities } from './statement-links.ts'

/**
 * The assets of one site. Pure; the order of sources, rows and batches, and their repetition, change nothing. Time grows
 * with the number of rows (n log n for sorting). Two sites never meet: call it once for each.
 */
export function resolveAssets({ site, sources, declared, decisions }: SiteFacts): AssetResolution {
  const active = activeDecisions(decisions)
  const register = indexRegister(declared, active)
  const sightings = collectSightings(sources)
  const statements = new DeviceStatements(sources)
  const journal = new Journal()
  const holdings = decideHoldings(sightings, register, statements, journal)
  drawStatementLinks(sightings, statements, holdings, journal)
  drawRegisterLinks(register, sightings, holdings, journal)
  const reported = drawReportedLinks(sources, sightings, holdings, journal)
  const sides = drawPersonLinks(active, journal)
  const presences = collectPresence(sources, sightings, holdings, reported)

  const components = new Components(
    sides,
    serialsByAnchor(statements, holdings),
    registersByAnchor(register),
    presences.modules,
  )
  for (const anchor of presences.heard.keys()) components.add(anchor)
  for (const anchor of reported.told.keys()) components.add(anchor)
  for (const asset of register.assets) components.add(declaredAnchor(asset.id))
  const used = [...joinAll(components, journal), ...joinModules(sources, holdings, presences, components)]

  const named = namedAnchors(register, used)
  const drafts = draftAssets(sources, register, { all: decisions, active }, holdings, presences, components, named)
  const context = { site: SiteKey.parse(site), sightings, holdings, presences, components }
  const assets = behindGateways(
    [...drafts.values()].map((draft) => assembleAsset(draft, context)),
    presences,
  )
  assets.sort((a, b) => (a.key < b.key ? -1 : 1))
  const keyOf = keyIndex(assets)
  return {
    site,
    assets,
    decisions: explainDecisions(used, journal, components, keyOf),
    findings: explainFindings(journal, components, keyOf),
    silentAddresses: presences.silent.size,
  }
}

/** Says of each module behind which asset it stands. */
function behindGateways(assets: Asset[], { modules }: Presences): Asset[] {
  if (modules.size === 0) return assets
  const byAnchor = new Map(assets.flatMap((asset) => asset.anchors.map((anchor) => [anchor, asset] as const)))
  return assets.map((asset) => {
    const [place] = asset.kind === 'module' ? asset.anchors.flatMap((anchor) => modules.get(anchor) ?? []) : []
    const gateway = place === undefined ? undefined : byAnchor.get(place.base)
    if (place === undefined || gateway === undefined) return asset
    const { key, ips, zone } = gateway
    return { ...asset, behind: { gateway: key, path: place.path, ips, zone } }
  })
}

/** Anchors that the register or a device names; a person's decision alone makes no interface. */
function namedAnchors(register: RegisterIndex, used: readonly Link[]): ReadonlySet<Anchor> {
  const named = new Set(register.assets.map((asset) => declaredAnchor(asset.id)))
  for (const link of used) {
    if (link.rule === 'assets.person-merge') continue
    named.add(link.a)
    named.add(link.b)
  }
  return named
}

function registersByAnchor(register: RegisterIndex): ReadonlyMap<Anchor, string> {
  return new Map(register.assets.map((asset) => [declaredAnchor(asset.id), asset.source]))
}

function serialsByAnchor(statements: DeviceStatements, holdings: Holdings): ReadonlyMap<Anchor, ReadonlySet<string>> {
  const serials = new Map<Anchor, Set<string>>()
  for (const self of statements.selves.values()) {
    const anchor = anchorOfEndpoint(self, holdings, self.listener)
    if (anchor === null) continue
    for (const identity of serialIdentities(self)) serials.set(anchor, (serials.get(anchor) ?? new Set()).add(identity))
  }
  return serials
}

function keyIndex(assets: AssetResolution['assets']): (anchor: Anchor) => AssetKey | null {
  const byAnchor = new Map(assets.flatMap((asset) => asset.anchors.map((anchor) => [anchor, asset.key] as const)))
  return (anchor) => byAnchor.get(anchor) ?? null
}
