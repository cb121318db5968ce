// What the address of the page says, and how it changes.
import type { Response } from '@penstock/contract/route'
import type { listVendors } from '@penstock/contract/vendors'
import { useMoment } from '@penstock/web/history'
import { DECLARED_KNOWS } from '@penstock/web/plant'
import { useNavigate, useSearch } from '@tanstack/react-router'
import type { VendorsSearch } from './search.ts'

export type VendorList = Response<typeof listVendors>

export function useVendors() {
  const search = useSearch({ from: '/vendors' })
  const navigate = useNavigate({ from: '/vendors' })
  const { asOf } = useMoment(DECLARED_KNOWS)
  return {
    vendor: search.vendor,
    find: search.find,
    /** For the query of a read. */
    moment: asOf === undefined ? {} : { asOf },
    change: (next: Partial<VendorsSearch>) =>
      void navigate({ search: (before) => ({ ...before, ...next }), replace: true, resetScroll: false }),
  }
}
