// Programs that work in a person's name, such as the command line: what a token of a person may open, and for how long.
import { z } from 'zod'

/** What can be opened to a program. Monitoring, the audit log, accounts, settings and backups never are. */
export const ProgramRoom = z.enum(['assets', 'zones', 'plant'])
export type ProgramRoom = z.infer<typeof ProgramRoom>

/** The longest that one token is good. */
export const LONGEST_PROGRAM_DAYS = 90
