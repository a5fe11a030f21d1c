import { notifications } from '@mantine/notifications';
import { useTranslation } from 'react-i18next';

/** A note in the corner that something was done. */
export function useNote(): (message: string) => void {
  const { t } = useTranslation();
  return (message) => void notifications.show({ message, closeButtonProps: { 'aria-label': t('close') } });
}
