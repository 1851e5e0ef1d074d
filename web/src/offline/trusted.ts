// The page's one policy of Trusted Types: a worker's script comes from this page's own origin.
interface Policy {
  createScriptURL(address: string): unknown
}

interface Factory {
  createPolicy(name: string, rules: Policy): Policy
}

const { trustedTypes } = globalThis as { trustedTypes?: Factory }

function own(address: string): string {
  const { origin, href } = new URL(address, location.href)
  if (origin !== location.origin) throw new TypeError(`a script of ${origin}`)
  return href
}

const policy: Policy = trustedTypes?.createPolicy('kula', { createScriptURL: own }) ?? { createScriptURL: own }

/** The address of a script, for a worker. Throws TypeError for another origin. */
export function scriptUrl(address: string): string {
  // The browser's types know texts only.
  return policy.createScriptURL(address) as string
}
