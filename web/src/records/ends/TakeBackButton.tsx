// Takes one record back, and says what came of it.
import { Problem } from '@kula/client'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { Hex } from 'viem'
import { session } from '../../connect/sessions'
import { useWords } from '../../i18n'
import { Icon } from '../../parts/Icon'
import { useObservable } from '../../parts/observable'
import { takeBack } from './takeBack'

interface Props {
  record: string
  /** What the record is about, for its name. */
  title: string
  isSmall?: boolean
}

export function TakeBackButton({ record, title, isSmall = false }: Props) {
  const { t } = useWords()
  const owner = useObservable(session)
  const queries = useQueryClient()
  const taking = useMutation({
    mutationFn: () => (owner ? takeBack(owner, record as Hex) : Promise.resolve()),
    onSettled: () => {
      void queries.invalidateQueries({ queryKey: ['record', record] })
      void queries.invalidateQueries({ queryKey: ['account'] })
    },
  })
  if (!owner) return null
  const isLate = taking.error instanceof Problem && taking.error.slug === 'already-posted'
  return (
    <>
      <button
        type="button"
        className={isSmall ? 'link-button small' : 'btn'}
        aria-label={t('Take back: {title}', { title })}
        aria-busy={taking.isPending}
        aria-disabled={taking.isPending || taking.isSuccess}
        onClick={() => !taking.isPending && !taking.isSuccess && taking.mutate()}
      >
        {!isSmall && <Icon name="undo" />}
        {t('Take back')}
      </button>
      <span className="note" role="status">
        {taking.isSuccess && t('Taken back')}
        {taking.isError &&
          (isLate ? t('It is posted already. You can still erase it.') : t('That did not work. Nothing has changed.'))}
      </span>
    </>
  )
}
