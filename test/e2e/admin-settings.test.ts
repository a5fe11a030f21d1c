/** The settings of the admin: store views, attribute sets, users, integrations, presets; and what is seen of them without the right to change them. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { nativeOf } from '../native/calling.js';
import { type AdminTest, expectAccessible, PASSWORD, PHONE, startAdmin, step, stepInBothLights } from './admin.js';
import { noBrowser } from './browser.js';

let admin: AdminTest;

describe.skipIf(noBrowser !== undefined)(`the settings of the admin${noBrowser === undefined ? '' : ` (skipped: ${noBrowser})`}`, () => {
  beforeAll(async () => {
    admin = await startAdmin();
  });
  afterAll(() => admin?.stop());

  const stores = async () => (await admin.call('GET', '/stores')).body as { stores: readonly { code: string; name: string; locale: string }[] };

  test('a store view is added by keyboard, renamed, and removed after its dialog has said what goes with it', async () => {
    const page = await admin.visit('/settings');
    await page.getByRole('list', { name: 'Store views' }).waitFor();
    await stepInBothLights(page, 'settings-stores');
    await page.getByRole('button', { name: 'Add a store view' }).press('Enter');
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name').waitFor();
    await page.keyboard.press('Enter');
    await dialog.getByText('This is needed.').waitFor();
    await step(page, 'settings-store-invalid');
    await page.keyboard.type('Österreich');
    expect(await dialog.getByLabel('Code', { exact: true }).inputValue()).toBe('osterreich');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.type('de_AT');
    await page.keyboard.press('Enter');
    await page.getByText('Store view added').waitFor();
    expect((await stores()).stores).toContainEqual(expect.objectContaining({ code: 'osterreich', name: 'Österreich', locale: 'de_AT' }));
    await step(page, 'settings-store-added');

    await page.getByRole('button', { name: 'Rename Österreich' }).click();
    await dialog.getByLabel('Name').fill('Austria');
    await dialog.getByRole('button', { name: 'Rename' }).click();
    await page.getByRole('button', { name: 'Rename Austria' }).waitFor();

    await page.getByRole('button', { name: 'Remove german' }).click();
    await dialog.getByText('With it go, for good: 2 values of pictures and 1 attribute').waitFor();
    expect(await dialog.getByRole('button', { name: 'Remove for good' }).isDisabled()).toBe(true);
    await dialog.getByRole('checkbox').check();
    await step(page, 'settings-store-remove');
    await dialog.getByRole('button', { name: 'Remove for good' }).click();
    await page.getByText('Store view removed').waitFor();
    expect((await stores()).stores.map(({ code }) => code)).not.toContain('german');
    const [first] = (await stores()).stores;
    await page.getByRole('button', { name: `Remove ${first?.name}` }).click();
    await dialog.getByText('The default store view stays').waitFor();
    await step(page, 'settings-store-needed');
  });

  test('an attribute set with roles of its own', async () => {
    const page = await admin.visit('/settings?section=sets');
    await page.getByRole('button', { name: 'Add an attribute set' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name').fill('Shoes');
    await dialog.getByLabel('More roles').fill('sole, Size Chart');
    await dialog.getByRole('button', { name: 'Add', exact: true }).click();
    await dialog.getByText('Each is small letters').waitFor();
    await dialog.getByLabel('More roles').fill('sole, size_chart');
    await dialog.getByRole('checkbox', { name: 'Swatch' }).uncheck();
    await step(page, 'settings-set');
    await dialog.getByRole('button', { name: 'Add', exact: true }).click();
    await page.getByText('Attribute set added').waitFor();
    const { sets } = (await admin.call('GET', '/sets')).body as { sets: readonly { name: string; roles: readonly string[] }[] };
    expect(new Set(sets.find(({ name }) => name === 'Shoes')?.roles)).toEqual(new Set(['image', 'small_image', 'thumbnail', 'sole', 'size_chart']));
    await stepInBothLights(page, 'settings-sets');
  });

  test('a user for one store view alone: added, seeing settings without changing them, signed out, removed', async () => {
    const page = await admin.visit('/settings?section=users');
    await page.getByRole('button', { name: 'Add a user' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('User name').fill('anna');
    await dialog.getByLabel('Password', { exact: true }).fill(PASSWORD);
    await dialog.getByRole('radio', { name: 'Only these store views' }).check();
    await dialog.getByRole('button', { name: 'Add', exact: true }).click();
    await dialog.getByText('Check one at least.').waitFor();
    await step(page, 'settings-user-invalid');
    await dialog.getByRole('checkbox', { name: /^default/i }).check();
    await dialog.getByRole('button', { name: 'Add', exact: true }).click();
    await page.getByText('anna can sign in now').waitFor();
    await page.getByText('writes only in').waitFor();
    await stepInBothLights(page, 'settings-users');
    expect(await page.getByRole('button', { name: 'Remove test-root' }).count()).toBe(0);

    const hers = await admin.visit('/settings?section=users', { user: 'anna' });
    await hers.getByText('You see how the shop is set up.').waitFor();
    expect(await hers.getByRole('link', { name: 'Users' }).count()).toBe(0);
    expect(await hers.getByRole('button', { name: 'Add a store view' }).count()).toBe(0);
    await step(hers, 'settings-read-only');

    await page.getByRole('button', { name: 'Sign anna out everywhere' }).click();
    await dialog.getByRole('button', { name: 'Sign out everywhere' }).click();
    await page.getByText('Signed out everywhere').waitFor();
    await hers.getByRole('link', { name: 'Attribute sets' }).click();
    await hers.getByRole('dialog', { name: 'Your session has ended' }).waitFor();

    await page.getByRole('button', { name: 'Set the password of anna' }).click();
    await dialog.getByLabel('Password', { exact: true }).fill('Another-1');
    await dialog.getByRole('button', { name: 'Set password' }).click();
    await page.getByText('Password set').waitFor();
    const signIn = (password: string) => admin.call('POST', '/tokens', { username: 'anna', password });
    expect([(await signIn(PASSWORD)).status, (await signIn('Another-1')).status]).toEqual([401, 201]);
    await page.getByRole('button', { name: 'Remove anna' }).click();
    await step(page, 'settings-user-remove');
    await dialog.getByRole('button', { name: 'Remove', exact: true }).click();
    await page.getByText('User removed').waitFor();
    expect((await signIn('Another-1')).status).toBe(401);
  });

  test('the keys of an integration are told once, work, and are refused when it is revoked', async () => {
    const page = await admin.visit('/settings?section=integrations');
    await page.getByRole('heading', { name: 'No integrations yet' }).waitFor();
    await step(page, 'settings-integrations-none');
    await page.getByRole('button', { name: 'Add an integration' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name').fill('PIM');
    await step(page, 'settings-integration');
    await dialog.getByRole('button', { name: 'Add', exact: true }).click();
    const token = page.getByRole('dialog', { name: 'Keys of PIM' }).getByLabel('Access token', { exact: true });
    await token.waitFor();
    const secret = await token.inputValue();
    expect(await page.getByRole('button', { name: 'Done' }).isDisabled()).toBe(true);
    await page.keyboard.press('Escape');
    await stepInBothLights(page, 'settings-keys');
    await page.getByRole('checkbox', { name: 'I have kept them' }).check();
    await page.getByRole('button', { name: 'Done' }).click();
    await page.getByRole('list', { name: 'Integrations' }).waitFor();
    expect(await page.content()).not.toContain(secret);
    const pim = nativeOf(admin.shop.service, secret);
    expect((await pim('GET', '/products/MJ03')).status).toBe(200);
    await page.getByRole('button', { name: 'Revoke PIM' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Revoke', exact: true }).click();
    await page.getByText('Integration revoked').waitFor();
    await page.getByText('Revoked', { exact: true }).waitFor();
    expect((await pim('GET', '/products/MJ03')).status).toBe(401);
    await step(page, 'settings-integrations');
  });

  test('presets, the service, and all sections on a phone', async () => {
    const page = await admin.visit('/settings?section=presets');
    await page.getByText('240 × 300').first().waitFor();
    await step(page, 'settings-presets');
    await page.getByRole('link', { name: 'Service', exact: true }).click();
    await page.getByText('Pixels of a picture').waitFor();
    await stepInBothLights(page, 'settings-service');
    const phone = await admin.visit('/settings?section=users', PHONE);
    await phone.getByRole('list', { name: 'Users' }).waitFor();
    await step(phone, 'settings-phone');
    for (const section of ['stores', 'sets', 'integrations', 'presets', 'service']) {
      await phone.goto(`${admin.shop.service.url}/admin/settings?section=${section}`);
      await phone.getByRole('heading', { level: 2 }).first().waitFor();
      await expectAccessible(phone);
    }
    await phone.goto(`${admin.shop.service.url}/admin/settings?section=users`);
    await phone.getByRole('button', { name: 'Add a user' }).click();
    await phone.getByRole('dialog').getByLabel('User name').waitFor();
    await step(phone, 'settings-phone-user');
  });

  test('a refusal says which request it was, and what is typed stays', async () => {
    const page = await admin.visit('/settings?section=users');
    await page.getByRole('button', { name: 'Add a user' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('User name').fill('test-root');
    await dialog.getByLabel('Password', { exact: true }).fill(PASSWORD);
    await dialog.getByRole('button', { name: 'Add', exact: true }).click();
    await dialog.getByText('This name is taken already.').waitFor();
    expect(await dialog.getByRole('alert').innerText()).toMatch(/Request \w+/);
    expect(await dialog.getByLabel('User name').inputValue()).toBe('test-root');
    await page.context().setOffline(true);
    await dialog.getByLabel('User name').fill('berta');
    await dialog.getByRole('button', { name: 'Add', exact: true }).click();
    await dialog.getByText('The service cannot be reached.').waitFor();
    await step(page, 'settings-offline');
    await page.context().setOffline(false);
    await dialog.getByRole('button', { name: 'Add', exact: true }).click();
    await page.getByText('berta can sign in now').waitFor();
  });
});
