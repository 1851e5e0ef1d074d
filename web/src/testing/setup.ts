// What the tests' DOM lacks.
import { configure } from '@testing-library/react'
import 'fake-indexeddb/auto'

// A busy machine takes longer than a second: only what hangs fails.
configure({ asyncUtilTimeout: 20_000 })

if (typeof HTMLDialogElement !== 'undefined')
  HTMLDialogElement.prototype.showModal ??= function showModal(this: HTMLDialogElement) {
    this.open = true
  }

// No test hears the gateway by chance.
globalThis.EventSource ??= class {
  addEventListener(): void {}
  close(): void {}
} as unknown as typeof EventSource

// No test reaches the network by chance, nor what a test has left running when its own answers are taken back.
globalThis.fetch = () => Promise.reject(new TypeError('Failed to fetch'))
