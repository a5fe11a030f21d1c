import { useTranslation } from 'react-i18next';
import { PageTitle } from '../../pieces/page-title.js';

export function ActivityPage() {
  const { t } = useTranslation();
  return <PageTitle>{t('nav.activity')}</PageTitle>;
}
