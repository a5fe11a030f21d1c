/** Roles in words, where there are some: a shop may have roles of its own. */
import { useTranslation } from 'react-i18next';

export function useRoleName(): (code: string) => string {
  const { t } = useTranslation('gallery');
  return (code) => t(`roles.${code}`, { defaultValue: code });
}
