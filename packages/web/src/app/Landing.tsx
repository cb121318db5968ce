// Where the bare address leads: Home, or for a guest whose rooms do not open it, the first screen that they do.
import { useSession } from '@penstock/web/api'
import { HomePage } from '@penstock/web/home'
import { Navigate } from '@tanstack/react-router'
import { GROUPS, isOpenTo } from './places.ts'

export function Landing() {
  const { permissions } = useSession()
  const first = GROUPS.flatMap(({ places }) => places).find((place) => isOpenTo(place, permissions))
  return first === undefined || first.to === '/' ? <HomePage /> : <Navigate to={first.to} replace />
}
