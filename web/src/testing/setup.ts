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
