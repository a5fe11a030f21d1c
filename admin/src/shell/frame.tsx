/** What stands around every page: navigation, store view, preferences, and what has to be known at once. */
import { AppShell, Burger, Group, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { Link, useLocation } from '@tanstack/react-router';
import { type ReactNode, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon, type IconName } from '../pieces/icons.js';
import { EndedSession } from './ended-session.js';
import mark from './mark.svg';
import { OfflineBanner } from './offline-banner.js';
import { PreferencesMenu } from './preferences-menu.js';
import { StoreSwitcher } from './store-switcher.js';

const PAGES: readonly (readonly [to: '/products' | '/alt-text' | '/history' | '/trash' | '/activity' | '/settings', icon: IconName, word: string])[] = [
  ['/products', 'products', 'nav.products'],
  ['/alt-text', 'text', 'nav.altText'],
  ['/history', 'history', 'nav.history'],
  ['/trash', 'trash', 'nav.trash'],
  ['/activity', 'activity', 'nav.activity'],
  ['/settings', 'settings', 'nav.settings'],
];

export function Frame({ children }: { readonly children: ReactNode }) {
  const { t } = useTranslation();
  const [isOpen, { toggle, close }] = useDisclosure();
  const { pathname } = useLocation();
  // biome-ignore lint/correctness/useExhaustiveDependencies: another page closes the navigation
  useEffect(close, [pathname]);
  return (
    <AppShell header={{ height: 56 }} navbar={{ width: 236, breakpoint: 'sm', collapsed: { mobile: !isOpen } }} padding={{ base: 'sm', sm: 'lg' }}>
      <AppShell.Header px={{ base: 'xs', sm: 'md' }}>
        <a className="skip" href="#page">
          {t('skip')}
        </a>
        <Group h="100%" gap="sm" wrap="nowrap">
          <Burger opened={isOpen} onClick={toggle} hiddenFrom="sm" size="sm" aria-label={t('nav.open')} aria-expanded={isOpen} aria-controls="navigation" />
          <Group gap={8} wrap="nowrap" visibleFrom="xs">
            <img src={mark} alt="" width={28} height={28} />
            <Text fw={700} size="lg">
              Vitrine
            </Text>
          </Group>
          <StoreSwitcher />
          <PreferencesMenu />
        </Group>
      </AppShell.Header>
      <AppShell.Navbar p="sm" id="navigation" aria-label={t('nav.label')}>
        {PAGES.map(([to, icon, word]) => (
          <Link key={to} to={to} className="nav-link" activeOptions={{ includeSearch: false }}>
            <Icon name={icon} />
            {t(word)}
          </Link>
        ))}
      </AppShell.Navbar>
      <AppShell.Main id="page" tabIndex={-1} style={{ outline: 'none' }}>
        <OfflineBanner />
        {children}
      </AppShell.Main>
      <EndedSession />
    </AppShell>
  );
}
