// Wraps the pages in the chosen look. Styles that Mantine adds carry the nonce of this page load.
import '@fontsource/ibm-plex-sans/400.css'
import '@fontsource/ibm-plex-sans/500.css'
import '@fontsource/ibm-plex-sans/600.css'
import '@fontsource/ibm-plex-mono/400.css'
import '@mantine/core/styles.css'
import './tokens.css'
import './base.css'
import { MantineProvider } from '@mantine/core'
import { getNonce } from 'get-nonce'
import type { ReactNode } from 'react'
import { resolveVariables, themeOf } from './mantine.ts'
import { usePreferences } from './preferences.ts'

const MOVING = themeOf(140)
const STILL = themeOf(0)

export function Look({ children }: { readonly children: ReactNode }) {
  const { mode } = usePreferences()
  return (
    <MantineProvider
      theme={mode === 'control-room' ? STILL : MOVING}
      forceColorScheme={mode === 'light' ? 'light' : 'dark'}
      cssVariablesResolver={resolveVariables}
      getStyleNonce={() => getNonce() ?? ''}
    >
      {children}
    </MantineProvider>
  )
}
