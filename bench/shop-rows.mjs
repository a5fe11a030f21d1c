/** Rows of a large shop, written past the program as they would stand there. */
import { DatabaseSync } from '@photostructure/sqlite';

/**
 * So many products of ten attributes and three pictures each, in a database that is there and that nobody has open.
 * `isKnown`: as if nobody ever asked for their words; else these are to be learned.
 */
export function fillShop(path, count, isKnown = true) {
  const db = new DatabaseSync(path);
  db.exec('pragma foreign_keys = off; begin');
  const [product, value, entry, role] = [
    db.prepare(
      "insert into product (id, sku, sku_key, type, attribute_set, websites, created_at, updated_at, revision) values (?, ?, ?, 'simple', 4, ',1,', ?, ?, 1)",
    ),
    db.prepare('insert into product_value (product, store, attribute, value) values (?, 0, ?, ?)'),
    db.prepare("insert into entry (id, product, media_type, global_values) values (?, ?, 'image', ?)"),
    db.prepare('insert into role (product, store, role, entry) values (?, 0, ?, ?)'),
  ];
  for (let p = 1; p <= count; p++) {
    const sku = `SKU-${String(p).padStart(7, '0')}`;
    product.run(p, sku, sku.toLowerCase(), 1.7e12 + p * 1000, 1.75e12 + ((p * 7919) % count) * 1000);
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
      entry.run(p * 3 + at, p, JSON.stringify({ label: `Picture ${at}`, position: at + 1, file: `/s/k/${sku.toLowerCase()}_${at}.jpg`, blob: 'a'.repeat(64) }));
    for (const code of ['image', 'small_image', 'thumbnail']) role.run(p, code, p * 3);
  }
  if (!isKnown) db.prepare("update counter set value = ? where name = 'terms'").run(count);
  db.exec('insert into attribute (code) select distinct attribute from product_value; commit; pragma wal_checkpoint(truncate)');
  db.close();
}
