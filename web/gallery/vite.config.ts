// Builds the gallery's pages beside the app's: `npm run gallery` serves both.
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { sprite } from '../vite.config'

export default defineConfig({
  root: 'gallery/page',
  base: '/gallery/',
  plugins: [react(), sprite()],
  build: { outDir: '../../build/gallery', emptyOutDir: true, modulePreload: { polyfill: false } },
  resolve: { tsconfigPaths: true },
  css: { transformer: 'postcss' },
})
