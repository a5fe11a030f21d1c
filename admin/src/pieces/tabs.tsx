import { type ReactNode, useEffect, useRef } from 'react';

interface Props {
  readonly label: string;
  /** Changes when another tab becomes the current one. */
  readonly current: string | undefined;
  /** Links. */
  readonly children: ReactNode;
}

/** Links between pages that belong together. On a phone they do not all fit: the current one comes into view. */
export function Tabs({ label, current, children }: Props) {
  const tabs = useRef<HTMLElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another page is another tab
  useEffect(() => tabs.current?.querySelector('[aria-current=page]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' }), [current]);
  return (
    <nav ref={tabs} className="tabs" aria-label={label}>
      {children}
    </nav>
  );
}
