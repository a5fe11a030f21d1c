import { useUser } from '../../api/session.js';

/** Store views, sets, users and integrations are for who may change the whole shop. */
export function useMayChangeSettings(): boolean {
  const { resources, stores } = useUser();
  return stores === 'every' && (resources === 'every' || resources.includes('Vitrine::settings'));
}
