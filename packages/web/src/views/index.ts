// Saved views of any list: the menu beside its title, and the commands behind it.
export { SavedViews } from './SavedViews.tsx'
