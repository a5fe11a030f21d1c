import { Title } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';

interface Props {
  readonly children: string;
  /** 2: below the name of a product. */
  readonly order?: 1 | 2;
}
/** The heading of a page; the window is named after it, too. */
export function PageTitle({ children, order = 1 }: Props) {
  useDocumentTitle(`${children} – Vitrine`);
  return <Title order={order}>{children}</Title>;
}
