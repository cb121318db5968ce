// Starts the pages. zod may not compile its parsers here: the content security policy forbids `new Function`.
import { setNonce } from 'get-nonce'
import { createRoot } from 'react-dom/client'
import { z } from 'zod'
import { App } from './app/index.ts'
import { followPreferences, showPreferences } from './theme/index.ts'

z.config({ jitless: true })
const nonce = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content
if (nonce !== undefined) setNonce(nonce)
showPreferences()
followPreferences()
const root = document.getElementById('root')
if (root) createRoot(root).render(<App />)
