// Forms that several routes of this room take.
import { Capacity, GuestRoom, Identity } from '@penstock/model/operating-model'
import { z } from 'zod'

export const AccountName = z.string().regex(/^[a-z0-9][a-z0-9._@-]{0,79}$/)
export const Code = z.string().regex(/^\d{6}$/)

/** What directory and register say of the person: accounts that share one of them are one person's. */
export const Identities = z.array(Identity).max(20)

/** As what and for whom a guest is here. */
export const GuestView = z.strictObject({
  capacity: Capacity,
  rooms: z.array(GuestRoom),
  sponsorId: z.string(),
  /** Name of the account that answers for the guest. */
  sponsor: z.string(),
})

export const AccountParams = z.strictObject({ accountId: z.string() })

/** A one-time link, shown once. */
export const IssuedLink = z.strictObject({ link: z.string(), expiresAt: z.string() })
