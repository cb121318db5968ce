// Who may do what: roles of the five groups and of the SOC teams, and what each role may do in which domain.
// Follows docs/adr/0011-labels-as-sql-roles.md (classes of object: shared by site, monitoring by domain, joint with redaction).
import type { Domain } from '@penstock/model/kernel'
import { z } from 'zod'

export const Role = z.enum([
  'administrator',
  'it-leadership',
  'it-analyst',
  'it-lead',
  'ot-analyst',
  'ot-lead',
  'ot-engineer',
  'soc-lead',
  'central-hunter',
  'compliance',
  'executive',
])
export type Role = z.infer<typeof Role>

/** `<object>:<act>`. Shared objects are granted by site; `monitoring:*` and `capture:*` hold in the role's domain only. */
export const Permission = z.enum([
  'plant:read',
  'plant:import',
  'asset:read',
  'asset:edit',
  'asset:merge',
  'zone:read',
  'zone:edit',
  'process:read',
  'process:edit',
  'path:read',
  'site:edit',
  'drift:agree',
  'blueprint:agree',
  'baseline:decide',
  'job:read',
  'monitoring:read',
  'monitoring:count',
  'detection:read',
  'hunt:work',
  'capture:create',
  'observation:write',
  'event:write',
  'sensor:read',
  'sensor:enrol',
  'access:manage',
  'audit:read',
  'audit:verify',
  'view:share',
  'settings:manage',
  'vulnerability:import',
  'vulnerability:decide',
  'incident:read',
  'incident:work',
  'suspicion:read',
  'suspicion:open',
  'backup:create',
  'backup:restore',
  'metric:read',
  'model:read',
  'model:propose',
  'model:approve',
  'break-glass:ask',
  'break-glass:review',
  'rule:except',
  'rule:bring',
])
export type Permission = z.infer<typeof Permission>

interface RoleRule {
  /** The one domain whose monitoring the role reads; null for roles without monitoring rights. */
  readonly domain: Domain | null
  readonly group: 'it-leadership' | 'security' | 'ot-engineers' | 'compliance' | 'executives' | 'platform'
  readonly permissions: readonly Permission[]
}

const SHARED = [
  'plant:read',
  'asset:read',
  'zone:read',
  'process:read',
  'path:read',
  'model:read',
  'metric:read',
] as const satisfies readonly Permission[]
/** Cases and handoffs of the own domain, and chains as far as the model tells them. */
const RESPOND = ['incident:read', 'incident:work', 'suspicion:read'] as const satisfies readonly Permission[]
const MONITOR = [
  'monitoring:read',
  'monitoring:count',
  'detection:read',
  'hunt:work',
  'rule:except',
  'job:read',
  'sensor:read',
] as const satisfies readonly Permission[]

/** What each role grants. A person may hold several roles, never of two domains (`checkRoles`). */
export const ROLE_RULES = {
  administrator: {
    domain: null,
    group: 'platform',
    permissions: [
      ...SHARED,
      'access:manage',
      'sensor:enrol',
      'sensor:read',
      'site:edit',
      'audit:read',
      'audit:verify',
      'view:share',
      'settings:manage',
      'backup:create',
      'backup:restore',
      'model:propose',
    ],
  },
  'it-leadership': { domain: null, group: 'it-leadership', permissions: [...SHARED, 'monitoring:count'] },
  'it-analyst': {
    domain: 'it',
    group: 'security',
    permissions: [...SHARED, ...MONITOR, ...RESPOND, 'capture:create', 'break-glass:ask'],
  },
  'it-lead': {
    domain: 'it',
    group: 'security',
    permissions: [
      ...SHARED,
      ...MONITOR,
      ...RESPOND,
      'capture:create',
      'asset:edit',
      'baseline:decide',
      'vulnerability:import',
      'vulnerability:decide',
      'sensor:enrol',
      'view:share',
      'model:propose',
      'model:approve',
      'break-glass:ask',
      'break-glass:review',
      'rule:bring',
    ],
  },
  'ot-analyst': {
    domain: 'ot',
    group: 'security',
    permissions: [...SHARED, ...MONITOR, ...RESPOND, 'capture:create', 'break-glass:ask'],
  },
  'ot-lead': {
    domain: 'ot',
    group: 'security',
    permissions: [
      ...SHARED,
      ...MONITOR,
      ...RESPOND,
      'capture:create',
      'asset:edit',
      'asset:merge',
      'zone:edit',
      'process:edit',
      'drift:agree',
      'blueprint:agree',
      'baseline:decide',
      'vulnerability:import',
      'vulnerability:decide',
      'site:edit',
      'plant:import',
      'sensor:enrol',
      'view:share',
      'model:propose',
      'model:approve',
      'break-glass:ask',
      'break-glass:review',
      'rule:bring',
    ],
  },
  'ot-engineer': {
    domain: 'ot',
    group: 'ot-engineers',
    permissions: [
      ...SHARED,
      ...MONITOR,
      ...RESPOND,
      'capture:create',
      'asset:edit',
      'asset:merge',
      'zone:edit',
      'process:edit',
      'drift:agree',
      'blueprint:agree',
      'baseline:decide',
      'vulnerability:import',
      'vulnerability:decide',
      'site:edit',
      'plant:import',
      'view:share',
      'break-glass:ask',
    ],
  },
  'soc-lead': {
    domain: null,
    group: 'security',
    permissions: [...SHARED, 'monitoring:count', 'suspicion:read', 'view:share', 'model:propose', 'break-glass:ask'],
  },
  'central-hunter': {
    domain: null,
    group: 'security',
    permissions: [...SHARED, 'monitoring:count', 'hunt:work', 'suspicion:read', 'suspicion:open', 'break-glass:ask'],
  },
  compliance: {
    domain: null,
    group: 'compliance',
    permissions: [...SHARED, 'monitoring:count', 'audit:read', 'audit:verify', 'break-glass:review'],
  },
  executive: { domain: null, group: 'executives', permissions: [...SHARED, 'monitoring:count'] },
} as const satisfies Record<Role, RoleRule>
