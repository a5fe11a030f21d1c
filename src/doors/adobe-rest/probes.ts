/** The small lists by which clients find out what they talk to. Source: adobe-rest section 6. */
import { type Answer, refusal, success } from './answer.js';
import type { Call } from './route.js';
import { listRows } from './row-list.js';
import { attributeOut, STANDARD_CODES } from './standard-attributes.js';

const TYPES = {
  simple: 'Simple Product',
  virtual: 'Virtual Product',
  downloadable: 'Downloadable Product',
  bundle: 'Bundle Product',
  configurable: 'Configurable Product',
  grouped: 'Grouped Product',
};

export const listProductTypes = async (): Promise<Answer> => success(Object.entries(TYPES).map(([name, label]) => ({ name, label })));

/** Those whose calls are answered here. */
const MODULES = [
  'Magento_Store',
  'Magento_AsynchronousOperations',
  'Magento_Backend',
  'Magento_Catalog',
  'Magento_Eav',
  'Magento_Integration',
  'Magento_MediaStorage',
  'Magento_ProductVideo',
  'Magento_Swatches',
  'Magento_User',
  'Magento_Webapi',
  'Magento_WebapiAsync',
];

export const listModules = async (): Promise<Answer> => success(MODULES);

export const listAttributes = async (call: Call): Promise<Answer> => listRows(call, await attributesOf(call));

export async function readAttribute(call: Call): Promise<Answer> {
  const code = call.args.attribute_code as string;
  const found = (await attributesOf(call)).find(({ attribute_code }) => attribute_code === code);
  return found === undefined
    ? refusal(404, 'The attribute with a "%1" attributeCode doesn\'t exist. Verify the attribute and try again.', [code])
    : success(found);
}

/** Standard ones, then the shop's roles, then what products have values of. */
async function attributesOf({ app, shop }: Call) {
  const roles = new Set<string>(shop.sets.flatMap((set) => set.roles));
  const codes = new Set([...STANDARD_CODES, ...roles, ...(await app.galleries.storedAttributes())]);
  return [...codes].map((code, at) => attributeOut(code, at, roles.has(code) ? 'media_image' : 'text'));
}

export const listSets = async (call: Call): Promise<Answer> => listRows(call, setsOf(call), { entity_type_code: 'catalog_product' });

export async function readSet(call: Call): Promise<Answer> {
  const id = call.args.attribute_set_id as number;
  const found = setsOf(call).find(({ attribute_set_id }) => attribute_set_id === id);
  return found === undefined ? refusal(404, 'No such entity with %fieldName = %fieldValue', { fieldName: 'id', fieldValue: id }) : success(found);
}

const setsOf = ({ shop }: Call) =>
  shop.sets.map(({ id, name }, at) => ({ attribute_set_id: id, attribute_set_name: name, sort_order: at + 1, entity_type_id: 4 }));
