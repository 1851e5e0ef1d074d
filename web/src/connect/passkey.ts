// An owner's key out of a passkey: WebAuthn's PRF gives 32 secret bytes, HKDF makes a secp256k1 key of them.
// The key is made in this page when it is needed, and never kept.
import type { Hex } from 'viem'
import { SignFailure } from './ends'

const SALT = new TextEncoder().encode('kula owner v1')

export interface Passkey {
  id: string
  secret: Hex
  /** The passkey is kept on more than one device. */
  isSynced: boolean
}

interface PrfResult {
  prf?: { enabled?: boolean; results?: { first?: ArrayBuffer } }
}

const prf = { prf: { eval: { first: SALT } } } as AuthenticationExtensionsClientInputs

export function canHavePasskey(): boolean {
  return typeof PublicKeyCredential !== 'undefined' && Boolean(navigator.credentials)
}

/** Makes a passkey for this site, and an owner's key out of it. */
export async function makePasskey(name: string): Promise<Passkey> {
  if (!canHavePasskey()) throw new SignFailure('no-passkey')
  const random = (length: number) => crypto.getRandomValues(new Uint8Array(length))
  const made = await ask(() =>
    navigator.credentials.create({
      publicKey: {
        rp: { name: 'Kula' },
        user: { id: random(16), name, displayName: name },
        challenge: random(32),
        pubKeyCredParams: [
          { type: 'public-key', alg: -7 },
          { type: 'public-key', alg: -257 },
        ],
        authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
        extensions: prf,
      },
    }),
  )
  const results = made.getClientExtensionResults() as PrfResult
  if (!results.prf?.enabled && !results.prf?.results?.first) throw new SignFailure('no-passkey', 'no PRF')
  const response = made.response as AuthenticatorAttestationResponse
  const flags = new Uint8Array(response.getAuthenticatorData())[32] ?? 0
  const isSynced = (flags & 0x10) !== 0
  // Some authenticators give the secret only when they are asked a second time.
  if (!results.prf.results?.first) return { ...(await askPasskey(made.id)), isSynced }
  return { id: made.id, secret: ownerKey(results.prf.results.first), isSynced }
}

/** Asks for a passkey of this site, or for one of them, and makes the owner's key. */
export async function askPasskey(id = ''): Promise<Passkey> {
  if (!canHavePasskey()) throw new SignFailure('no-passkey')
  const allowCredentials = id ? [{ type: 'public-key' as const, id: fromBase64(id) }] : []
  const challenge = crypto.getRandomValues(new Uint8Array(32))
  const given = await ask(() =>
    navigator.credentials.get({
      publicKey: { challenge, allowCredentials, userVerification: 'required', extensions: prf },
    }),
  )
  const first = (given.getClientExtensionResults() as PrfResult).prf?.results?.first
  if (!first) throw new SignFailure('no-passkey', 'no PRF')
  const response = given.response as AuthenticatorAssertionResponse
  const flags = new Uint8Array(response.authenticatorData)[32] ?? 0
  return { id: given.id, secret: ownerKey(first), isSynced: (flags & 0x10) !== 0 }
}

async function ask(question: () => Promise<Credential | null>): Promise<PublicKeyCredential> {
  try {
    const answer = await question()
    if (answer) return answer as PublicKeyCredential
  } catch (error) {
    const name = (error as Error).name
    if (name === 'NotSupportedError' || name === 'SecurityError') throw new SignFailure('no-passkey', name)
    throw new SignFailure('passkey-declined', name)
  }
  throw new SignFailure('passkey-declined')
}

function ownerKey(secret: ArrayBuffer): Hex {
  return derive(new Uint8Array(secret))
}

let derive: (secret: Uint8Array) => Hex = () => {
  throw new Error('the cryptography is not loaded')
}

/** Loads what makes the key, before the prompt: some browsers drop a prompt that comes too long after the tap. */
export async function preparePasskey(): Promise<void> {
  derive = (await import('./ownerKey')).deriveOwnerKey
}

function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  const binary = atob(text.replace(/-/g, '+').replace(/_/g, '/'))
  return Uint8Array.from(binary, (letter) => letter.charCodeAt(0))
}
