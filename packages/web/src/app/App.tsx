// The whole page: the look, the query client and the router.
import { createClient } from '@penstock/web/api'
import { Look } from '@penstock/web/theme'
import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { router } from './router.tsx'

const client = createClient()

export function App() {
  return (
    <Look>
      <QueryClientProvider client={client}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </Look>
  )
}
