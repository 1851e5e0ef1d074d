// The sheet that is open on the way to an account.
import { useObservable } from '../../parts/observable'
import { step } from '../flow'
import { CodeSheet } from './CodeSheet'
import { ConsentSheet } from './ConsentSheet'
import { EndSheet } from './EndSheet'
import { PaidSheet } from './PaidSheet'
import { PairingSheet } from './PairingSheet'
import { PhoneSheet } from './PhoneSheet'
import { RecoverySheet } from './RecoverySheet'
import { SigningSheet } from './SigningSheet'
import { WalletsSheet } from './WalletsSheet'

export function ConnectSheets() {
  const now = useObservable(step)
  if (!now) return null
  switch (now.name) {
    case 'paid':
      return <PaidSheet />
    case 'wallets':
      return <WalletsSheet />
    case 'phone':
      return <PhoneSheet />
    case 'pairing':
      return <PairingSheet {...now} />
    case 'code':
      return <CodeSheet signer={now.signer} />
    case 'consent':
      return <ConsentSheet through={now.through} />
    case 'signing':
      return <SigningSheet through={now.through} licence={now.licence} />
    case 'end':
      return <EndSheet {...now} />
    case 'recovery':
      return <RecoverySheet secret={now.secret} />
  }
}
