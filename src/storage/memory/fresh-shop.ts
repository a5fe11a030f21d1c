/** What a fresh database holds of store views and attribute sets. */
import type { Shop } from '../../app/ports.js';
import type { StoreCode } from '../../core/ids.js';
import { STANDARD_ROLES } from '../../core/roles.js';

export const FRESH_SHOP: Shop = {
  version: 1,
  websites: [
    { id: 0, code: 'admin', name: 'Admin', defaultGroup: 0 },
    { id: 1, code: 'base', name: 'Main Website', defaultGroup: 1 },
  ],
  groups: [
    { id: 0, website: 0, code: 'default', name: 'Default', defaultStore: 0 },
    { id: 1, website: 1, code: 'main_website_store', name: 'Main Website Store', defaultStore: 1 },
  ],
  stores: [{ id: 1, code: 'default' as StoreCode, name: 'Default Store View', website: 1, group: 1, locale: 'en_US' }],
  sets: [{ id: 4, name: 'Default', hasGallery: true, roles: STANDARD_ROLES }],
};
