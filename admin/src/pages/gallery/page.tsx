/** The gallery of a product in one store view: its pictures in display order, and everything about the chosen one beside them. */
import { useSuspenseQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Gallery } from '../../../../client/index.js';
import { galleryQuery } from '../../api/queries.js';
import { useUser } from '../../api/session.js';
import { useEditing } from '../../gallery/editing.js';
import { PageTitle } from '../../pieces/page-title.js';
import { useStores } from '../../shell/stores.js';
import { Workbench } from './workbench.js';

export function GalleryPage() {
  const { t } = useTranslation('gallery');
  const { sku } = useParams({ from: '/products/$sku' });
  const { current } = useStores();
  const { data } = useSuspenseQuery(galleryQuery(sku, current));
  return (
    <>
      <span className="visually-hidden">
        <PageTitle order={2}>{t('title')}</PageTitle>
      </span>
      <EditedGallery key={`${sku} ${current}`} sku={sku} store={current} gallery={data} />
    </>
  );
}

function EditedGallery({ sku, store, gallery }: { readonly sku: string; readonly store: string; readonly gallery: Gallery }) {
  const { name: user } = useUser();
  const place = useMemo(() => ({ user, sku, store }), [user, sku, store]);
  return <Workbench sku={sku} gallery={gallery} editing={useEditing(place, gallery)} />;
}
