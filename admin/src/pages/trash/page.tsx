import { useTranslation } from 'react-i18next';
import { PageTitle } from '../../pieces/page-title.js';

export function TrashPage() {
  const { t } = useTranslation();
  return <PageTitle>{t('nav.trash')}</PageTitle>;
}
