// Makes a passkey's key once more, to show its recovery code.
import { open } from '../connect/flow'
import type { Session } from '../connect/sessions'

export async function showRecovery(owner: Session): Promise<boolean> {
  const { preparePasskey, askPasskey } = await import('../connect/passkey')
  try {
    await preparePasskey()
    const { secret } = await askPasskey(owner.through)
    const { privateKeyToAccount } = await import('@kula/client/signing')
    if (privateKeyToAccount(secret).address !== owner.owner) return false
    open({ name: 'recovery', secret })
    return true
  } catch {
    return false
  }
}
