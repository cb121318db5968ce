// Who the person behind an account is, by what directory and register say: one field for each kind.
import { TextInput } from '@mantine/core'
import { type Identity, IdentityKind } from '@penstock/model/operating-model'
import { t } from '@penstock/web/messages'

export function IdentityFields(props: {
  readonly identities: readonly Identity[]
  readonly onChange: (identities: readonly Identity[]) => void
}) {
  const { identities, onChange } = props
  const typedFor = (kind: IdentityKind): string => identities.find((one) => one.kind === kind)?.value ?? ''
  const set = (kind: IdentityKind, value: string) =>
    onChange([...identities.filter((one) => one.kind !== kind), ...(value === '' ? [] : [{ kind, value }])])
  return (
    <fieldset className="identities">
      <legend>{t('access.identities')}</legend>
      <p className="muted">{t('access.identities.lead')}</p>
      {IdentityKind.options.map((kind) => (
        <TextInput
          key={kind}
          label={t(`access.identity.${kind}`)}
          value={typedFor(kind)}
          maxLength={200}
          onChange={(event) => set(kind, event.currentTarget.value)}
        />
      ))}
    </fieldset>
  )
}

/** As it is sent: what was typed, without the blanks around it. */
export function trimmed(identities: readonly Identity[]): Identity[] {
  return identities.map(({ kind, value }) => ({ kind, value: value.trim() })).filter(({ value }) => value !== '')
}
