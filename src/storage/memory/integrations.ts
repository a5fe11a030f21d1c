/** Integrations and the nonces of their requests in memory. */
import type { Credentials, Grant, Integration, Integrations } from '../../app/ports.js';
import type { AccessVersion } from './accounts.js';

export function createMemoryIntegrations(access: AccessVersion): Integrations {
  let all: (Integration & Credentials)[] = [];
  const nonces = new Map<string, number>();
  const standing = (name: string) => all.find((one) => one.name === name && !one.revoked);
  return {
    list: async () =>
      all.map((one) => ({ ...identity(one), revoked: one.revoked })).sort((a, b) => (a.name === b.name ? a.id - b.id : a.name < b.name ? -1 : 1)),
    async add(integration) {
      const isFree = standing(integration.name) === undefined;
      if (isFree) all.push({ ...integration, kind: 'integration', id: all.length + 1, revoked: false });
      return isFree;
    },
    async revoke(name) {
      access.value++;
      const gone = standing(name);
      all = all.map((one) => (one === gone ? { ...one, revoked: true, consumerSecret: '', tokenSecret: '' } : one));
      return gone !== undefined;
    },
    async findToken(tokenHash) {
      const found = all.find((one) => one.tokenHash === tokenHash && !one.revoked);
      return found && identity(found);
    },
    findConsumer: async (consumerHash) => all.find((one) => one.consumerHash === consumerHash),
    async useNonce({ integration, nonce, at }) {
      const key = `${integration} ${nonce}`;
      const isNew = !nonces.has(key);
      if (isNew) nonces.set(key, at);
      return isNew;
    },
    async forgetNonces(before) {
      for (const [key, at] of nonces) if (at < before) nonces.delete(key);
    },
  };
}

const identity = ({ id, name, resources, stores }: Integration): Grant & { id: number; kind: 'integration' } => ({
  kind: 'integration',
  id,
  name,
  resources,
  stores,
});
