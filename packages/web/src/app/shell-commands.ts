// Verbs that every screen has: go to a place, change the look, sign out.
import { signOut } from '@penstock/contract/access'
import { call, forgetAll, keepSession, useSession } from '@penstock/web/api'
import { type Command, useCommands } from '@penstock/web/commands'
import { t } from '@penstock/web/messages'
import { changePreferences, Mode } from '@penstock/web/theme'
import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { GROUPS, isOpenTo } from './places.ts'

export function useShellCommands(openKeyList: () => void): void {
  const navigate = useNavigate()
  const leave = useSignOut()
  const { permissions } = useSession()
  const go: Command[] = GROUPS.flatMap((group) => group.places)
    .filter((place) => isOpenTo(place, permissions))
    .map((place) => ({
      id: `go.${place.to}`,
      title: t('app.go', { place: t(place.title) }),
      group: t('app.commands.go'),
      keys: place.keys,
      run: () => void navigate({ to: place.to }),
    }))
  const look: Command[] = Mode.options.map((mode) => ({
    id: `mode.${mode}`,
    title: t('app.mode.choose', { mode: t(`app.mode.${mode}`) }),
    group: t('app.commands.look'),
    run: () => changePreferences({ mode }),
  }))
  useCommands([
    ...go,
    ...look,
    { id: 'keys', title: t('app.keys.title'), group: t('app.commands.look'), keys: '?', run: openKeyList },
    { id: 'sign-out', title: t('access.sign-out'), group: t('app.commands.look'), run: () => void leave() },
  ])
}

export function useSignOut(): () => Promise<void> {
  const client = useQueryClient()
  return async () => {
    await call(signOut, {})
    keepSession(client, null)
    forgetAll(client)
  }
}
