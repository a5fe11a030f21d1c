import { useTranslation } from 'react-i18next';
import { PageTitle } from '../../pieces/page-title.js';

export function HistoryPage() {
  const { t } = useTranslation();
  return <PageTitle>{t('nav.history')}</PageTitle>;
}
