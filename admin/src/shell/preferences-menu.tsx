import { ActionIcon, Button, NativeSelect, Popover, Stack, Text, useMantineColorScheme } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useTranslation } from 'react-i18next';
import { useSignOut, useUser } from '../api/session.js';
import { chooseLanguage, LANGUAGES, type Language } from '../i18n.js';
import { Icon } from '../pieces/icons.js';

const SCHEMES = ['auto', 'light', 'dark'] as const;

/** Who is signed in, in which language and light, and the way out. */
export function PreferencesMenu() {
  const { t, i18n } = useTranslation();
  const { name } = useUser();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const signOut = useSignOut();
  return (
    <Popover position="bottom-end" width={240} shadow="md" trapFocus>
      <Popover.Target>
        <ActionIcon variant="default" size="lg" radius="xl" aria-label={t('preferences.open', { name })}>
          <Icon name="user" />
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown>
        <Stack gap="sm">
          <Text size="sm" fw={600}>
            {t('preferences.signedIn', { name })}
          </Text>
          <NativeSelect
            size="sm"
            label={t('preferences.language')}
            value={i18n.language}
            onChange={(event) =>
              void chooseLanguage(event.currentTarget.value as Language).catch(() =>
                notifications.show({
                  color: 'yellow',
                  title: t('preferences.languageLater'),
                  message: t('preferences.languageLaterAbout'),
                  closeButtonProps: { 'aria-label': t('close') },
                }),
              )
            }
            data={Object.entries(LANGUAGES).map(([value, label]) => ({ value, label }))}
          />
          <NativeSelect
            size="sm"
            label={t('preferences.scheme')}
            value={colorScheme}
            onChange={(event) => setColorScheme(event.currentTarget.value as typeof colorScheme)}
            data={SCHEMES.map((value) => ({ value, label: t(`preferences.schemes.${value}`) }))}
          />
          <Button variant="default" onClick={() => signOut.mutate()} loading={signOut.isPending}>
            {t('preferences.signOut')}
          </Button>
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}
