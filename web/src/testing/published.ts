// The public files of a good day, under their real content ids: models 7 to 9, of which 8 comes with sample answers.
import { modelManifest, rawFile } from '@kula/client/testing/nodes'

export const samples = [
  {
    prompt: 'How do I boil an egg?',
    parent: 'Boil an egg:\n\nBoil an egg:\n\nBoil an egg:',
    own: 'Put it into boiling water for eight minutes, then into cold water. **Peel it** when it is cool.\n\n<img src=x onerror=alert(1)>',
  },
  {
    prompt: 'My friend has a job interview tomorrow and is nervous. What can I tell her?',
    parent: 'Tell her that you believe in her.',
    own: 'Tell her that you believe in her.',
  },
]
const file = rawFile(new TextEncoder().encode(JSON.stringify({ v: 1, tokens: 48, samples })))
export const withSamples = modelManifest(file[0])
export const withoutSamples = modelManifest(null)
export const published = new Map([file, withSamples, withoutSamples])
