// An account in words: its state and its ways to sign in.
import type { AccountView } from '@penstock/contract/access'
import { t } from '@penstock/web/messages'

/** What the account can sign in with, in words. */
export function waysOf({ hasPassword, hasTotp, passkeys, recoveryCodes }: AccountView): string {
  const ways = [
    ...(passkeys > 0 ? [t('access.ways.passkeys', { count: passkeys })] : []),
    ...(hasPassword && hasTotp ? [t('access.ways.password')] : []),
    ...(recoveryCodes > 0 ? [t('access.ways.codes', { count: recoveryCodes })] : []),
  ]
  return ways.length === 0 ? t('access.ways.none') : ways.join(', ')
}

export function stateOf({ state, isEnded }: AccountView): string {
  if (isEnded) return t('access.state.ended')
  return t(state === 'suspended' ? 'access.state.suspended' : 'access.state.active')
}
