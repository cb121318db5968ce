// Every made sample: what an independent dissector is shown, and what the table of protocols rests on.
import type { Sample } from './sample.ts'
import { industrialSamples } from './samples-industrial.ts'
import { linkSamples } from './samples-link.ts'
import { officeSamples } from './samples-office.ts'
import { tunnelSamples } from './samples-tunnel.ts'

export function allSamples(): Sample[] {
  return [...linkSamples(), ...industrialSamples(), ...officeSamples(), ...tunnelSamples()]
}
