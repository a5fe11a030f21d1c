import { useTranslation } from 'react-i18next';
import { PageTitle } from '../../pieces/page-title.js';

export function ProductTrashPage() {
  const { t } = useTranslation();
  return <PageTitle order={2}>{t('productNav.trash')}</PageTitle>;
}
