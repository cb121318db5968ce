// How a process that restores one section looks to whoever starts it. The process is started by who wires parts together.
import type { ChainState, SectionClaim } from './consistency.ts'
import type { Section } from './container.ts'
import type { LoadedSection } from './section-load.ts'

export interface RestoreRecord {
  readonly actor: string
  readonly object: string
  readonly details: Readonly<Record<string, unknown>>
  readonly at: number
}

export interface SectionStart {
  readonly file: string
  readonly section: Section
  readonly folder: string
  readonly identities?: readonly string[] | undefined
  /** Base64; for who made the section. */
  readonly sectionKey?: string | undefined
  readonly server?: { readonly url: string; readonly adminUrl: string } | undefined
}

export interface RestoringSection {
  readonly loaded: Promise<{ readonly loaded: LoadedSection; readonly claim: SectionClaim }>
  /** Checks the section's chain against what the others claim, and records in it that it was restored. */
  finish(claims: readonly SectionClaim[], record: RestoreRecord | null): Promise<ChainState>
  kill(): Promise<void>
}

export type RestoreSection = (start: SectionStart, onBytes?: (bytes: number) => void) => RestoringSection
