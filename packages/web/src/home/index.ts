// The front page.
export { HomePage } from './HomePage.tsx'
