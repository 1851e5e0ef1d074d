// Takes a record back until it is posted. The device's key signs; if another key sent the record, its owner does.
import { Problem } from '@kula/client'
import type { Hex } from 'viem'
import { gateway, knownNetwork } from '../../connect/gateway'
import { accountOf, type Session } from '../../connect/sessions'
import { signAsOwner } from '../../connect/signAsOwner'
import { noteEnd } from './noteEnd'

export async function takeBack(owner: Session, record: Hex): Promise<void> {
  const { prepareTakeBack, sendTakeBack } = await import('@kula/client/signing')
  const prepared = prepareTakeBack(await knownNetwork(), owner.owner, record)
  const account = await accountOf(owner)
  try {
    await sendTakeBack(gateway, record, await account.signTypedData(prepared))
  } catch (error) {
    if (!(error instanceof Problem) || error.slug !== 'invalid-signature') throw error
    await sendTakeBack(gateway, record, await signAsOwner(owner, prepared))
  }
  await noteEnd(record, 'taken-back')
}
