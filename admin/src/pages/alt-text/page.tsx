/** The worklist of alternative texts: picture beside field, one after the other without leaving the keyboard. */
import { Stack, Text } from '@mantine/core';
import { useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { PageTitle } from '../../pieces/page-title.js';
import { useStores } from '../../shell/stores.js';
import { Coverage } from './coverage.js';
import { AltFinder } from './finder.js';
import { Worklist } from './worklist.js';

export function AltTextPage() {
  const { t } = useTranslation('alt-text');
  const { q, state = 'missing' } = useSearch({ from: '/alt-text' });
  const { current, nameOf, mayWrite } = useStores();
  return (
    <Stack gap="md">
      <div>
        <PageTitle>{t('title')}</PageTitle>
        <Text c="dimmed" size="sm">
          {t('about')}
        </Text>
      </div>
      <Coverage />
      <AltFinder q={q ?? ''} state={state} />
      {!mayWrite && (
        <Text size="sm" c="dimmed">
          {t('readOnly', { store: nameOf(current) })}
        </Text>
      )}
      <Worklist key={current} q={q} state={state} />
    </Stack>
  );
}
