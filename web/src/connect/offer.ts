// Offers an account when feedback waits for one. After "Later" the sheet comes back only when the person asks.

import { open } from './flow'
import { isEnded, session } from './sessions'

let isPutOff = false

/** Whether feedback cannot leave because this device has no owner, or its owner ended it. */
export function guestKeyNeeded(): boolean {
  return session.get() === null || isEnded.get()
}

export function offerAccount(isAsked = false): void {
  if (!guestKeyNeeded() || (isPutOff && !isAsked)) return
  open({ name: 'paid' })
}

export function putOff(): void {
  isPutOff = true
}
