// What the address of the page says, and how it changes.
import { useNavigate, useSearch } from '@tanstack/react-router'
import type { BlueprintSearch } from './search.ts'

export function useBlueprint() {
  const search = useSearch({ from: '/blueprint' })
  const navigate = useNavigate({ from: '/blueprint' })
  const change = (next: Partial<BlueprintSearch>) =>
    void navigate({ search: (before) => ({ ...before, ...next }), replace: true, resetScroll: false })
  return { search, change }
}
