// What the tests' DOM lacks.
import 'fake-indexeddb/auto'

HTMLDialogElement.prototype.showModal ??= function showModal(this: HTMLDialogElement) {
  this.open = true
}
