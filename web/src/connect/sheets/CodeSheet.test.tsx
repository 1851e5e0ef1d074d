// An owner who came back by a recovery code has no passkey here: the code signs.
import { cleanup, fireEvent, render, screen } from '@testing-library/react'
import { verifyTypedData } from 'viem'
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts'
import { afterEach, expect, it, vi } from 'vitest'
import { owned } from '../../testing/gateway'
import { step } from '../flow'
import { recoveryCode } from '../recovery'
import { signAsOwner } from '../signAsOwner'
import { ConnectSheets } from './ConnectSheets'

vi.setConfig({ testTimeout: 20_000 })
afterEach(() => {
  step.set(null)
  cleanup()
})

const secret = generatePrivateKey()
const owner = { ...owned, kind: 'passkey' as const, through: '', owner: privateKeyToAccount(secret).address }
const message = {
  domain: { name: 'Kula' },
  types: { Word: [{ name: 'text', type: 'string' }] },
  primaryType: 'Word',
  message: { text: 'Hi' },
} as const

function enter(key: `0x${string}`): void {
  fireEvent.change(screen.getByLabelText('Recovery code, 15 groups'), {
    target: { value: recoveryCode(key).join(' ') },
  })
  fireEvent.click(screen.getByRole('button', { name: 'Go on' }))
}

it('the code is asked for, another account’s is refused, and the right one signs', async () => {
  render(<ConnectSheets />)
  const signing = signAsOwner(owner, message)
  expect(await screen.findByText(/no passkey on this device/)).toBeTruthy()
  enter(generatePrivateKey())
  expect(await screen.findByText('This code belongs to another account.')).toBeTruthy()
  enter(secret)
  expect(await verifyTypedData({ address: owner.owner, signature: await signing, ...message })).toBe(true)
  expect(step.get()).toBeNull()
})

it('a sheet that is closed has signed nothing', async () => {
  render(<ConnectSheets />)
  const signing = signAsOwner(owner, message)
  const failed = expect(signing).rejects.toMatchObject({ end: 'declined' })
  fireEvent.click(await screen.findByRole('button', { name: 'Close' }))
  await failed
})
