/** What the settings show; the store views are a query of every page. */
import { queryOptions } from '@tanstack/react-query';
import { api } from '../../api/client.js';
import { keys } from '../../api/keys.js';

export const setsQuery = queryOptions({ queryKey: [...keys.settings, 'sets'], queryFn: async ({ signal }) => (await api.listSets({}, { signal })).sets });
export const usersQuery = queryOptions({ queryKey: [...keys.settings, 'users'], queryFn: async ({ signal }) => (await api.listUsers({}, { signal })).users });
export const integrationsQuery = queryOptions({
  queryKey: [...keys.settings, 'integrations'],
  queryFn: async ({ signal }) => (await api.listIntegrations({}, { signal })).integrations,
});
/** What rights are given on; they come with the version of the service. */
export const resourcesQuery = queryOptions({
  queryKey: [...keys.settings, 'resources'],
  staleTime: Number.POSITIVE_INFINITY,
  queryFn: async ({ signal }) => (await api.listResources({}, { signal })).resources,
});
export const presetsQuery = queryOptions({
  queryKey: [...keys.settings, 'presets'],
  queryFn: async ({ signal }) => (await api.listPresets({}, { signal })).presets,
});
export const aboutQuery = queryOptions({ queryKey: [...keys.settings, 'about'], queryFn: ({ signal }) => api.readAbout({}, { signal }) });
