// Hunt: hypotheses as saved questions in both domains, what each run found and could not see, and what was made of it.
export { HuntPage } from './HuntPage.tsx'
export { HuntSearch } from './search.ts'
