/** The encoder comes when a code is shown: few need one. */
export const loadQr = () => import('./QrCode').then(({ QrCode }) => QrCode)
