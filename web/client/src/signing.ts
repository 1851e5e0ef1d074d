// The half of the client that signs and verifies.
export { generatePrivateKey, privateKeyToAccount } from 'viem/accounts'
export { keepSigned } from './actions/chat/keepSigned.ts'
export { prepareErasure, prepareRoyaltyEnd } from './actions/endings/prepareErasure.ts'
export { prepareTakeBack } from './actions/endings/prepareTakeBack.ts'
export { type ErasureOptions, sendErasure } from './actions/endings/sendErasure.ts'
export { sendTakeBack } from './actions/endings/sendTakeBack.ts'
export { type GrantOptions, prepareGrant } from './actions/keys/prepareGrant.ts'
export { prepareRevocation } from './actions/keys/prepareRevocation.ts'
export { sendGrant } from './actions/keys/sendGrant.ts'
export { sendRevocation } from './actions/keys/sendRevocation.ts'
export { balanceOf } from './actions/money/balanceOf.ts'
export { isContract } from './actions/money/isContract.ts'
export { isTransferUsed } from './actions/money/isTransferUsed.ts'
export { sendTransfer } from './actions/money/sendTransfer.ts'
export { type ChooseOptions, choosePair, type Shown } from './actions/pairs/choosePair.ts'
export {
  accuserDeposit,
  isDepositAllowed,
  prepareAccusation,
  prepareConviction,
  prepareDeposit,
  type Transaction,
} from './actions/receipts/prepareAccusation.ts'
export { promiseState } from './actions/receipts/promiseState.ts'
export { nextSeq } from './actions/records/nextSeq.ts'
export { recordOf, sendRecord } from './actions/records/sendRecord.ts'
export { signRecord } from './actions/records/signRecord.ts'
export { verifyReceipt, verifyReceipts } from './actions/records/verifyReceipt.ts'
export { verifyRecord } from './actions/records/verifyRecord.ts'
export { verifyTrace } from './actions/records/verifyTrace.ts'
export { normaliseSignature } from './normaliseSignature.ts'
export { isCommitted, verifyErasure, verifyOffer } from './opinions.ts'
export { leafParts } from './promises.ts'
export { verifyAnswer } from './streams/verifyAnswer.ts'
export { prepareTransfer, type Transfer, type TransferOptions } from './transfer.ts'
