// MITRE ATT&CK 18.1, enterprise and ICS: techniques with their tactics; of ICS also the assets that each is for and the data that shows it, and which
// of our log sources give that data. © The MITRE Corporation, reproduced with its permission; the table of log sources is ours.
import { readFileSync } from 'node:fs'
import { z } from 'zod'

const About = z.strictObject({
  matrix: z.enum(['ics', 'enterprise']),
  version: z.string(),
  released: z.string(),
  source: z.string(),
  copyright: z.string(),
  licence: z.string(),
})
const Named = z.strictObject({ id: z.string(), name: z.string() })
const Technique = Named.extend({ tactics: z.array(z.string()).min(1) })

const Enterprise = z.strictObject({
  about: About,
  tactics: z.array(Named),
  techniques: z.array(Technique),
  /** Ids that came after this version, and that rules of others name already. */
  later: z.array(Technique),
  revoked: z.array(z.strictObject({ id: z.string(), by: z.string() })),
})
const Ics = z.strictObject({
  about: About,
  tactics: z.array(Named),
  techniques: z.array(Technique.extend({ assets: z.array(z.string()), components: z.array(z.string()) })),
  assets: z.array(Named),
  components: z.array(Named),
})
const Source = z.strictObject({
  product: z.string().optional(),
  category: z.string().optional(),
  service: z.string().optional(),
})
const Roles = z.strictObject({ about: z.string(), roles: z.record(z.string(), z.array(z.string()).min(1)) })
const Given = z.strictObject({ about: z.string(), components: z.record(z.string(), z.array(Source)) })

export interface AttackTechnique {
  /** `T0843`; of a sub-technique `T1021.001`. */
  readonly id: string
  readonly name: string
  readonly tactics: readonly string[]
  /** Assets of ATT&CK for ICS that it is for; null where the matrix tells none. */
  readonly assets: readonly string[] | null
  /** Log sources of which events would show it; empty where nothing here tells. */
  readonly shownBy: readonly { readonly product?: string; readonly category?: string; readonly service?: string }[]
}

export interface AttackMatrix {
  readonly id: 'ics' | 'enterprise'
  readonly version: string
  readonly copyright: string
  readonly tactics: readonly { readonly id: string; readonly name: string }[]
  readonly techniques: readonly AttackTechnique[]
}

export interface Attack {
  /** ICS first. */
  readonly matrices: readonly AttackMatrix[]
  /** By the id of a technique that was revoked, the one in its place. */
  readonly revoked: ReadonlyMap<string, string>
  /** By role of an asset of the plant, the ids of assets that it is in ATT&CK for ICS. */
  readonly assetsOfRole: ReadonlyMap<string, readonly string[]>
}

let kept: Attack | undefined

/** Read once, when it is first asked for. */
export function loadAttack(): Attack {
  kept ??= readAttack()
  return kept
}

function readAttack(): Attack {
  const ics = Ics.parse(read('ics.json'))
  const enterprise = Enterprise.parse(read('enterprise.json'))
  const given = Given.parse(read('log-sources.json'))
  return {
    matrices: [
      {
        ...ofMatrix(ics),
        techniques: ics.techniques.map(({ components, ...technique }) => ({
          ...technique,
          shownBy: components.flatMap((component) => given.components[component] ?? []) as AttackTechnique['shownBy'],
        })),
      },
      {
        ...ofMatrix(enterprise),
        techniques: [...enterprise.techniques, ...enterprise.later]
          .toSorted((a, b) => (a.id < b.id ? -1 : 1))
          .map((technique) => ({ ...technique, assets: null, shownBy: [] })),
      },
    ],
    assetsOfRole: new Map(Object.entries(Roles.parse(read('roles.json')).roles)),
    revoked: new Map(enterprise.revoked.map(({ id, by }) => [id, by])),
  }
}

function ofMatrix({
  about,
  tactics,
}: z.infer<typeof Ics> | z.infer<typeof Enterprise>): Omit<AttackMatrix, 'techniques'> {
  return { id: about.matrix, version: about.version, copyright: about.copyright, tactics }
}

function read(name: string): unknown {
  return JSON.parse(readFileSync(new URL(name, import.meta.url), 'utf8'))
}
