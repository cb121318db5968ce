// Vendors and partners of a site: whether they keep to the register of remote access, what a compromised one touches, how to cut it off.
import { InstantText } from '@penstock/contract/history'
import { route } from '@penstock/contract/route'
import { SiteKey } from '@penstock/model/kernel'
import { z } from 'zod'
import {
  CutPlanView,
  DriftView,
  RadiusView,
  RegisterEntryView,
  SessionView,
  VendorRow,
  VendorSite,
  WeaknessView,
} from './view.ts'

export * from './view.ts'

const params = z.strictObject({ site: SiteKey })
const Asked = z.strictObject({ asOf: InstantText.optional() })
const OfOne = Asked.extend({ vendor: z.string().min(1).max(120) })

/** What each answer of this room stands on. */
const source = { site: SiteKey, asOf: z.string(), source: z.string().nullable(), importedAt: z.string().nullable() }
/** Whether sessions are shown at all: to people who read the monitoring of a domain, and of that domain. */
const isSeen = z.boolean()

export const listVendors = route({
  method: 'GET',
  path: '/sites/{site}/vendors',
  side: 'hub',
  permission: 'path:read',
  summary: 'Vendors and partners with contract, accesses, last use, weaknesses, and drift from the register',
  params,
  query: Asked,
  response: z.strictObject({ ...source, isSeen, vendors: z.array(VendorRow), drift: z.array(DriftView) }),
  refusals: ['not-found', 'history.in-future', 'vendors.too-long'],
})

export const readVendorRegister = route({
  method: 'GET',
  path: '/sites/{site}/vendors/register',
  side: 'hub',
  permission: 'path:read',
  summary: 'The register of one vendor with its observed sessions, drift, and weaknesses with what shows them',
  params,
  query: OfOne,
  response: z.strictObject({
    ...source,
    isSeen,
    entries: z.array(RegisterEntryView),
    /** The latest; the rest is counted. */
    sessions: z.array(SessionView),
    sessionCount: z.int(),
    drift: z.array(DriftView),
    weaknesses: z.array(WeaknessView),
  }),
  refusals: ['not-found', 'history.in-future', 'vendors.unknown-vendor', 'vendors.too-long'],
})

export const findVendorRadius = route({
  method: 'GET',
  path: '/sites/{site}/vendors/radius',
  side: 'hub',
  permission: 'path:read',
  summary:
    'What a compromised vendor touches in both domains, and in which order to cut it off, with the loss of each cut and what has to be awaited',
  params,
  query: OfOne.extend({
    /** How long a cut lasts for its losses. */
    hours: z.coerce.number().positive().max(10_000).default(24),
  }),
  response: z.strictObject({
    ...source,
    radius: RadiusView,
    cutPlan: CutPlanView,
    /** Sites that declare the same vendor, as far as the reader may see them. */
    sites: z.array(VendorSite),
  }),
  refusals: ['not-found', 'history.in-future', 'vendors.unknown-vendor', 'vendors.too-long'],
})
