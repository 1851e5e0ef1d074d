// A receipt that a full device could not keep, as a file.
import { outbox, unkept } from '../../feedback/outbox'
import { useWords } from '../../i18n'
import { Banner } from '../../parts/Banner'
import { download } from '../../parts/download'

export function UnkeptReceipt({ ids }: { ids: string[] }) {
  const { t } = useWords()
  function save() {
    download(
      'kula-receipts.json',
      JSON.stringify(
        ids.map((id) => outbox.get()[id]),
        null,
        1,
      ),
    )
    unkept.set([])
  }
  return (
    <Banner
      icon="alert"
      action={
        <button type="button" className="btn" onClick={save}>
          {t('Save receipt as file')}
        </button>
      }
    >
      {t('This device is full. Your record was sent; its receipt was not saved.')}
    </Banner>
  )
}
