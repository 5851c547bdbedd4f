import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { filesOfPages } from './files-of-pages.ts'

const here = fileURLToPath(new URL('.', import.meta.url))

export default defineConfig({
  root: here,
  plugins: [react()],
  html: { cspNonce: '__NONCE__' },
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    // Nothing inline: the content policy allows neither scripts nor fonts made from text.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1200,
    rolldownOptions: { output: { codeSplitting: { groups: filesOfPages } } },
  },
  // `npm run dev` serves the API; this only serves the pages while one works on them.
  server: { proxy: { '/api': 'http://127.0.0.1:3000' } },
})
