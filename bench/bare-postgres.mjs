/** The limit on PostgreSQL: one prepared statement for each answer, and nothing in the way. */
import fastify from 'fastify';
import pg from 'pg';

const pool = new pg.Pool({ connectionString: process.env.BARE_DATABASE_URL, max: 10 });
const server = fastify();
server.get('/health/ready', async () => ({}));
server.get('/media/:sku', async ({ params: { sku } }) => {
  const query = {
    name: 'list',
    text: 'select e.id, e.media_type, e.global_values from entry e join product p on p.id = e.product where p.sku_key = $1 order by e.id',
    values: [sku],
  };
  const { rows } = await pool.query(query);
  return rows.map(({ id, media_type, global_values }) => {
    const { label = null, position, disabled = false, file } = JSON.parse(global_values);
    return { id: Number(id), media_type, label, position, disabled, types: [], file };
  });
});
await server.listen({ port: Number(process.env.PORT), host: '127.0.0.1' });
