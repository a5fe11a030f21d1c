/** Rows of a large shop, written past the program as they would stand there. */
import { DatabaseSync } from '@photostructure/sqlite';

/**
 * So many products of ten attributes and three pictures each, in a database that is there and that nobody has open.
 * `isKnown`: as if nobody ever asked for their words; else these are to be learned.
 */
export function fillShop(path, count, isKnown = true) {
  const db = new DatabaseSync(path);
  db.exec('pragma foreign_keys = off; begin');
  const [sku, product, value, entry, role] = [
    db.prepare('insert into sku (sku_key, product) values (?, ?)'),
    db.prepare(
      "insert into product (id, sku, sku_key, type, attribute_set, websites, created_at, updated_at, revision) values (?, ?, ?, 'simple', 4, ',1,', ?, ?, 1)",
    ),
    db.prepare('insert into product_value (product, store, attribute, value) values (?, 0, ?, ?)'),
    db.prepare("insert into entry (id, product, media_type, global_values) values (?, ?, 'image', ?)"),
    db.prepare('insert into role (product, store, role, entry) values (?, 0, ?, ?)'),
  ];
  for (let p = 1; p <= count; p++) {
    const name = `SKU-${String(p).padStart(7, '0')}`;
    sku.run(name.toLowerCase(), p);
    product.run(p, name, name.toLowerCase(), 1.7e12 + p * 1000, 1.75e12 + ((p * 7919) % count) * 1000);
    const attributes = {
      name: `Product ${p} in colour ${p % 17}`,
      price: (p % 1000) + 0.5,
      status: p % 10 === 0 ? 2 : 1,
      visibility: 4,
      weight: 1,
      url_key: `product-${p}`,
      color: String(p % 17),
      description: 'A description of the thing that is as long as people write it. '.repeat(5),
      tax_class_id: '2',
      category_ids: [String(p % 50), String(p % 7)],
    };
    for (const [code, one] of Object.entries(attributes)) value.run(p, code, JSON.stringify(one));
    for (let at = 0; at < 3; at++)
      entry.run(
        p * 3 + at,
        p,
        JSON.stringify({ label: `Picture ${at}`, position: at + 1, file: `/s/k/${name.toLowerCase()}_${at}.jpg`, blob: 'a'.repeat(64) }),
      );
    for (const code of ['image', 'small_image', 'thumbnail']) role.run(p, code, p * 3);
  }
  if (!isKnown) db.prepare("update counter set value = ? where name = 'terms'").run(count);
  db.exec('insert into attribute (code) select distinct attribute from product_value; commit; pragma wal_checkpoint(truncate)');
  db.close();
}

/**
 * So many products of four pictures each with all that belongs to them: two values, three words, three roles; bytes, a
 * path and a line of history a picture; one picture in ten with a label of its own in each of two store views. How many rows.
 */
export function fillWhole(path, count) {
  const db = new DatabaseSync(path);
  const upTo = (last) => `(with recursive n(i) as (select 1 union all select i + 1 from n where i < ${last}) select i from n)`;
  const sku = "printf('SKU-%07d', i)";
  const [of, file] = ["printf('SKU-%07d', (i + 3) / 4)", "printf('/s/k/sku-%07d_%d.jpg', (i + 3) / 4, i % 4)"];
  // As long as a digest, and as scattered.
  const hash = "printf('%016x%016x%016x%016x', i * 7919 % 1000003 * 4611686018427, i * 104729, i * 15485863, i)";
  db.exec(`pragma foreign_keys = off; begin;
    insert into store (id, code, name, website, store_group, locale) values (2, 'german', 'German', 1, 1, 'de_DE'), (3, 'french', 'French', 1, 1, 'fr_FR');
    insert into product (id, sku, sku_key, type, attribute_set, websites, created_at, updated_at, revision)
      select i, ${sku}, lower(${sku}), 'simple', 4, ',1,', 1700000000000 + i, 1750000000000 + i, 5 from ${upTo(count)};
    insert into sku (sku_key, product) select lower(${sku}), i from ${upTo(count)};
    insert into attribute (code) values ('name'), ('description');
    insert into product_value (product, store, attribute, value) select i, 0, 'name', '"Product ' || i || ' in colour ' || (i % 17) || '"' from ${upTo(count)};
    insert into product_value (product, store, attribute, value) select i, 0, 'description', '"A description of thing ' || i || ' that is as long as people write it, with all that it is good for."' from ${upTo(count)};
    insert into product_term (term, product) select lower(${sku}), i from ${upTo(count)};
    insert into product_term (term, product) select 'product', i from ${upTo(count)};
    insert into product_term (term, product) select 'colour' || (i % 17), i from ${upTo(count)};
    insert into blob (hash, type, size_bytes, width_px, height_px, frames, verdict, renewed_at) select ${hash}, 'image/jpeg', 200000 + i, 1200, 1600, 1, 'ready', 1700000000000 + i from ${upTo(count * 4)};
    insert into entry (id, product, media_type, global_values) select i, (i + 3) / 4, 'image',
      '{"label":"Picture ' || i || ' seen from the side","position":' || (i % 4 + 1) || ',"disabled":false,"file":"' || ${file} || '","blob":"' || ${hash} || '"}' from ${upTo(count * 4)};
    insert into file (path, stem, number, blob, product, entry) select ${file}, ${file}, 0, ${hash}, (i + 3) / 4, i from ${upTo(count * 4)};
    insert into entry_value (product, entry, store, field, value) select (i + 3) / 4, i, 2, 'label', '"Ansicht ' || i || ' für drüben"' from ${upTo(count * 4)} where i % 10 = 0;
    insert into entry_value (product, entry, store, field, value) select (i + 3) / 4, i, 3, 'label', '"Vue ' || i || ' de côté"' from ${upTo(count * 4)} where i % 10 = 0;
    insert into role (product, store, role, entry) select i, 0, 'image', i * 4 from ${upTo(count)};
    insert into role (product, store, role, entry) select i, 0, 'small_image', i * 4 from ${upTo(count)};
    insert into role (product, store, role, entry) select i, 0, 'thumbnail', i * 4 - 1 from ${upTo(count)};
    insert into change (cursor, product, sku, revision, at, actor, door, request, changes) select i, (i + 3) / 4, ${of}, i % 4 + 1, 1700000000000 + i, 'user anna', 'adobe-rest', 'req-' || i,
      '[{"kind":"entry-added","entry":{"id":' || i || ',"mediaType":"image","values":{"global":{"label":"Picture ' || i || ' seen from the side","position":1,"disabled":false,"file":"' || ${file} || '","blob":"' || ${hash} || '"},"stores":{}}}}]' from ${upTo(count * 4)};
    update sqlite_sequence set seq = ${count * 4} where name in ('entry', 'change'); update sqlite_sequence set seq = ${count} where name = 'product';
    commit; pragma wal_checkpoint(truncate)`);
  const tables = db.prepare("select name from sqlite_master where type = 'table' and name not like 'sqlite_%'").all();
  const rows = tables.reduce((sum, { name }) => sum + Number(db.prepare(`select count(*) as n from "${name}"`).get().n), 0);
  db.close();
  return rows;
}
