import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import react from '@vitejs/plugin-react'
import type { Plugin } from 'vite'
import { defineConfig } from 'vitest/config'

// The sprite stands in the page itself, so that the shell has its icons before any script has run.
function sprite(): Plugin {
  const symbols = readFileSync('src/icons.svg', 'utf8')
    .replace(/<svg[^>]*>|<\/svg>\s*$|<!--.*?-->/gs, '')
    .replace(/symbol id="/g, 'symbol id="i-')
  return { name: 'kula-sprite', transformIndexHtml: (html) => html.replace('<!-- sprite -->', symbols.trim()) }
}

// The gateway sends the compressed form where a file has one.
function compress(): Plugin {
  let folder = 'dist'
  return {
    name: 'kula-compress',
    apply: 'build',
    configResolved: ({ build }) => {
      folder = build.outDir
    },
    closeBundle: () => {
      for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' }))
        if (/\.(html|js|css|svg)$/.test(name))
          writeFileSync(`${folder}/${name}.gz`, gzipSync(readFileSync(`${folder}/${name}`), { level: 9 }))
    },
  }
}

export default defineConfig({
  plugins: [react(), sprite(), compress()],
  build: { outDir: 'dist', emptyOutDir: true, modulePreload: { polyfill: false }, cssMinify: 'lightningcss' },
  resolve: { tsconfigPaths: true },
  css: { transformer: 'postcss' },
  server: { proxy: { '/v1': 'http://127.0.0.1:8000' } },
  test: {
    include: ['{src,client}/**/*.test.{ts,tsx}'],
    environment: 'happy-dom',
    setupFiles: ['src/testing/setup.ts'],
  },
})
