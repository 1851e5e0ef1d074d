// Says once that the viewer talks to another model now. It stays until it is closed, or until what changed is read.
import { Link } from 'wouter'
import { useWords } from '../../i18n'
import { Rich } from '../../i18n/Rich'
import { useDatasets, useModels } from '../../models/useModels'
import { useMyShare } from '../../models/useMyShare'
import { Banner } from '../../parts/Banner'
import { IconButton } from '../../parts/IconButton'
import { sawModel } from './modelSeen'

export function NewModelBanner({ version }: { version: number }) {
  const { t } = useWords()
  const learned = useModels().data?.models.find((model) => model.version === version)?.datasets ?? []
  const sets = (useDatasets().data?.datasets ?? []).filter((set) => learned.includes(set.version))
  const mine = useMyShare(sets)
  const done = () => sawModel(version)
  return (
    <Banner
      icon="model"
      tone="calm"
      action={
        <>
          <Link className="btn" href="/models" onClick={done}>
            {t('What changed')}
          </Link>
          <IconButton icon="close" name={t('Close')} onClick={done} />
        </>
      }
    >
      <Rich text={t('**Kula {n} is here.** You talk to it now.', { n: version })} />
      {mine > 0 &&
        ` ${t('{n, plural, one {# paid record} other {# paid records}} of yours came in the rounds that it learned from.', { n: mine })}`}
    </Banner>
  )
}
