// Nobody says that a recovery code is saved before it is on the screen.
import { cleanup, render, screen, waitFor } from '@testing-library/react'
import { afterEach, expect, it, vi } from 'vitest'
import { RecoverySheet } from './RecoverySheet'

vi.setConfig({ testTimeout: 20_000 })
afterEach(cleanup)

it('the code can be called saved only when it is shown', async () => {
  render(<RecoverySheet secret={`0x${'12'.repeat(32)}`} />)
  const saved = screen.getByRole<HTMLButtonElement>('button', { name: 'I have saved it' })
  expect(saved.disabled).toBe(true)
  await waitFor(() => expect(screen.getByRole('group').textContent).toMatch(/^[A-Z0-9]{60}$/))
  expect(saved.disabled).toBe(false)
})
