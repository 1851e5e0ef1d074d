import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import react from '@vitejs/plugin-react'
import type { Plugin } from 'vite'
import { defineConfig } from 'vitest/config'

// The sprite stands in the page itself, so that the shell has its icons before any script has run.
export function sprite(): Plugin {
  const symbols = readFileSync('src/icons.svg', 'utf8')
    .replace(/<svg[^>]*>|<\/svg>\s*$|<!--.*?-->/gs, '')
    .replace(/symbol id="/g, 'symbol id="i-')
  return { name: 'kula-sprite', transformIndexHtml: (html) => html.replace('<!-- sprite -->', symbols.trim()) }
}

// Tells the service worker which files make the page. WalletConnect's library needs the network anyway, and few ask for it.
function offline(): Plugin {
  return {
    name: 'kula-offline',
    apply: 'build',
    generateBundle: {
      order: 'post',
      handler(_, bundle) {
        const open = readdirSync('public').map((name) => [name, readFileSync(`public/${name}`)] as const)
        const built = Object.values(bundle).map(
          (file) => [file.fileName, file.type === 'chunk' ? file.code : file.source] as const,
        )
        const hash = createHash('sha256')
        for (const [name, content] of [...open, ...built]) hash.update(name).update(content)
        const chunks = Object.values(bundle).filter((file) => file.type === 'chunk')
        const left = chunks.filter((file) => file.moduleIds.some((id) => id.includes('/@walletconnect/')))
        const names = [...open, ...built]
          .map(([name]) => name)
          .filter((name) => !left.some((file) => file.fileName === name))
        const files = names.map((name) => (name === 'index.html' ? '/' : `/${name}`)).sort()
        const shell = JSON.stringify({ version: hash.digest('hex').slice(0, 16), files })
        const source = readFileSync('src/offline/sw.js', 'utf8').replace('= SHELL', () => `= ${shell}`)
        this.emitFile({ type: 'asset', fileName: 'sw.js', source })
      },
    },
  }
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
        if (/\.(html|js|css|svg|webmanifest)$/.test(name))
          writeFileSync(`${folder}/${name}.gz`, gzipSync(readFileSync(`${folder}/${name}`), { level: 9 }))
    },
  }
}

export default defineConfig({
  plugins: [react(), sprite(), offline(), compress()],
  build: { outDir: 'dist', emptyOutDir: true, modulePreload: { polyfill: false }, cssMinify: 'lightningcss' },
  resolve: { tsconfigPaths: true },
  css: { transformer: 'postcss' },
  server: { proxy: { '/v1': 'http://127.0.0.1:8000' } },
  test: {
    include: ['{src,client}/**/*.test.{ts,tsx}'],
    environment: 'happy-dom',
    setupFiles: ['src/testing/setup.ts'],
    // A test stands for several pages and a phone: WalletConnect is not to share one core between them.
    env: { DISABLE_GLOBAL_CORE: 'true' },
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
})
