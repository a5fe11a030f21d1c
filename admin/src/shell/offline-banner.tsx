import { Alert } from '@mantine/core';
import { useNetwork } from '@mantine/hooks';
import { useTranslation } from 'react-i18next';
import { Icon } from '../pieces/icons.js';

/** Says that what is shown may be old, and that nothing can be saved. */
export function OfflineBanner() {
  const { t } = useTranslation();
  if (useNetwork().online) return null;
  return (
    <Alert color="yellow" variant="light" mb="md" icon={<Icon name="offline" />} role="status" title={t('offline.title')}>
      {t('offline.about')}
    </Alert>
  );
}
