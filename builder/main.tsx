import '@mantine/core/styles.css'
import '@xyflow/react/dist/style.css'
import './app.css'
import { MantineProvider } from '@mantine/core'
import { MutationCache, QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { ServerProblemError } from './data/client.ts'
import { beginPage, createAppRouter, toSignIn } from './router.tsx'
import { theme } from './theme.ts'
import { LANGUAGE } from './words/language.ts'

const signInWhenAsked = (error: Error) => {
  if (error instanceof ServerProblemError && error.status === 401) toSignIn(router)
}
const queries = new QueryClient({
  queryCache: new QueryCache({ onError: signInWhenAsked }),
  mutationCache: new MutationCache({ onError: signInWhenAsked }),
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      // What the server refuses it will refuse again; only a server that did not answer is asked once more.
      retry: (failures, error) => !(error instanceof ServerProblemError) && failures < 2,
    },
  },
})
const router = createAppRouter(queries)
beginPage(router)
const nonce = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? ''

// Screen readers and hyphenation go by it.
document.documentElement.lang = LANGUAGE

const place = document.getElementById('app')
if (place === null) throw new Error('The page has no element "app" to draw into; builder/index.html has one.')
createRoot(place).render(
  <StrictMode>
    <MantineProvider theme={theme} defaultColorScheme="auto" getStyleNonce={() => nonce}>
      <QueryClientProvider client={queries}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </MantineProvider>
  </StrictMode>,
)
