/** Roles in words, where there are some: a shop may have roles of its own. */
import { useTranslation } from 'react-i18next';

export function useRoleName(): (code: string) => string {
  // Its words may still be on their way: what stands around does not wait for them.
  const { t } = useTranslation('gallery', { useSuspense: false });
  return (code) => t(`roles.${code}`, { defaultValue: code });
}
