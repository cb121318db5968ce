// Decides what stands in the window: the sign-in page, or the shell around the screen that the address names.

import { SignInPage } from '@penstock/web/access'
import { useSessionState } from '@penstock/web/api'
import { RefusedNotice } from '@penstock/web/ui'
import { Outlet, useLocation } from '@tanstack/react-router'
import { Shell } from './Shell.tsx'

export function Frame() {
  const { session, refused } = useSessionState()
  const { pathname } = useLocation()
  if (refused !== null)
    return (
      <main className="lonely">
        <RefusedNotice refused={refused} onRetry={() => window.location.reload()} />
      </main>
    )
  if (session === undefined) return null
  if (session === null || pathname === '/sign-in') return <SignInPage />
  return (
    <Shell>
      <Outlet />
    </Shell>
  )
}
