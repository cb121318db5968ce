// From an endpoint product's list of hosts to the group in which that product only detects, and the first playbook.
import { MOST_LETTERS, route } from '@penstock/contract/route'
import { EdrTag } from '@penstock/model/events'
import { SiteKey } from '@penstock/model/kernel'
import { SocModel } from '@penstock/model/operating-model'
import { parseSubnet } from '@penstock/model/plant'
import { z } from 'zod'

const MOST_NETWORKS = 256

/** Subnets with commas between them. */
const OtNetworks = z
  .string()
  .max(MOST_LETTERS)
  .transform((text, context): readonly string[] => {
    const subnets = [...new Set(text.split(',').map((one) => one.trim()))]
    const wrong = subnets.find((subnet) => parseSubnet(subnet) === null)
    if (wrong === undefined && subnets.length <= MOST_NETWORKS) return subnets
    const message = wrong === undefined ? `more than ${MOST_NETWORKS} subnets` : `${wrong.slice(0, 60)} is no subnet`
    context.addIssue({ code: 'custom', message })
    return z.NEVER
  })

export const EdrHostView = z.strictObject({
  /** Of its record in the list. */
  id: z.string(),
  name: z.string(),
  ips: z.array(z.string()),
  macs: z.array(z.string()),
  /** Product whose list it is of, by the id of the inventory. */
  product: z.string(),
  /** Line of the file that named it last, and when the product saw it then. */
  line: z.int(),
  seenAt: z.string(),
  tag: EdrTag,
  group: z.enum(['protected', 'standard']),
  /** Of the networks that were said to be OT, those that it has an address in. */
  networks: z.array(z.string()),
  /** Ids of the plant file that its name and addresses belong to; several where they disagree. */
  assets: z.array(z.string()),
  reasons: z.array(
    z.strictObject({
      kind: z.enum(['stands', 'realises', 'speaks', 'manages', 'way-in', 'account', 'carries', 'subnet']),
      records: z.array(z.string()),
    }),
  ),
})
export type EdrHostView = z.infer<typeof EdrHostView>

export const EdrStartView = z.strictObject({
  site: SiteKey,
  asOf: z.string(),
  /** By the declared plant; by the networks that were said to be OT; or nobody said any yet. */
  basis: z.enum(['plant', 'networks', 'unsaid']),
  counts: z.strictObject({ ot: z.int(), bridges: z.int(), outside: z.int(), unknown: z.int(), protected: z.int() }),
  /** Where hosts stand, most of them first. */
  networks: z.array(z.strictObject({ subnet: z.string(), hosts: z.int() })),
  networkCount: z.int(),
  /** Protected ones first; the rest is counted. */
  hosts: z.array(EdrHostView),
  /** What the plant depends on and no list names. */
  withoutAgent: z.array(z.string()),
  playbook: z
    .strictObject({ id: z.string(), name: z.string(), scenario: z.string(), model: SocModel, steps: z.int() })
    .nullable(),
})
export type EdrStartView = z.infer<typeof EdrStartView>

const params = z.strictObject({ site: SiteKey })
const query = z.strictObject({ ot: OtNetworks.optional() })

export const readEdrStart = route({
  method: 'GET',
  path: '/sites/{site}/edr',
  side: 'hub',
  permission: 'asset:read',
  summary:
    'Hosts of endpoint products by how the plant depends on them, the group in which these products only detect, and the first playbook',
  params,
  query,
  response: EdrStartView,
  refusals: ['not-found', 'edr.too-long'],
})

export const exportProtectedGroup = route({
  method: 'GET',
  path: '/sites/{site}/edr/protected-group',
  side: 'hub',
  permission: 'asset:read',
  summary: 'Names of the hosts on which an endpoint product only detects, one a line, for its console',
  params,
  query,
  stream: '*/*',
  refusals: ['not-found', 'edr.too-long'],
})
