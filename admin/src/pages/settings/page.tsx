/** The shop around the galleries, section by section: which one stands in the address. */
import { Alert, Stack } from '@mantine/core';
import { Link, useSearch } from '@tanstack/react-router';
import type { ComponentType } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '../../pieces/icons.js';
import { PageTitle } from '../../pieces/page-title.js';
import { Tabs } from '../../pieces/tabs.js';
import { AboutSection } from './about/section.js';
import { IntegrationsSection } from './integrations/section.js';
import { PresetsSection } from './presets/section.js';
import { useMayChangeSettings } from './rights.js';
import { SetsSection } from './sets/section.js';
import { StoresSection } from './stores/section.js';
import { UsersSection } from './users/section.js';
import './settings.css';

interface Section {
  readonly code: string;
  /** Not even shown to who may not change it. */
  readonly isProtected?: boolean;
  readonly Content: ComponentType;
}
const SECTIONS: readonly Section[] = [
  { code: 'stores', Content: StoresSection },
  { code: 'sets', Content: SetsSection },
  { code: 'users', isProtected: true, Content: UsersSection },
  { code: 'integrations', isProtected: true, Content: IntegrationsSection },
  { code: 'presets', Content: PresetsSection },
  { code: 'service', Content: AboutSection },
];

export function SettingsPage() {
  const { t } = useTranslation('settings');
  const wanted = useSearch({ from: '/settings' }).section;
  const mayChange = useMayChangeSettings();
  const sections = SECTIONS.filter(({ isProtected = false }) => mayChange || !isProtected);
  const current = sections.find(({ code }) => code === wanted) ?? sections[0];
  return (
    <Stack gap="md">
      <PageTitle>{t('title')}</PageTitle>
      <Tabs label={t('sections.label')} current={current?.code}>
        {sections.map(({ code }) => (
          <Link
            key={code}
            to="/settings"
            search={(before) => ({ ...before, section: code })}
            activeProps={{ 'aria-current': undefined }}
            aria-current={code === current?.code ? 'page' : undefined}
          >
            {t(`sections.${code}`)}
          </Link>
        ))}
      </Tabs>
      {!mayChange && (
        <Alert variant="light" color="gray" icon={<Icon name="settings" />}>
          {t('readOnly')}
        </Alert>
      )}
      {current !== undefined && <current.Content />}
    </Stack>
  );
}
