// What the tests' DOM lacks.
import 'fake-indexeddb/auto'

if (typeof HTMLDialogElement !== 'undefined')
  HTMLDialogElement.prototype.showModal ??= function showModal(this: HTMLDialogElement) {
    this.open = true
  }

// No test hears the gateway by chance.
globalThis.EventSource ??= class {
  addEventListener(): void {}
  close(): void {}
} as unknown as typeof EventSource
