// The look that a person chose: mode, density and whether single keys act. Kept in this browser, never on the server.
import { z } from 'zod'

export const Mode = z.enum(['light', 'dark', 'control-room'])
export type Mode = z.infer<typeof Mode>

export const Preferences = z.object({
  mode: Mode.catch('light'),
  density: z.enum(['compact', 'default']).catch('default'),
  hasSingleKeys: z.boolean().catch(true),
})
export type Preferences = z.infer<typeof Preferences>

/** Preferences of a stored text; whatever is missing or odd falls back to its default. */
export function parsePreferences(text: string | null, isDarkWished: boolean): Preferences {
  const fallback: Preferences = { mode: isDarkWished ? 'dark' : 'light', density: 'default', hasSingleKeys: true }
  if (text === null) return fallback
  try {
    return Preferences.parse({ ...fallback, ...(JSON.parse(text) as object) })
  } catch {
    return fallback
  }
}
