/** Whether the process runs, and whether it can work. */
import type { Door } from '../door.js';

export const health: Door = {
  name: 'health',
  register(server, app) {
    server.get('/health/live', async () => ({ status: 'live' }));
    server.get('/health/ready', async (request, reply) => {
      try {
        await app.check();
        return { status: 'ready' };
      } catch (error) {
        request.log.error({ reqId: request.id, err: error }, 'not ready');
        return reply.code(503).send({ status: 'not ready' });
      }
    });
  },
};
