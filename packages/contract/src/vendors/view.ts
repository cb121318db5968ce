// What the wire says of vendors: rows of the list, entries of the register, sessions, drift, weaknesses, the radius and the cuts.
import { PathView } from '@penstock/contract/paths'
import { SiteKey } from '@penstock/model/kernel'
import { z } from 'zod'

const Severity = z.int().min(1).max(4)
const Domain = z.enum(['it', 'ot'])
const Side = z.enum(['it', 'ot', 'both'])
export const DriftKind = z.enum(['new-source', 'new-tool', 'new-target', 'outside-hours', 'after-end', 'unregistered'])

export const PartyKind = z.enum(['vendor', 'partner'])

export const VendorRow = z.strictObject({
  /** In the plant file: of a vendor, or of the asset outside that stands for a partner. */
  id: z.string(),
  kind: PartyKind,
  name: z.string(),
  contractUntil: z.string().nullable(),
  accesses: z.int(),
  products: z.int(),
  fourthParties: z.int(),
  /** As the register has it, a day. */
  lastUse: z.string().nullable(),
  /** The last session that can be nobody else's. */
  lastSeenAt: z.string().nullable(),
  weaknesses: z.int(),
  /** Open drift that the reader may see, and its worst severity. */
  drift: z.int(),
  worst: Severity.nullable(),
})
export type VendorRow = z.infer<typeof VendorRow>

export const DriftView = z.strictObject({
  id: z.string(),
  kind: DriftKind,
  severity: Severity,
  /** Entries that the session may belong to; none where none fits. */
  access: z.array(z.string()),
  vendors: z.array(z.string()),
  /** Ids of assets, or addresses as they were on the wire. */
  client: z.string(),
  server: z.string(),
  protocol: z.string().nullable(),
  registered: z.string(),
  seen: z.string(),
  places: z.array(z.string()),
  domain: Domain,
  conversation: z.string(),
  firstAt: z.string(),
  lastAt: z.string(),
  openedAt: z.string(),
  /** What the next session by the same access showed. */
  retest: z.strictObject({ conversation: z.string(), at: z.string(), result: z.enum(['again', 'kept']) }).nullable(),
})
export type DriftView = z.infer<typeof DriftView>

export const SessionView = z.strictObject({
  conversation: z.string(),
  access: z.array(z.string()),
  part: z.enum(['entrance', 'inside']),
  client: z.string(),
  server: z.string(),
  protocol: z.string().nullable(),
  drift: z.array(DriftKind),
  domain: Domain,
  firstAt: z.string(),
  lastAt: z.string(),
})
export type SessionView = z.infer<typeof SessionView>

export const RegisterEntryView = z.strictObject({
  id: z.string(),
  title: z.string(),
  vendor: z.string().nullable(),
  owner: z.string().nullable(),
  path: z.array(z.string()),
  targets: z.array(z.string()),
  protocols: z.array(z.string()),
  tools: z.array(z.string()),
  hours: z.strictObject({
    text: z.string().nullable(),
    /** In which the text was read; null where no machine can. */
    timeZone: z.string().nullable(),
    isZoneStated: z.boolean(),
    isAlways: z.boolean(),
    needsPermit: z.boolean(),
    maxSessionH: z.number().nullable(),
  }),
  status: z.enum(['approved', 'tolerated', 'expired']),
  approvedBy: z.string().nullable(),
  approvedUntil: z.string().nullable(),
  lastUse: z.string().nullable(),
  mfa: z.boolean(),
  recorded: z.boolean(),
  jumpHost: z.string().nullable(),
  /** Telemetry, not a person's session. */
  isMachine: z.boolean(),
  /** Null where nobody knows. */
  sources: z.array(z.string()).nullable(),
  endsAt: z.string().nullable(),
  endedBy: z.enum(['approval', 'contract', 'status']).nullable(),
  lastSeenAt: z.string().nullable(),
})
export type RegisterEntryView = z.infer<typeof RegisterEntryView>

export const WeaknessView = z.strictObject({
  key: z.string(),
  kind: z.enum([
    'no-second-factor',
    'not-recorded',
    'no-jump-host',
    'always-on',
    'ended-still-open',
    'shared-account',
    'leaver-account',
    'default-password',
    'idle-account',
    'dual-homed',
    'own-uplink',
    'sources-unknown',
    'hours-unreadable',
  ]),
  severity: Severity,
  access: z.string(),
  vendor: z.string().nullable(),
  subject: z.string().nullable(),
  places: z.array(z.string()),
  /** Policies of the plant that forbid it. */
  policies: z.array(z.string()),
  /** Rules of firewalls that let it through. */
  rules: z.array(
    z.strictObject({
      config: z.string(),
      device: z.string(),
      rule: z.string(),
      line: z.int().nullable(),
      name: z.string().nullable(),
      from: z.string(),
      to: z.string(),
      isSure: z.boolean(),
    }),
  ),
  /** Sessions that show it, the latest first. */
  sessions: z.array(z.strictObject({ conversation: z.string(), at: z.string() })),
  /** On what it stands: sessions, or else rules, or else the record alone. */
  basis: z.enum(['session', 'rule', 'record']),
  /** When the last session by this access showed it again. */
  retestedAt: z.string().nullable(),
})
export type WeaknessView = z.infer<typeof WeaknessView>

const Hold = z.enum(['admin', 'user', 'logic', 'write', 'mode', 'network'])

export const RadiusView = z.strictObject({
  party: z.strictObject({ id: z.string(), kind: PartyKind, name: z.string() }),
  hasWayIn: z.boolean(),
  /** Those that are reached first, the least effort first. */
  assets: z.array(
    z.strictObject({
      id: z.string(),
      name: z.string(),
      zone: z.string(),
      domain: Side,
      /** Null where nothing reaches it: then it is only a product, or a target of the register. */
      hold: Hold.nullable(),
      cost: z.number().nullable(),
      isProduct: z.boolean(),
      isTarget: z.boolean(),
      /** The asset of the living register that stands for it now. */
      assetId: z.string().nullable(),
    }),
  ),
  /** Functions that stand on its products. */
  supports: z.array(z.strictObject({ id: z.string(), name: z.string() })),
  accounts: z.array(
    z.strictObject({
      id: z.string(),
      name: z.string(),
      privilege: z.string(),
      systems: z.array(z.string()),
      mfa: z.boolean(),
      enabled: z.boolean(),
      by: z.enum(['vendor', 'access', 'person', 'taken']),
      cost: z.number().nullable(),
    }),
  ),
  accesses: z.array(z.string()),
  /** It, and vendors that lean on it. */
  compromised: z.array(z.string()),
  edges: z.array(
    z.strictObject({
      from: z.string(),
      to: z.string(),
      kind: z.enum(['fourth-party', 'cloud', 'shared-gateway', 'shared-account', 'shared-product', 'uplink', 'person']),
      text: z.string(),
      places: z.array(z.string()),
    }),
  ),
  goals: z.array(
    z.strictObject({
      id: z.string(),
      kind: z.enum(['asset', 'layer', 'function', 'joint']),
      text: z.string(),
      cost: z.number(),
      /** Through IT into OT, by the records of both and of neither alone. */
      isCrossing: z.boolean(),
    }),
  ),
  /** The cheapest way to each of the worst goals, crossing ones first. */
  paths: z.array(PathView.extend({ goal: z.string(), goalText: z.string(), isCrossing: z.boolean() })),
  zones: z.array(z.strictObject({ id: z.string(), domain: Side, assets: z.int() })),
})
export type RadiusView = z.infer<typeof RadiusView>

export const HindranceView = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('job'),
    job: z.string(),
    title: z.string(),
    ifCut: z.enum(['restarts', 'harms']),
    until: z.string().nullable(),
    safeStop: z.string().nullable(),
    ask: z.string().nullable(),
  }),
  z.strictObject({
    kind: z.literal('state'),
    unit: z.string(),
    state: z.string(),
    text: z.string(),
    ask: z.string().nullable(),
  }),
  z.strictObject({ kind: z.literal('state-unknown'), unit: z.string(), ask: z.string().nullable() }),
])
export type HindranceView = z.infer<typeof HindranceView>

export const CutPlanView = z.strictObject({
  /** In the order in which they are proposed. */
  cuts: z.array(
    z.strictObject({
      id: z.string(),
      kind: z.enum(['access', 'account', 'device', 'conduit', 'port-forward']),
      subject: z.string(),
      text: z.string(),
      when: z.enum(['now', 'ask', 'wait']),
      hindrances: z.array(HindranceView),
      /** Jobs that it interrupts and that go on later. */
      interrupts: z.array(z.string()),
      /** A session that runs or may run, and that no job explains. */
      unexplained: z.strictObject({ conversation: z.string(), at: z.string() }).nullable(),
      messages: z.array(z.strictObject({ id: z.string(), what: z.string(), fallback: z.string().nullable() })),
      losses: z.array(
        z.strictObject({
          id: z.string(),
          name: z.string(),
          firstDownH: z.number().nullable(),
          downtimeH: z.number(),
          isMtpdBroken: z.boolean().nullable(),
          lost: z.strictObject({ amount: z.number(), unit: z.string(), money: z.number() }).nullable(),
        }),
      ),
      /** Remote accesses of others that go with it. */
      alsoCuts: z.array(z.string()),
      leftAfter: z.int(),
      savesAlone: z.int(),
      isNeeded: z.boolean(),
    }),
  ),
  goalsBefore: z.int(),
  isCutOff: z.boolean(),
  hours: z.number(),
  currency: z.string().nullable(),
})
export type CutPlanView = z.infer<typeof CutPlanView>

export const VendorSite = z.strictObject({
  site: SiteKey,
  name: z.string(),
  isThis: z.boolean(),
  products: z.int(),
  accesses: z.int(),
})
export type VendorSite = z.infer<typeof VendorSite>
