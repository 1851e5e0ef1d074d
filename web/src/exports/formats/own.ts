// Kula's own form: one content of a record per item, with other fields that are left out.
import { isOwnForm } from '../checked'
import type { Form } from '../drafts'

export const own: Form = {
  matches: isOwnForm,
  *drafts(item) {
    yield { type: 'own', item }
  },
}
