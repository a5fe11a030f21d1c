/** How the admin looks: one accent, quiet greys, and every text of at least 4.5 to 1 on what it stands on. */
import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from '@mantine/core';

const BRAND: MantineColorsTuple = ['#eef1fd', '#dbe1f8', '#b4c0f0', '#8b9de9', '#697fe2', '#536cdf', '#4661dd', '#3850c4', '#2f47b0', '#233a9c'];
/** Used as `light` badges and alerts, whose own text colour is too pale on them. */
const TINTED = ['brand', 'gray', 'red', 'yellow', 'green', 'teal', 'orange'];

export const theme = createTheme({
  colors: { brand: BRAND },
  primaryColor: 'brand',
  primaryShade: 7,
  autoContrast: true,
  luminanceThreshold: 0.35,
  respectReducedMotion: true,
  defaultRadius: 'md',
  cursorType: 'pointer',
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Helvetica Neue", Arial, sans-serif',
  headings: { fontWeight: '650', sizes: { h1: { fontSize: '1.5rem', lineHeight: '1.3' }, h2: { fontSize: '1.125rem', lineHeight: '1.4' } } },
  components: {
    Tooltip: { defaultProps: { events: { hover: true, focus: true, touch: true }, withArrow: true, multiline: true, maw: 320 } },
    // Inside of the landmark that it belongs to.
    Select: { defaultProps: { comboboxProps: { withinPortal: false } } },
    // Its header is no banner of the page.
    Modal: {
      styles: { title: { fontWeight: 650, lineHeight: 1.3 } },
      defaultProps: { attributes: { header: { role: 'presentation' } }, centered: true, overlayProps: { backgroundOpacity: 0.5 } },
    },
  },
});

export const variables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-dimmed': '#59616d',
    '--mantine-color-placeholder': '#6a717c',
    '--mantine-color-error': '#c02626',
    '--mantine-color-anchor': 'var(--mantine-color-brand-8)',
    '--vitrine-canvas': '#f6f7f9',
    '--vitrine-card': '#ffffff',
    '--vitrine-line': '#dfe2e8',
    '--vitrine-control-line': '#868e99',
    '--vitrine-strong': 'var(--mantine-color-brand-8)',
    '--vitrine-strong-tint': 'var(--mantine-color-brand-0)',
    '--vitrine-pale': '#5f6773',
    ...Object.fromEntries(TINTED.map((colour) => [`--mantine-color-${colour}-light-color`, `color-mix(in srgb, var(--mantine-color-${colour}-9) 60%, black)`])),
  },
  dark: {
    '--mantine-color-dimmed': '#a5acb8',
    '--mantine-color-placeholder': '#9aa1ad',
    '--mantine-color-error': '#ff9a9a',
    '--mantine-color-anchor': 'var(--mantine-color-brand-2)',
    '--mantine-color-body': '#1b1e23',
    '--mantine-color-brand-light': '#252c47',
    '--mantine-color-gray-light': '#2d3239',
    '--mantine-color-dark-4': '#3d424b',
    '--mantine-color-dark-5': '#2d3239',
    '--mantine-color-dark-6': '#23272d',
    '--mantine-color-dark-7': '#1d2025',
    '--mantine-color-default': '#23272d',
    '--vitrine-canvas': '#15171b',
    '--vitrine-card': '#1d2025',
    '--vitrine-line': '#343840',
    '--vitrine-control-line': '#7b828e',
    '--vitrine-strong': 'var(--mantine-color-brand-2)',
    '--vitrine-strong-tint': '#252c47',
    '--vitrine-pale': '#a5acb8',
    ...Object.fromEntries(TINTED.map((colour) => [`--mantine-color-${colour}-light-color`, `var(--mantine-color-${colour}-1)`])),
  },
});
