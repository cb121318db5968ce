// Roles as words with a quiet border.
import type { Role } from '@penstock/model/operating-model'
import { t } from '@penstock/web/messages'
import { Chip } from '@penstock/web/ui'

export function RoleChips({ roles }: { readonly roles: readonly Role[] }) {
  return (
    <span className="chips">
      {roles.map((role) => (
        <Chip key={role}>{t(`access.role.${role}`)}</Chip>
      ))}
    </span>
  )
}
