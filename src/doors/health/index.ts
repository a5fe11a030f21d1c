/** Whether the process runs, and whether it can work; where it cannot, why. */
import type { Door } from '../door.js';

export const health: Door = {
  name: 'health',
  register(server, app) {
    server.get('/health/live', async () => ({ status: 'live' }));
    server.get('/health/ready', async (request, reply) => {
      const obstacle = await app.check();
      if (obstacle === undefined) return { status: 'ready' };
      const { reason, error } = obstacle;
      if (error !== undefined) request.log.error({ reqId: request.id, err: error }, `not ready: ${reason}`);
      return reply.code(503).send({ status: 'not ready', reason });
    });
  },
};
