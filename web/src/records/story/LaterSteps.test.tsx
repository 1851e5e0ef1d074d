// The steps behind the payment: each says what this page found, and why it could not find more.
import type { Trace } from '@kula/client'
import { cleanup, render, screen } from '@testing-library/react'
import { afterEach, expect, it } from 'vitest'
import type { Check } from './checkRecord'
import { LaterSteps } from './LaterSteps'

const trace = {
  steps: [
    { step: 'receipt' },
    { step: 'dataset', version: 7, manifest: 'bafy7', row: `0x${'7'.repeat(64)}` },
    { step: 'model', version: 8, manifest: 'bafy8', state: 'adopted', served: true },
  ],
} as unknown as Trace

afterEach(cleanup)

function show(dataset: Check, model: Check): void {
  render(<LaterSteps trace={trace} checks={[dataset, model]} isMine />)
}

it('what was checked says what it was', () => {
  show('good', 'good')
  expect(screen.getAllByText('Checked on this device')).toHaveLength(3)
  expect(screen.getByText(/its list of rows holds yours/)).toBeTruthy()
  expect(screen.getByText(/it names this dataset/)).toBeTruthy()
  expect(screen.getByText(/the one that servers run/)).toBeTruthy()
  expect(screen.queryByText(/the server’s word/)).toBeNull()
})

it('a row that was left out is not part of the dataset', () => {
  show('left-out', 'good')
  expect(screen.getByText('It was left out of dataset 7')).toBeTruthy()
  expect(screen.queryByText('It became part of dataset 7')).toBeNull()
  expect(screen.getByText(/does not hold yours/)).toBeTruthy()
})

it('a lie is an alert, on each step that rests on it', () => {
  show('wrong', 'wrong')
  expect(screen.getAllByRole('alert')).toHaveLength(3)
})

it.each<[Check, RegExp]>([
  ['unknown', /the chain did not answer/],
  ['no-file', /did not hand out the file/],
  ['hidden', /shown after the vote/],
  ['no-list', /names no list of its rows/],
  ['no-salt', /only the device that sent it can tell/],
  ['unfit', /Anyone can publish such a file/],
  ['late', /Come back in a minute/],
])('%s says why', (check, why) => {
  show(check, 'good')
  expect(screen.getByText(why)).toBeTruthy()
  expect(screen.queryByRole('alert')).toBeNull()
})
