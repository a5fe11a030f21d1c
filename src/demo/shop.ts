/** The demo shop as data: what is sold, how it is photographed, and what each store view says differently. */
import type { Palette, Scene } from '../imaging/scenes.js';

export const DEMO_STORES = [
  { code: 'german', name: 'German', locale: 'de_DE' },
  { code: 'french', name: 'French', locale: 'fr_FR' },
] as const;

/** For all store views, and what German and French say instead; absent there: they inherit. */
interface Words {
  readonly global: string;
  readonly german?: string;
  readonly french?: string;
}
type Store = (typeof DEMO_STORES)[number]['code'];

export interface DemoPicture {
  readonly file: string;
  readonly scene: Scene;
  readonly label: Words;
  readonly position: number;
  readonly roles: readonly string[];
  readonly hiddenIn?: Store;
  readonly positionIn?: { readonly store: Store; readonly position: number };
  /** A role that only this store view gives to it. */
  readonly roleIn?: { readonly store: Store; readonly role: string };
  /** The picture is a video's preview. */
  readonly video?: { readonly url: string; readonly title: Words };
}
export interface DemoProduct {
  readonly sku: string;
  readonly name: Words;
  readonly price: number;
  readonly pictures: readonly DemoPicture[];
}

type Shot = Scene['shot'];

const SHOT_WORDS: Readonly<Record<Shot, Required<Words>>> = {
  front: { global: 'front', german: 'von vorn', french: 'de face' },
  side: { global: 'side', german: 'von der Seite', french: 'de profil' },
  back: { global: 'back', german: 'von hinten', french: 'de dos' },
  detail: { global: 'detail', german: 'Nahaufnahme', french: 'détail' },
  lifestyle: { global: 'at home', german: 'zu Hause', french: 'à la maison' },
  packaging: { global: 'with its box', german: 'mit Karton', french: 'avec sa boîte' },
  sizes: { global: 'measures', german: 'Maße', french: 'dimensions' },
  colours: { global: 'all colours', german: 'alle Farben', french: 'tous les coloris' },
};

const palette = (main: string, trim: string, accent: string, backdrop: string): Palette => ({ main, trim, accent, backdrop });

interface Line {
  readonly sku: string;
  readonly subject: Scene['subject'];
  readonly name: Required<Words>;
  readonly price: number;
  readonly colours: Palette;
  readonly shots: readonly Shot[];
  /** For `sizes`. */
  readonly measures?: readonly [width: string, height: string];
  /** For `colours`. */
  readonly others?: readonly Palette[];
  /** Longer side; PNG where it says so. */
  readonly px?: number;
  readonly png?: Shot;
  /** What differs from the rule that German and French have labels of their own. */
  readonly inheritsLabels?: boolean;
  readonly differs?: Partial<Record<Shot, Pick<DemoPicture, 'hiddenIn' | 'positionIn' | 'roleIn'>>>;
}

const LINES: readonly Line[] = [
  {
    sku: 'BG07',
    subject: 'bag',
    name: { global: 'Harbour Satchel', german: 'Hafentasche', french: 'Cartable du port' },
    price: 129,
    colours: palette('#7a4a2b', '#d9c3a0', '#e0a458', '#f3efe8'),
    shots: ['front', 'back', 'detail', 'lifestyle', 'packaging'],
    differs: { detail: { roleIn: { store: 'german', role: 'thumbnail' } }, packaging: { hiddenIn: 'french' } },
  },
  {
    sku: 'SH12',
    subject: 'shoe',
    name: { global: 'Tide Trainer', german: 'Turnschuh Tide', french: 'Basket Tide' },
    price: 89.5,
    colours: palette('#2f6f73', '#efe6d8', '#f26b4e', '#eef2f1'),
    shots: ['side', 'front', 'back', 'detail', 'lifestyle', 'packaging'],
    differs: { lifestyle: { positionIn: { store: 'french', position: 0 } } },
  },
  {
    sku: 'MG01',
    subject: 'mug',
    name: { global: 'Morning Mug', german: 'Morgenbecher', french: 'Tasse du matin' },
    price: 14,
    colours: palette('#c9583b', '#f0e3cf', '#fff3df', '#f6f1ea'),
    shots: ['front', 'detail', 'lifestyle', 'colours'],
    others: [palette('#3d5a80', '#e0e6ee', '#fff3df', '#f6f1ea'), palette('#5f7a4f', '#e6ead9', '#fff3df', '#f6f1ea')],
    png: 'front',
  },
  {
    sku: 'BT03',
    subject: 'bottle',
    name: { global: 'Trail Bottle', german: 'Wanderflasche', french: 'Gourde de sentier' },
    price: 24,
    colours: palette('#3f5d3a', '#cfd3c4', '#e8b04a', '#f0f2ec'),
    shots: ['front', 'side', 'detail', 'lifestyle'],
  },
  {
    sku: 'CN05',
    subject: 'candle',
    name: { global: 'Cedar Candle', german: 'Zedernkerze', french: 'Bougie au cèdre' },
    price: 32,
    colours: palette('#4a4238', '#b98b5b', '#f4e2c3', '#f1ece4'),
    shots: ['front', 'back', 'lifestyle', 'packaging'],
    inheritsLabels: true,
  },
  {
    sku: 'LP02',
    subject: 'lamp',
    name: { global: 'Reading Lamp', german: 'Leselampe', french: 'Lampe de lecture' },
    price: 99,
    colours: palette('#1f2a44', '#c7a76c', '#ffd27a', '#eceef2'),
    shots: ['front', 'side', 'detail', 'lifestyle'],
    png: 'side',
  },
  {
    sku: 'CH09',
    subject: 'chair',
    name: { global: 'Kitchen Chair', german: 'Küchenstuhl', french: 'Chaise de cuisine' },
    price: 149,
    colours: palette('#8f3b3b', '#b98a5a', '#e9d7bd', '#f3eeea'),
    shots: ['front', 'side', 'back', 'lifestyle', 'sizes'],
    measures: ['53 cm', '82 cm'],
    differs: { back: { hiddenIn: 'german' } },
  },
  {
    sku: 'HP04',
    subject: 'headphones',
    name: { global: 'Quiet Headphones', german: 'Kopfhörer Stille', french: 'Casque Calme' },
    price: 219,
    colours: palette('#2b2d33', '#9aa0a8', '#d7263d', '#f0f1f3'),
    shots: ['front', 'side', 'detail', 'lifestyle', 'packaging'],
    px: 1600,
  },
  {
    sku: 'WT11',
    subject: 'watch',
    name: { global: 'Field Watch', german: 'Felduhr', french: 'Montre de terrain' },
    price: 179,
    colours: palette('#31473a', '#8a6d4b', '#f2c14e', '#f2f1ec'),
    shots: ['front', 'detail', 'lifestyle'],
    px: 2400,
    differs: { detail: { positionIn: { store: 'german', position: 0 } } },
  },
  {
    sku: 'GL06',
    subject: 'glasses',
    name: { global: 'Round Glasses', german: 'Runde Brille', french: 'Lunettes rondes' },
    price: 119,
    colours: palette('#5b3a29', '#d4a373', '#2a9d8f', '#f4f1ec'),
    shots: ['front', 'side', 'lifestyle', 'packaging'],
  },
  {
    sku: 'NB08',
    subject: 'notebook',
    name: { global: 'Field Notebook', german: 'Notizbuch', french: 'Carnet de notes' },
    price: 12.5,
    colours: palette('#355070', '#e56b6f', '#eaac8b', '#f1f2f4'),
    shots: ['front', 'back', 'detail', 'lifestyle'],
    inheritsLabels: true,
    png: 'back',
  },
];

/** The product of the tutorial: three pictures, everything inherited. Its file names are the tutorial's. */
const JACKET: DemoProduct = {
  sku: 'MJ03',
  name: { global: 'Northwind Jacket', german: 'Nordwindjacke', french: 'Veste Vent du nord' },
  price: 189,
  pictures: (['front', 'side', 'back'] as const).map((shot, at) => ({
    file: `mj03-black_${['main', 'alt1', 'back'][at]}.jpg`,
    scene: sceneOf({
      subject: 'jacket',
      title: 'Northwind Jacket',
      colours: palette('#23262b', '#8d939c', '#d1603d', '#eef0f1'),
      shot,
      px: 1600,
      seed: 300 + at,
    }),
    label: { global: `Northwind Jacket, ${SHOT_WORDS[shot].global}` },
    position: at + 1,
    roles: at === 0 ? ['image', 'small_image', 'thumbnail'] : [],
  })),
};

export const DEMO_PRODUCTS: readonly DemoProduct[] = [JACKET, ...LINES.map(productOf)];

function productOf(line: Line, row: number): DemoProduct {
  return { sku: line.sku, name: line.name, price: line.price, pictures: line.shots.map((shot, at) => pictureOf(line, shot, at, row)) };
}

function pictureOf(line: Line, shot: Shot, at: number, row: number): DemoPicture {
  const [words, type] = [SHOT_WORDS[shot], line.png === shot ? 'image/png' : 'image/jpeg'] as const;
  const label = {
    global: `${line.name.global}, ${words.global}`,
    german: `${line.name.german}, ${words.german}`,
    french: `${line.name.french}, ${words.french}`,
  };
  const isVideo = line.sku === 'HP04' && shot === 'lifestyle';
  return {
    file: `${line.sku.toLowerCase()}-${shot}.${type === 'image/png' ? 'png' : 'jpg'}`,
    scene: sceneOf({ ...sceneParts(line), shot, type, px: line.px ?? 1200, seed: 1000 + row * 20 + at }),
    label: line.inheritsLabels ? { global: label.global } : label,
    position: at + 1,
    roles: at === 0 ? ['image', 'small_image', 'thumbnail'] : shot === 'detail' ? ['swatch_image'] : [],
    ...line.differs?.[shot],
    ...(isVideo ? { video: { url: 'https://videos.example.com/quiet-headphones', title: { global: 'A minute of quiet', german: 'Eine Minute Stille' } } } : {}),
  };
}

function sceneParts({ subject, name, colours, measures, others }: Line) {
  return { subject, title: name.global, colours, ...(measures === undefined ? {} : { measures }), ...(others === undefined ? {} : { others }) };
}

function sceneOf({ px, type = 'image/jpeg', ...scene }: Omit<Scene, 'widthPx' | 'heightPx' | 'type'> & { px: number; type?: Scene['type'] }): Scene {
  return { ...scene, type, widthPx: px, heightPx: px };
}
