// What every answer to a stored decision says of the register.
import { z } from 'zod'

/** False while the register, and what is judged by it, is still taking up what was stored; it goes on by itself, and pages follow. */
export const IsConcluded = z.boolean()
