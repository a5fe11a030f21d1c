import { Checkbox, Tooltip } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { editOrder, shownOrder } from '../../gallery/draft.js';
import type { Editing } from '../../gallery/editing.js';
import { useOriginWords } from '../../pieces/cell.js';
import { useStores } from '../../shell/stores.js';

/** `Use Default Value` for the sort order of the whole store view. */
export function OrderDefault({ editing }: { readonly editing: Editing }) {
  const { t } = useTranslation('gallery');
  const { mayWrite } = useStores();
  const words = useOriginWords();
  const { isOwn, isEdited } = shownOrder(editing.draft, editing.view);
  return (
    <Tooltip label={isOwn ? (isEdited ? t('unsaved') : words(editing.view.order)) : t('order.how')}>
      <Checkbox
        label={t('order.default')}
        checked={!isOwn}
        disabled={!mayWrite}
        onChange={(event) => {
          if (event.currentTarget.checked) editing.edit((draft, view) => editOrder(draft, view, 'inherit'));
          else if (isEdited) editing.edit((draft, view) => editOrder(draft, view, view.order.value));
        }}
        wrapperProps={{ title: undefined }}
      />
    </Tooltip>
  );
}
