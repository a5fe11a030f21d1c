/**
 * The limit: the same calls with nothing in the way. The same HTTP framework and database, one table, no store views, no
 * checks; bytes are as durable (file and folder synced before the answer), tokens are looked up in memory.
 */
import { createHash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { open, readFile, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import fastify from 'fastify';

const folder = process.env.LIMIT_DATA;
mkdirSync(folder, { recursive: true });
const db = new DatabaseSync(join(folder, 'limit.sqlite'));
// A statement does not keep its connection alive.
globalThis.limitDatabase = db;
db.exec('pragma journal_mode = WAL; pragma synchronous = FULL');
db.exec(
  'create table product(sku text primary key, name text, price real); create table entry(id integer primary key, sku text, label text, position int, disabled int, types text, file text); create index entry_sku on entry(sku, position)',
);
const statements = {
  list: db.prepare('select * from entry where sku = ? order by position'),
  product: db.prepare('select * from product where sku = ?'),
  addProduct: db.prepare('insert into product values (?, ?, ?)'),
  add: db.prepare('insert into entry(sku, label, position, disabled, types, file) values (?, ?, ?, ?, ?, ?)'),
  update: db.prepare('update entry set label = ?, position = ?, disabled = ? where id = ?'),
  find: db.prepare('select * from entry where id = ?'),
  remove: db.prepare('delete from entry where id = ?'),
};
const shown = ({ id, label, position, disabled, types, file }) => ({
  id,
  media_type: 'image',
  label,
  position,
  disabled: disabled === 1,
  types: JSON.parse(types),
  file,
});
const entries = (sku) => statements.list.all(sku).map(shown);
const known = new Set([createHash('sha256').update('limit').digest('hex')]);

const server = fastify({ bodyLimit: 64 * 1024 * 1024 });
server.addHook('onRequest', async (request, reply) => {
  if (!request.url.startsWith('/rest/')) return;
  const token = request.headers.authorization?.slice('Bearer '.length) ?? '';
  if (!known.has(createHash('sha256').update(token).digest('hex'))) return reply.code(401).send();
});
server.get('/health/ready', async () => ({}));
server.post('/rest/:store/V1/products', async ({ body: { product } }) => {
  statements.addProduct.run(product.sku, product.name, product.price);
  return product;
});
server.get('/rest/:store/V1/products/:sku', async ({ params: { sku } }) => ({ ...statements.product.get(sku), media_gallery_entries: entries(sku) }));
server.get('/rest/:store/V1/products/:sku/media', async ({ params: { sku } }) => entries(sku));
async function keep(name, base64) {
  const file = `/${createHash('sha256').update(name).digest('hex')}.jpg`;
  const handle = await open(join(folder, file), 'w');
  await handle.writeFile(Buffer.from(base64, 'base64'));
  await handle.sync();
  await handle.close();
  const parent = await open(folder, 'r');
  await parent.sync();
  await parent.close();
  return file;
}
server.post('/rest/:store/V1/products/:sku/media', async ({ params: { sku }, body: { entry } }) => {
  const file = await keep(entry.content.name, entry.content.base64_encoded_data);
  return Number(statements.add.run(sku, entry.label, entry.position, entry.disabled ? 1 : 0, JSON.stringify(entry.types), file).lastInsertRowid);
});
server.put('/rest/:store/V1/products/:sku/media/:id', async ({ params: { id }, body: { entry } }) => {
  statements.update.run(entry.label, entry.position, entry.disabled ? 1 : 0, Number(id));
  return true;
});
server.delete('/rest/:store/V1/products/:sku/media/:id', async ({ params: { id } }) => {
  const { file } = statements.find.get(Number(id));
  statements.remove.run(Number(id));
  await unlink(join(folder, file));
  return true;
});
server.get('/media/catalog/product/*', async ({ params: { '*': file } }, reply) => reply.type('image/jpeg').send(await readFile(join(folder, file))));
const itemOut = (host) => (row) => ({
  file: row.file,
  label: row.label,
  position: row.position,
  exclude: row.disabled,
  url: `http://${host}/media/catalog/product${row.file}`,
  types: JSON.parse(row.types),
});
const RPC = {
  'product_media.list': async ([sku], host) => statements.list.all(sku).map(itemOut(host)),
  'product_media.create': async ([sku, { file: sent, label, position, exclude, types }]) => {
    const file = await keep(sent.name, sent.content);
    statements.add.run(sku, label, position, exclude, JSON.stringify(types), file);
    return file;
  },
};
server.post('/api/jsonrpc', async ({ headers: { host }, body: { id, method, params } }) => {
  if (method === 'login') return { jsonrpc: '2.0', id, error: null, result: 'limit' };
  const [session, path, args] = params;
  if (!known.has(createHash('sha256').update(session).digest('hex'))) return { jsonrpc: '2.0', id, error: { code: -32005 } };
  return { jsonrpc: '2.0', id, error: null, result: await RPC[path](args, host) };
});
await server.listen({ port: Number(process.env.PORT), host: '127.0.0.1' });
