/** Who may sign in, and what each may do. */
import { Badge, Button, Group, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { User } from '../../../../../client/index.js';
import { api } from '../../../api/client.js';
import { useUser } from '../../../api/session.js';
import { EmptyState } from '../../../pieces/notices.js';
import { AskButton } from '../ask-button.js';
import { GrantSummary } from '../grant-fields.js';
import { usersQuery } from '../queries.js';
import { SectionHead, SectionRows } from '../section.js';
import { AddUserDialog } from './add-dialog.js';
import { PasswordDialog } from './password-dialog.js';
import { RightsDialog } from './rights-dialog.js';

export function UsersSection() {
  const { t } = useTranslation('settings');
  const [isAdding, adding] = useDisclosure();
  return (
    <Stack gap="md">
      <SectionHead title={t('sections.users')} about={t('users.about')} action={t('users.add')} onAction={adding.open} />
      <SectionRows
        query={useQuery(usersQuery)}
        label={t('sections.users')}
        keyOf={({ name }) => name}
        row={(user) => <UserRow user={user} />}
        empty={<EmptyState icon="user" title={t('users.none')} />}
      />
      <AddUserDialog isOpen={isAdding} onClose={adding.close} />
    </Stack>
  );
}

function UserRow({ user }: { readonly user: User }) {
  const { t } = useTranslation('settings');
  const [isSetting, setting] = useDisclosure();
  const [isGranting, granting] = useDisclosure();
  const { name } = user;
  const isSelf = useUser().name === name;
  return (
    <>
      <div className="settings-facts">
        <Group gap="xs">
          <Text fw={600} dir="auto">
            {name}
          </Text>
          {isSelf && (
            <Badge variant="light" tt="none">
              {t('users.you')}
            </Badge>
          )}
        </Group>
        <GrantSummary {...user} />
      </div>
      <div className="settings-actions">
        {!isSelf && (
          <Button variant="subtle" size="sm" onClick={granting.open} aria-label={t('users.rightsOf', { name })}>
            {t('users.setRights')}
          </Button>
        )}
        <Button variant="subtle" size="sm" onClick={setting.open} aria-label={t('users.passwordOf', { name })}>
          {t('users.setPassword')}
        </Button>
        <AskButton
          word={t('users.signOut')}
          label={t('users.signOutOf', { name })}
          title={t('users.signOutTitle', { name })}
          about={t('users.signOutAbout')}
          action={t('users.signOutAction')}
          done={t('users.signedOut')}
          failed={t('users.notSignedOut')}
          write={() => api.endTokens({ name })}
        />
        {!isSelf && (
          <AskButton
            isDangerous
            word={t('users.remove')}
            label={t('users.removeOf', { name })}
            title={t('users.removeTitle', { name })}
            about={t('users.removeAbout')}
            action={t('users.removeAction')}
            done={t('users.removed')}
            failed={t('notRemoved')}
            write={() => api.removeUser({ name })}
          />
        )}
      </div>
      <RightsDialog user={user} isOpen={isGranting} onClose={granting.close} />
      <PasswordDialog name={name} isSelf={isSelf} isOpen={isSetting} onClose={setting.close} />
    </>
  );
}
