/** The way in, at whatever address: who is signed in is there. */
import { Center, Group, NativeSelect, Stack, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { chooseLanguage, LANGUAGES, type Language } from '../../i18n.js';
import mark from '../../shell/mark.svg';
import { OfflineBanner } from '../../shell/offline-banner.js';
import { SignInForm } from './form.js';

export function SignInPage() {
  const { t, i18n } = useTranslation('sign-in');
  return (
    <Center component="main" mih="100dvh" p="md">
      <Stack w="100%" maw={380} gap="lg">
        <OfflineBanner />
        <Group gap="sm" justify="center">
          <img src={mark} alt="" width={40} height={40} />
          <Text fw={700} fz={26}>
            Vitrine
          </Text>
        </Group>
        <Stack className="card" p="xl">
          <Title order={1}>{t('title')}</Title>
          <SignInForm />
        </Stack>
        <NativeSelect
          aria-label={t('language')}
          value={i18n.language}
          onChange={(event) => void chooseLanguage(event.currentTarget.value as Language)}
          data={Object.entries(LANGUAGES).map(([value, label]) => ({ value, label }))}
          size="xs"
          w={140}
          mx="auto"
        />
      </Stack>
    </Center>
  );
}
