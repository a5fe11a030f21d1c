/** Line icons of 24 by 24; they say nothing to a screen reader, what they stand beside does. */
const PATHS = {
  products: 'M4 7l8-4 8 4v10l-8 4-8-4zM4 7l8 4 8-4M12 11v10',
  text: 'M4 6h16M4 12h10M4 18h7',
  history: 'M4 5v5h5M4.500 10a8 8 0 1 1-.5 3M12 8v4l3 2',
  trash: 'M4 7h16M9 7V4h6v3M6 7l1 13h10l1-13M10 11v5M14 11v5',
  activity: 'M3 12h4l3-8 4 16 3-8h4',
  settings: 'M4 7h10M18 7h2M4 17h2M10 17h10M16 5v4M8 15v4',
  search: 'M11 4a7 7 0 1 0 0 14 7 7 0 0 0 0-14zM20 20l-4-4',
  picture: 'M4 5h16v14H4zM4 16l5-5 4 4 2-2 5 4M15.500 9.500h.01',
  grip: 'M9 6h.01M15 6h.01M9 12h.01M15 12h.01M9 18h.01M15 18h.01',
  hidden: 'M4 4l16 16M9.500 5.500A10 10 0 0 1 12 5c5 0 8.500 4 10 7a16 16 0 0 1-2.500 3.500M6 7.500A16 16 0 0 0 2 12c1.500 3 5 7 10 7a10 10 0 0 0 4-.8',
  play: 'M8 5v14l11-7z',
  video: 'M3 6h12v12H3zM15 11l6-4v10l-6-4',
  upload: 'M12 16V4M7 9l5-5 5 5M4 16v4h16v-4',
  link: 'M10 14a4 4 0 0 0 6 0l3-3a4 4 0 0 0-6-6l-1 1M14 10a4 4 0 0 0-6 0l-3 3a4 4 0 0 0 6 6l1-1',
  undo: 'M9 7L4 12l5 5M4 12h10a6 6 0 0 1 6 6',
  close: 'M6 6l12 12M18 6L6 18',
  user: 'M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM4 21a8 8 0 0 1 16 0',
  warning: 'M12 4L2.500 20h19zM12 10v4M12 17h.01',
  offline:
    'M4 4l16 16M8.500 15.500a5 5 0 0 1 7 0M5 12a10 10 0 0 1 4-2.400M13 9.100a10 10 0 0 1 6 2.900M2 8.500A15 15 0 0 1 6 6M11 4.500a15 15 0 0 1 11 4M12 20h.01',
  focus: 'M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM12 2v4M12 18v4M2 12h4M18 12h4',
  replace: 'M4 9h13l-4-4M20 15H7l4 4',
  external: 'M14 4h6v6M20 4l-9 9M18 14v6H4V6h6',
} as const;
export type IconName = keyof typeof PATHS;

export const Icon = ({ name, size = 20 }: { readonly name: IconName; readonly size?: number }) => (
  <svg
    width={size}
    height={size}
    viewBox="0 0 24 24"
    fill="none"
    stroke="currentColor"
    strokeWidth={name === 'grip' ? 2.6 : 1.8}
    strokeLinecap="round"
    strokeLinejoin="round"
    aria-hidden="true"
    focusable="false"
  >
    <path d={PATHS[name]} />
  </svg>
);
