// What the parts of the program that write by themselves call the teams, and how long what they send lives at most.
import type { Domain } from '@penstock/model/kernel'

export const TEAM: Readonly<Record<Domain, string>> = { it: 'IT SOC', ot: 'OT SOC' }
const DAY_MICROS = 86_400_000_000
export const LONGEST_TIP_MICROS = 30 * DAY_MICROS
