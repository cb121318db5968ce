// What stands behind `?` on the jobs page.
import { z } from 'zod'

export const JobsSearch = z.object({ job: z.string().max(80).optional().catch(undefined) })
