// Which networks are OT: the one thing that no export says. Those in which hosts stand, and others that somebody names.
import { Button, Checkbox, TextInput } from '@mantine/core'
import type { EdrStartView } from '@penstock/contract/edr'
import { parseSubnet } from '@penstock/model/plant'
import { t } from '@penstock/web/messages'
import { type SubmitEvent, useState } from 'react'

export function OtNetworks(props: {
  readonly start: EdrStartView
  readonly ot: readonly string[]
  readonly onOt: (ot: readonly string[]) => void
}) {
  const { start, ot, onOt } = props
  const listed = start.networks.map(({ subnet }) => subnet)
  const others = ot.filter((subnet) => !listed.includes(subnet)).map((subnet) => ({ subnet, hosts: null }))
  const more = start.networkCount - start.networks.length
  const choose = (subnet: string, isOt: boolean) => onOt(isOt ? [...ot, subnet] : ot.filter((each) => each !== subnet))
  return (
    <>
      <fieldset className="edr-networks">
        <legend>{t('edr.networks')}</legend>
        {[...start.networks, ...others].map(({ subnet, hosts }) => (
          <Checkbox
            key={subnet}
            label={hosts === null ? subnet : t('edr.network', { subnet, hosts })}
            checked={ot.includes(subnet)}
            onChange={(event) => choose(subnet, event.currentTarget.checked)}
          />
        ))}
      </fieldset>
      {more > 0 ? <p className="muted">{t('edr.networks.more', { count: more })}</p> : null}
      <Another onAdd={(subnet) => (ot.includes(subnet) ? undefined : choose(subnet, true))} />
    </>
  )
}

function Another({ onAdd }: { readonly onAdd: (subnet: string) => void }) {
  const [text, setText] = useState('')
  const [isWrong, setWrong] = useState(false)
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    const subnet = text.trim()
    const isSubnet = parseSubnet(subnet) !== null
    setWrong(!isSubnet)
    if (!isSubnet) return
    onAdd(subnet)
    setText('')
  }
  return (
    <form className="edr-row edr-another" onSubmit={submit}>
      <TextInput
        label={t('edr.another')}
        description={t('edr.another.hint')}
        value={text}
        maxLength={60}
        error={isWrong ? t('edr.another.wrong') : undefined}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <Button type="submit" variant="default" disabled={text.trim() === ''}>
        {t('edr.another.add')}
      </Button>
    </form>
  )
}
