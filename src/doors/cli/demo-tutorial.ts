/** The store-view tutorial as commands to copy, with the numbers of this very shop. */
import type { App } from '../../app/app.js';
import { view } from '../../core/gallery.js';

/** Eight pixels square: a picture small enough for a command line. */
const SMALL_PNG =
  'iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAMAAADz0U65AAAAA1BMVEXRYD0WpEVrAAAACXBIWXMAAAPoAAAD6AG1e1JrAAAADElEQVQI12NgoA4AAABIAAH/myMhAAAAAElFTkSuQmCC';

export async function tutorial(app: App, url: string, user: { adminUser: string; adminPassword: string }): Promise<string> {
  const stored = await app.galleries.read('MJ03', 'global');
  const entries = view(stored?.gallery ?? { takesPictures: true, roleCodes: [], entries: [], roles: { global: {}, stores: {} } }, 'global').map(
    ({ id, values, roles }) => ({
      id,
      media_type: 'image',
      label: values.label,
      position: values.position,
      disabled: values.disabled,
      types: roles,
      file: values.file,
    }),
  );
  const product = (rest: object) => JSON.stringify({ product: { sku: 'MJ03', ...rest } });
  const call = (method: string, path: string, body?: string) =>
    `curl -s -X ${method} ${url}/rest/${path} -H "Authorization: Bearer $TOKEN"${body === undefined ? '' : ` -H 'Content-Type: application/json' -d '${body}'`}; echo`;
  const show = (store: string) => `${call('GET', `${store}/V1/products/MJ03/media`)}`;
  const entry = (rest: object) => JSON.stringify({ entry: { media_type: 'image', ...rest } });
  const content = { base64_encoded_data: SMALL_PNG, type: 'image/png', name: 'new-image.png' };
  const steps: readonly (readonly [title: string, ...lines: string[]])[] = [
    [
      'Sign in',
      `TOKEN=$(curl -s -X POST ${url}/rest/V1/integration/admin/token -H 'Content-Type: application/json' -d '${JSON.stringify({ username: user.adminUser, password: user.adminPassword })}' | tr -d '"')`,
    ],
    ['Look: the same gallery in three store views', show('default'), show('german'), show('french')],
    [
      'Preserve images: the field is left out, then null; nothing changes',
      call('POST', 'default/V1/products', product({ name: 'product name override in default store view' })),
      call('POST', 'default/V1/products', product({ media_gallery_entries: null })),
    ],
    [
      'Override: the entries posted back are explicit in default, german still inherits',
      call('POST', 'default/V1/products', product({ media_gallery_entries: entries })),
    ],
    [
      'Prove it: change a label at all, and read both',
      call('PUT', `all/V1/products/MJ03/media/${entries[0]?.id}`, entry({ ...entries[0], label: 'changed for all' })),
      show('default'),
      show('german'),
    ],
    [
      'Restore inheritance: null is "Use Default Value"',
      call('POST', 'default/V1/products', product({ media_gallery_entries: entries.map((one) => ({ ...one, label: null, position: null, disabled: null })) })),
      show('default'),
    ],
    [
      'Add an image at a store view: visible everywhere, labelled here',
      `ID=$(${call('POST', 'default/V1/products/MJ03/media', entry({ label: 'New image label', position: 4, disabled: false, types: [], content }))}); echo $ID`,
      show('default'),
      show('german'),
    ],
    [
      'Update it there',
      call('GET', 'default/V1/products/MJ03/media/$ID'),
      call('PUT', 'default/V1/products/MJ03/media/$ID', entry({ label: 'Updated label for default store view', position: 4, disabled: false, types: [] })),
      show('german'),
    ],
    ['Delete it: gone everywhere, the order inherits again', call('DELETE', 'default/V1/products/MJ03/media/$ID'), show('default')],
  ];
  return [
    '',
    `  Admin        ${url}/admin`,
    `  Adobe REST   ${url}/rest/V1/…   (store views default, german, french; all)`,
    `  Pictures     ${url}/media/catalog/product${entries[0]?.file}`,
    `  Health       ${url}/health/ready`,
    `  User         ${user.adminUser}   Password  ${user.adminPassword}`,
    ...steps.map(([title, ...lines], at) => `\n# ${at + 1}. ${title}\n${lines.join('\n')}`),
  ].join('\n');
}
