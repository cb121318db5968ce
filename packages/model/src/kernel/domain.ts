// The label that every monitored fact carries: source domains × site × marking (design: separation at the data layer).
import { z } from 'zod'

/** A monitoring domain with a cell of its own. */
export const Domain = z.enum(['it', 'ot'])
export type Domain = z.infer<typeof Domain>

/** Where a fact comes from; a DMZ source lives in the cell that its site names and is served to both sides. */
export const SourceDomain = z.enum(['it', 'dmz', 'ot'])
export type SourceDomain = z.infer<typeof SourceDomain>

/** 0 open within the site, 1 restricted. */
export const Marking = z.int().min(0).max(3)
export type Marking = z.infer<typeof Marking>

/** A site's short name, lower case; `default` until the person names it. */
export const SiteKey = z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/)
export type SiteKey = z.infer<typeof SiteKey>
