// Made of the OpenAPI document by `npm run client`.
import type { CallOptions } from './index.js';

export type About = {
  readonly version: string;
  /** Kind of the database. */
  readonly database: string;
  /** Kind of place that pictures are kept in. */
  readonly blobs: string;
  /** What one picture, gallery, label or page may have at most. */
  readonly limits: Readonly<Record<string, number>>;
};

export type Added = {
  /** Which one of those sent, from 0 on. */
  readonly operation: number;
  /** Number of an entry. */
  readonly entry: number;
  /** The entry was there already, with the very same bytes. */
  readonly reused: boolean;
};

export type AddedFile = {
  readonly name: string;
  /** Number of an entry. */
  readonly entry: number;
  /** It was there already. */
  readonly reused: boolean;
  readonly file: string;
};

export type AddedFiles = {
  readonly results: readonly (AddedFile | RefusedFile)[];
  readonly dry_run: boolean;
  readonly change: number | null;
  readonly changes: readonly Change[];
  readonly warnings: readonly Warning[];
};

export type AltCoverage = {
  readonly store: string;
  readonly locale: string;
  readonly total: number;
  readonly missing: number;
  readonly inherited: number;
  readonly written: number;
  readonly decorative: number;
};

/** Entries in each state, first for `all`. Of a large shop up to a minute old. */
export type AltCoverages = {
  readonly stores: readonly AltCoverage[];
};

export type AltText = {
  readonly sku: string;
  readonly name: string | null;
  /** Number of an entry. */
  readonly entry: number;
  /** `missing`: there is none, or only blanks. `inherited`: a store view shows the common one. `written`: its own. `decorative`: the picture says nothing, and its text is to be empty. */
  readonly state: "missing" | "inherited" | "written" | "decorative";
  readonly label: {
    readonly value: string | null;
    /** `global`, or the store view that overrides it. */
    readonly source: string;
    readonly fallback?: string | null;
  };
  readonly decorative: boolean;
  readonly lang: string | null;
  /** Of the store view that was asked for (`de_DE`); of the default one for `all`. */
  readonly locale: string;
  readonly picture: Picture | null;
};

export type AltTexts = {
  readonly items: readonly AltText[];
  readonly next: string | null;
};

/** `has_gallery`: whether its products may have pictures; `roles`: what their pictures may play. */
export type AttributeSet = {
  readonly id: number;
  readonly name: string;
  readonly has_gallery: boolean;
  readonly roles: readonly string[];
};

export type AttributeSets = {
  readonly sets: readonly AttributeSet[];
};

/** A picture: uploaded before, right here, or to be fetched. */
export type Bytes = {
  /** The handle of an upload. */
  readonly upload: string;
} | {
  /** For small ones. */
  readonly base64: string;
  /** File name; a missing extension comes from the bytes. */
  readonly name: string;
} | {
  /** The service fetches it; never from inside its own network. */
  readonly url: string;
  /** Absent: as the address calls it. */
  readonly name?: string;
};

/** One cell that changed, or an entry that came or went. */
export type Change = {
  readonly kind: "entry-added" | "entry-removed" | "value-changed" | "role-changed" | "attribute-changed" | "product-added" | "product-removed";
  /** Number of an entry. */
  readonly entry?: number;
  readonly media_type?: string;
  readonly field?: string;
  readonly role?: string;
  readonly attribute?: string;
  /** The store view, or `all`. */
  readonly store?: string;
  /** Absent: the store view held nothing there, it inherited. */
  readonly before?: unknown;
  /** Absent: from then on the store view inherits. */
  readonly after?: unknown;
  readonly values?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
};

export type DirectAddress = {
  /** Where to send the bytes. */
  readonly url: string;
  readonly method: string;
  /** To be sent along, as they are. */
  readonly headers: Readonly<Record<string, string>>;
  /** For the call that finishes it. */
  readonly direct: string;
};

export type DirectUpload = {
  readonly size_bytes: number;
  readonly type: "image/jpeg" | "image/png" | "image/gif" | "image/webp" | "image/avif";
};

/** What was changed, or would be, cell by cell, and the gallery as it is then. */
export type Edit = {
  readonly dry_run: boolean;
  readonly change: number | null;
  readonly changes: readonly Change[];
  readonly warnings: readonly Warning[];
  readonly added: readonly Added[];
  readonly gallery: Gallery;
};

export type EntryView = {
  /** Number of an entry. */
  readonly id: number;
  readonly media_type: "image" | "external-video";
  readonly label: TextCell;
  readonly position: NumberCell;
  readonly disabled: FlagCell;
  readonly decorative: FlagCell;
  readonly focal: FocalCell;
  readonly file: TextCell;
  readonly video_provider?: TextCell;
  readonly video_url?: TextCell;
  readonly video_title?: TextCell;
  readonly video_description?: TextCell;
  readonly video_metadata?: TextCell;
  readonly roles: readonly string[];
};

export type FinishedUpload = {
  readonly direct: string;
  /** The file's name; it becomes a part of the picture's address. */
  readonly name: string;
};

/** `fallback`: what would be seen without the override. */
export type FlagCell = {
  readonly value: boolean;
  /** `global`, or the store view that overrides it. */
  readonly source: string;
  readonly fallback?: boolean;
  readonly since: string | null;
  readonly by: string | null;
  readonly change: number | null;
};

/** `fallback`: what would be seen without the override. */
export type FocalCell = {
  readonly value: FocalPoint | null;
  /** `global`, or the store view that overrides it. */
  readonly source: string;
  readonly fallback?: FocalPoint | null;
  readonly since: string | null;
  readonly by: string | null;
  readonly change: number | null;
};

/** What must stay in sight, in shares of width and height from the top left corner. */
export type FocalPoint = {
  readonly x: number;
  readonly y: number;
};

export type Galleries = {
  readonly galleries: readonly Gallery[];
  readonly missing: readonly string[];
};

export type Gallery = {
  readonly sku: string;
  /** For `If-Match`, in quotes: nothing of the product has changed. */
  readonly version: string;
  readonly views: readonly View[];
  /** By the path in `file`. */
  readonly pictures: Readonly<Record<string, Picture>>;
};

export type History = {
  readonly lines: readonly HistoryLine[];
  readonly next: number | null;
};

export type HistoryLine = {
  readonly change: number;
  readonly revision: number;
  readonly at: string;
  readonly by: string;
  readonly door: string;
  readonly request: string;
  readonly changes: readonly Change[];
};

export type ImageObject = {
  readonly '@type': "ImageObject";
  readonly contentUrl: string;
  readonly width: number;
  readonly height: number;
  readonly encodingFormat: string;
  readonly caption?: string;
  readonly representativeOfPage?: true;
};

export type Integration = {
  readonly name: string;
  readonly resources: "every" | readonly string[];
  readonly stores: "every" | readonly string[];
  readonly revoked: boolean;
};

/** Told this once. */
export type IntegrationKeys = {
  readonly name: string;
  readonly resources: "every" | readonly string[];
  readonly stores: "every" | readonly string[];
  readonly consumer_key: string;
  readonly consumer_secret: string;
  /** Alone it is a bearer token, too, that never runs out. */
  readonly access_token: string;
  readonly access_token_secret: string;
};

export type Integrations = {
  readonly integrations: readonly Integration[];
};

export type Job = {
  /** The history tells it as the `request` of each change. */
  readonly id: string;
  readonly title: string;
  readonly kind: "patch" | "undo";
  readonly by: string;
  readonly at: string;
  readonly state: "waiting" | "running" | "done";
  /** Products. */
  readonly total: number;
  /** Products that are settled. */
  readonly done: number;
  /** Those of them that were refused. */
  readonly failed: number;
  /** Those of them that were changed. */
  readonly changed: number;
  /** It is done, and has changed something. */
  readonly can_undo: boolean;
};

export type JobDetails = {
  readonly job: Job;
  /** The first 100 products that were refused. */
  readonly problems: readonly JobProblem[];
};

export type JobProblem = {
  readonly sku: string | null;
  readonly problem: ProblemBody;
};

export type JobUndo = {
  /** Also where later changes are lost by it. */
  readonly force?: boolean;
};

export type Jobs = {
  readonly jobs: readonly Job[];
  readonly next: string | null;
};

export type Journal = {
  readonly lines: readonly JournalLine[];
  readonly next: string | null;
};

export type JournalLine = {
  readonly sku: string;
  readonly change: number;
  readonly revision: number;
  readonly at: string;
  readonly by: string;
  readonly door: string;
  readonly request: string;
  readonly changes: readonly Change[];
};

/** As it stands, what a page has in a script of type application/ld+json. */
export type JsonLd = {
  readonly '@context': "https://schema.org";
  readonly '@type': "ImageGallery";
  readonly image: readonly ImageObject[];
};

export type Label = {
  readonly sku: string;
  /** Number of an entry. */
  readonly entry: number;
  /** A store view, or `all`. */
  readonly store: string;
  /** null at a store view: it inherits again. Absent: it stays. */
  readonly label?: string | null;
  /** As `label`. */
  readonly decorative?: boolean | null;
};

export type Labels = {
  readonly labels: readonly Label[];
};

/** As `store` sees it. `picture`: its thumbnail, else the next larger one, else the first that is not hidden; null: none. */
export type ListedProduct = {
  readonly sku: string;
  readonly name: string | null;
  readonly type: string;
  /** Name of its attribute set. */
  readonly set: string;
  /** How many pictures and videos it has. */
  readonly entries: number;
  /** `store` has values or roles of its own, as the filter means it; false of `all`. */
  readonly overrides: boolean;
  readonly picture: Picture | null;
  readonly updated_at: string;
};

export type ManyPatch = {
  readonly skus: readonly string[];
  readonly operations: readonly (OperationAdd | OperationReplace | OperationSet | OperationInherit | OperationPushDown | OperationCopyFrom | OperationInheritEqual | OperationInheritOrder | OperationHide | OperationShow | OperationMoveBefore | OperationMoveAfter | OperationGiveRole | OperationTakeRole | OperationInheritRole | OperationRemove)[];
};

export type ManyUndo = {
  readonly changes: readonly ({
    readonly sku: string;
    /** Number of a change of it. */
    readonly change: number;
  })[];
  /** Also where later changes are lost by it. */
  readonly force?: boolean;
};

export type Me = {
  readonly kind: "user" | "integration";
  readonly name: string;
  readonly resources: "every" | readonly string[];
  readonly stores: "every" | readonly string[];
  readonly quota: Quota | null;
};

export type NewAttributeSet = {
  readonly name: string;
  readonly has_gallery: boolean;
  readonly roles: readonly string[];
};

export type NewIntegration = {
  readonly name: string;
  /** What it may do, of GET /resources; absent: everything. */
  readonly resources?: "every" | readonly ("Magento_Catalog::products" | "Magento_Catalog::catalog" | "Magento_Catalog::attributes_attributes" | "Magento_Catalog::sets" | "Magento_Catalog::categories" | "Magento_Backend::store" | "Vitrine::settings" | "Vitrine::metrics" | "Magento_Backend::admin" | "Magento_Logging::system_magento_logging_bulk_operations")[];
  /** The store views that it may write; it reads all. Absent: every one, and what is common to all. */
  readonly stores?: "every" | readonly string[];
};

export type NewJob = {
  /** For people; absent: the names of the operations. */
  readonly title?: string;
  /** Products by their SKUs, or all that a search of GET /products means; 50000 at most. */
  readonly target: {
    readonly skus: readonly string[];
  } | {
    readonly search: {
      /** Words, each of which begins some word of the SKU or of a name (of any store view); upper case and accents do not matter. */
      readonly q?: string;
      /** `no-picture`: without any entry. `missing-alt`: some entry is without its alternative text, as `store` sees it. `overrides`: `store` has values or roles of its own. */
      readonly filter?: "no-picture" | "missing-alt" | "overrides";
      /** Whose values are meant: a store view, or `all`. Absent: `all`. */
      readonly store?: string;
    };
  };
  /** As of a patch, without bytes. */
  readonly operations: readonly (OperationAdd | OperationReplace | OperationSet | OperationInherit | OperationPushDown | OperationCopyFrom | OperationInheritEqual | OperationInheritOrder | OperationHide | OperationShow | OperationMoveBefore | OperationMoveAfter | OperationGiveRole | OperationTakeRole | OperationInheritRole | OperationRemove)[];
};

export type NewPassword = {
  readonly password: string;
};

export type NewStoreView = {
  /** Stands in addresses; neither `all` nor `admin`. */
  readonly code: string;
  readonly name: string;
  /** Code of its website; one that is new is made with its group. Absent: `base`. */
  readonly website?: string;
  /** `de_DE`; absent: `en_US`. */
  readonly locale?: string;
};

export type NewUser = {
  readonly name: string;
  /** What it may do, of GET /resources; absent: everything. */
  readonly resources?: "every" | readonly ("Magento_Catalog::products" | "Magento_Catalog::catalog" | "Magento_Catalog::attributes_attributes" | "Magento_Catalog::sets" | "Magento_Catalog::categories" | "Magento_Backend::store" | "Vitrine::settings" | "Vitrine::metrics" | "Magento_Backend::admin" | "Magento_Logging::system_magento_logging_bulk_operations")[];
  /** The store views that it may write; it reads all. Absent: every one, and what is common to all. */
  readonly stores?: "every" | readonly string[];
  readonly password: string;
};

/** `fallback`: what would be seen without the override. */
export type NumberCell = {
  readonly value: number | null;
  /** `global`, or the store view that overrides it. */
  readonly source: string;
  readonly fallback?: number | null;
  readonly since: string | null;
  readonly by: string | null;
  readonly change: number | null;
};

/** Adds a picture, or a video with its preview. Other store views see it without its label, not hidden. Without `position` it comes last; without `roles` the first picture of a gallery plays all of them, any other none. `on_duplicate`: what to do where the product has an entry with the very same bytes. */
export type OperationAdd = {
  readonly op: "add";
  readonly picture: Bytes;
  readonly media_type?: "image" | "external-video";
  /** The store view that the label and what else is scoped are for; absent or `all`: for all of them. */
  readonly store?: string;
  readonly label?: string | null;
  readonly position?: number | null;
  readonly focal?: FocalPoint | null;
  readonly video_provider?: string | null;
  readonly video_url?: string | null;
  readonly video_title?: string | null;
  readonly video_description?: string | null;
  readonly video_metadata?: string | null;
  readonly disabled?: boolean;
  /** The picture says nothing: its alternative text is to be empty. */
  readonly decorative?: boolean;
  readonly roles?: readonly string[];
  /** Absent: `reuse`, the entry that is there is meant, and nothing of it changes. */
  readonly on_duplicate?: "reuse" | "error" | "allow";
};

/** Writes down in a store view what another one shows, where it shows something else now. `entry` and `fields` as in push-down. */
export type OperationCopyFrom = {
  readonly op: "copy-from";
  /** The store view whose values are copied, or `all`. */
  readonly from: string;
  /** A store view. */
  readonly store: string;
  /** Number of an entry of the product. */
  readonly entry?: number;
  readonly fields?: readonly ("label" | "position" | "disabled" | "decorative" | "focal" | "video_provider" | "video_url" | "video_title" | "video_description" | "video_metadata" | "picture")[];
};

/** Gives a role to an entry; who played it there plays it no more. */
export type OperationGiveRole = {
  readonly op: "give-role";
  /** Number of an entry of the product. */
  readonly entry: number;
  /** Code of a role, for example `thumbnail`. */
  readonly role: string;
  /** A store view; absent or `all`: for all of them. */
  readonly store?: string;
};

/** Hides an entry, in one store view or in all. */
export type OperationHide = {
  readonly op: "hide";
  /** Number of an entry of the product. */
  readonly entry: number;
  /** A store view; absent or `all`: for all of them. */
  readonly store?: string;
};

/** Lets fields inherit again in a store view; `picture` is the common picture. Without `fields` all of them, without `entry` those of every entry. */
export type OperationInherit = {
  readonly op: "inherit";
  /** Number of an entry of the product. */
  readonly entry?: number;
  /** A store view. */
  readonly store: string;
  readonly fields?: readonly ("label" | "position" | "disabled" | "decorative" | "focal" | "video_provider" | "video_url" | "video_title" | "video_description" | "video_metadata" | "picture")[];
};

/** Drops the overrides of a store view that say what the common values say anyway, roles too: nothing looks different, and the next common change reaches it. */
export type OperationInheritEqual = {
  readonly op: "inherit-equal";
  /** A store view. */
  readonly store: string;
};

/** Lets the display order of a store view follow the common one again. */
export type OperationInheritOrder = {
  readonly op: "inherit-order";
  /** A store view. */
  readonly store: string;
};

/** Lets a role inherit again in a store view. */
export type OperationInheritRole = {
  readonly op: "inherit-role";
  /** Code of a role, for example `thumbnail`. */
  readonly role: string;
  /** A store view. */
  readonly store: string;
};

/** Puts an entry right after another one. */
export type OperationMoveAfter = {
  readonly op: "move-after";
  /** Number of an entry of the product. */
  readonly entry: number;
  /** Number of an entry of the product. */
  readonly after: number;
  /** A store view; absent or `all`: for all of them. */
  readonly store?: string;
};

/** Puts an entry right before another one, in as few positions as it takes. */
export type OperationMoveBefore = {
  readonly op: "move-before";
  /** Number of an entry of the product. */
  readonly entry: number;
  /** Number of an entry of the product. */
  readonly before: number;
  /** A store view; absent or `all`: for all of them. */
  readonly store?: string;
};

/** Makes a store view's own values the common ones and lets it follow them; others keep what they override. Without `fields` all of them, without `entry` those of every entry; without both its roles, too. */
export type OperationPushDown = {
  readonly op: "push-down";
  /** Number of an entry of the product. */
  readonly entry?: number;
  /** A store view. */
  readonly store: string;
  readonly fields?: readonly ("label" | "position" | "disabled" | "decorative" | "focal" | "video_provider" | "video_url" | "video_title" | "video_description" | "video_metadata" | "picture")[];
};

/** Removes an entry from every store view, with its roles. Undo brings it back with everything it had. */
export type OperationRemove = {
  readonly op: "remove";
  /** Number of an entry of the product. */
  readonly entry: number;
};

/** Other bytes in the same entry, place and roles: for all store views, or in one alone, which from then on shows a picture of its own (`inherit` with `picture` ends that). */
export type OperationReplace = {
  readonly op: "replace";
  /** Number of an entry of the product. */
  readonly entry: number;
  readonly picture: Bytes;
  /** A store view; absent or `all`: for all of them. */
  readonly store?: string;
};

/** Sets the fields that are named, and no others. null at a store view: it inherits again. */
export type OperationSet = {
  readonly op: "set";
  /** Number of an entry of the product. */
  readonly entry: number;
  /** A store view; absent or `all`: for all of them. */
  readonly store?: string;
  readonly label?: string | null;
  readonly position?: number | null;
  readonly focal?: FocalPoint | null;
  readonly video_provider?: string | null;
  readonly video_url?: string | null;
  readonly video_title?: string | null;
  readonly video_description?: string | null;
  readonly video_metadata?: string | null;
  readonly disabled?: boolean | null;
  readonly decorative?: boolean | null;
};

/** Shows an entry, in one store view or in all. */
export type OperationShow = {
  readonly op: "show";
  /** Number of an entry of the product. */
  readonly entry: number;
  /** A store view; absent or `all`: for all of them. */
  readonly store?: string;
};

/** Lets deliberately nobody play a role. */
export type OperationTakeRole = {
  readonly op: "take-role";
  /** Code of a role, for example `thumbnail`. */
  readonly role: string;
  /** A store view; absent or `all`: for all of them. */
  readonly store?: string;
};

/** `fallback`: what would be seen without the override. */
export type OrderCell = {
  readonly value: readonly number[];
  /** `global`, or the store view that overrides it. */
  readonly source: string;
  readonly fallback?: readonly number[];
  readonly since: string | null;
  readonly by: string | null;
  readonly change: number | null;
};

export type Patch = {
  readonly operations: readonly (OperationAdd | OperationReplace | OperationSet | OperationInherit | OperationPushDown | OperationCopyFrom | OperationInheritEqual | OperationInheritOrder | OperationHide | OperationShow | OperationMoveBefore | OperationMoveAfter | OperationGiveRole | OperationTakeRole | OperationInheritRole | OperationRemove)[];
};

export type Picture = {
  /** The original, at an address that may be kept for ever. */
  readonly url: string;
  readonly type: string;
  readonly width: number;
  readonly height: number;
  readonly size_bytes: number;
  readonly state: "unchecked" | "ready" | "failed";
  readonly thumbhash: string | null;
  readonly dominant_color: string | null;
  readonly renditions: Readonly<Record<string, Rendition>>;
};

export type Preset = {
  readonly name: string;
  readonly query: string;
};

/** `query`: as in the address of a rendition. */
export type Presets = {
  readonly presets: readonly Preset[];
};

/** RFC 9457, with members of its own beside these. */
export type ProblemBody = {
  /** The code of the fault. */
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly request?: string;
};

export type Product = {
  readonly sku: string;
  readonly name: string | null;
  readonly type: string;
  readonly set: {
    readonly id: number;
    readonly name: string;
  };
  readonly roles: readonly string[];
  readonly entries: number;
  readonly created_at: string;
  readonly updated_at: string;
  /** As that of its gallery. */
  readonly version: string;
};

export type Products = {
  readonly products: readonly ListedProduct[];
  readonly next: string | null;
  readonly total: number | null;
  /** Words of products from before an update are still being learned: there may be more than are found. */
  readonly partial?: boolean;
};

/** Bytes of pictures; null: there is no limit, and nothing is counted. */
export type Quota = {
  readonly limit_bytes: number;
  /** Of pictures that this caller was the first to bring and that are still kept, in the trash too. */
  readonly used_bytes: number;
};

export type RefusedFile = {
  readonly name: string;
  readonly verdict: Verdict;
};

export type RefusedUpload = {
  readonly name: string;
  readonly verdict: Verdict;
};

export type RemovedStoreView = {
  readonly dry_run: boolean;
  /** What it overrides, and what goes with it. */
  readonly remains: {
    readonly values: number;
    readonly roles: number;
    readonly attributes: number;
  };
};

export type Rendition = {
  readonly url: string;
  readonly width: number;
  readonly height: number;
  /** Empty: `url` is all there is. */
  readonly srcset: string;
};

export type Resource = {
  readonly code: string;
  readonly about: string;
};

export type Resources = {
  readonly resources: readonly Resource[];
};

export type Restore = {
  readonly entry: number;
};

/** What became of one product; with `problem` nothing did. */
export type Result = {
  readonly sku: string;
  readonly change?: number | null;
  readonly changes?: readonly Change[];
  readonly warnings?: readonly Warning[];
  readonly added?: readonly Added[];
  readonly problem?: ProblemBody;
};

export type Results = {
  readonly dry_run: boolean;
  readonly results: readonly Result[];
};

export type Rights = {
  /** What it may do, of GET /resources; absent: everything. */
  readonly resources?: "every" | readonly ("Magento_Catalog::products" | "Magento_Catalog::catalog" | "Magento_Catalog::attributes_attributes" | "Magento_Catalog::sets" | "Magento_Catalog::categories" | "Magento_Backend::store" | "Vitrine::settings" | "Vitrine::metrics" | "Magento_Backend::admin" | "Magento_Logging::system_magento_logging_bulk_operations")[];
  /** The store views that it may write; it reads all. Absent: every one, and what is common to all. */
  readonly stores?: "every" | readonly string[];
};

/** `fallback`: what would be seen without the override. */
export type RoleCell = {
  readonly value: number | null;
  /** `global`, or the store view that overrides it. */
  readonly source: string;
  readonly fallback?: number | null;
  readonly since: string | null;
  readonly by: string | null;
  readonly change: number | null;
};

export type Session = {
  readonly user: User;
  /** Goes into `X-CSRF-Token` of each write that comes with the cookie. */
  readonly csrf: string;
};

export type SignIn = {
  readonly username: string;
  readonly password: string;
};

/** `job`, or with `dry_run` what it would come to. */
export type StartedJob = {
  readonly job?: Job;
  readonly dry_run?: boolean;
  /** How many products are meant. */
  readonly products?: number;
  /** How many of them the preview came to look at in its time; the counts are of these. */
  readonly looked_at?: number;
  /** How many would change. */
  readonly changed?: number;
  /** How many single changes that is. */
  readonly cells?: number;
  /** How many would be refused. */
  readonly refused?: number;
  /** The first 50 products that would change or be refused. */
  readonly sample?: readonly Result[];
};

/** `website` and `group` by their codes. */
export type StoreView = {
  readonly code: string;
  readonly name: string;
  readonly locale: string;
  readonly website: string;
  readonly group: string;
};

export type StoreViewName = {
  readonly name: string;
};

export type StoreViews = {
  readonly stores: readonly StoreView[];
};

/** `fallback`: what would be seen without the override. */
export type TextCell = {
  readonly value: string | null;
  /** `global`, or the store view that overrides it. */
  readonly source: string;
  readonly fallback?: string | null;
  readonly since: string | null;
  readonly by: string | null;
  readonly change: number | null;
};

export type Token = {
  readonly token: string;
};

export type Trash = {
  readonly items: readonly TrashItem[];
  readonly next: string | null;
};

export type TrashItem = {
  readonly sku: string;
  /** Number of an entry. */
  readonly entry: number;
  readonly media_type: "image" | "external-video";
  readonly label: string | null;
  /** That it played, anywhere. */
  readonly roles: readonly string[];
  readonly removed_at: string;
  readonly by: string;
  /** The change of the history that removed it. */
  readonly change: number;
  /** From then on it may be gone for good. */
  readonly gone_at: string;
  readonly picture: {
    readonly url: string | null;
    readonly thumbnail: string | null;
    readonly width: number | null;
    readonly height: number | null;
    readonly thumbhash: string | null;
  };
};

/** One of `change`, `back_to` and `back_to_time`. */
export type Undo = {
  /** Number of a change of this product: that one is taken back. */
  readonly change?: number;
  /** Number of a change of this product: everything after it is taken back. */
  readonly back_to?: number;
  /** A time that has passed (`2026-11-22T03:00:00Z`): everything after it is taken back. */
  readonly back_to_time?: string;
  /** Also where later changes are lost by it. */
  readonly force?: boolean;
};

export type Upload = {
  readonly name: string;
  /** A handle: names the bytes in operations, for a day, for the caller who got it, any number of times. */
  readonly upload: string;
  readonly type: string;
  readonly width: number;
  readonly height: number;
  readonly size_bytes: number;
  readonly sha256: string;
};

export type UploadAddress = {
  /** http or https, of a public host. */
  readonly url: string;
  /** The file's name; it becomes a part of the picture's address. */
  readonly name?: string;
};

export type Uploads = {
  readonly uploads: readonly (Upload | RefusedUpload)[];
};

export type User = {
  readonly name: string;
  readonly resources: "every" | readonly string[];
  readonly stores: "every" | readonly string[];
};

export type Users = {
  readonly users: readonly User[];
};

/** Why a picture is not taken, and what to do about it. */
export type Verdict = {
  readonly code: string;
  /** What of the picture it is about. */
  readonly field: string;
  readonly limit: number | null;
  readonly found: string | number | null;
  readonly advice: string;
};

/** What one store view shows, in its display order. */
export type View = {
  /** The store view, or `all`. */
  readonly store: string;
  /** For `If-Match`, in quotes: nothing that this one shows or holds has changed. */
  readonly version: string;
  readonly order: OrderCell;
  readonly roles: Readonly<Record<string, RoleCell>>;
  readonly entries: readonly EntryView[];
};

export type Warning = {
  readonly code: "pins-value" | "pins-role" | "role-lost" | "in-trash";
  readonly text: string;
  /** Number of an entry. */
  readonly entry?: number;
  readonly field?: string;
  readonly role?: string;
  readonly store: string;
};

/** Every call, by its name in the document. */
export interface Calls {
  /** Sign in. */
  createToken(ask: {
    readonly body: SignIn;
  }, options?: CallOptions): Promise<Token>;
  /** Sign in from a browser. */
  openSession(ask: {
    readonly body: SignIn;
  }, options?: CallOptions): Promise<Session>;
  /** Who is signed in. */
  readSession(ask?: Readonly<Record<string, never>>, options?: CallOptions): Promise<Session>;
  /** Sign out. */
  endSession(ask?: Readonly<Record<string, never>>, options?: CallOptions): Promise<void>;
  /** Who asks. */
  readMe(ask?: Readonly<Record<string, never>>, options?: CallOptions): Promise<Me>;
  /** Store views. */
  listStores(ask?: Readonly<Record<string, never>>, options?: CallOptions): Promise<StoreViews>;
  /** Add a store view. */
  addStore(ask: {
    readonly body: NewStoreView;
  }, options?: CallOptions): Promise<StoreView>;
  /** Rename a store view. */
  renameStore(ask: {
    readonly code: string | number;
    readonly body: StoreViewName;
  }, options?: CallOptions): Promise<StoreView>;
  /** Remove a store view. */
  removeStore(ask: {
    readonly code: string | number;
    /** Only tell what it would change; nothing is written. */
    readonly dry_run?: boolean | undefined;
  }, options?: CallOptions): Promise<RemovedStoreView>;
  /** Attribute sets. */
  listSets(ask?: Readonly<Record<string, never>>, options?: CallOptions): Promise<AttributeSets>;
  /** Add an attribute set. */
  addSet(ask: {
    readonly body: NewAttributeSet;
  }, options?: CallOptions): Promise<AttributeSet>;
  /** Renditions by name. */
  listPresets(ask?: Readonly<Record<string, never>>, options?: CallOptions): Promise<Presets>;
  /** What rights are given on. */
  listResources(ask?: Readonly<Record<string, never>>, options?: CallOptions): Promise<Resources>;
  /** The service itself. */
  readAbout(ask?: Readonly<Record<string, never>>, options?: CallOptions): Promise<About>;
  /** Upload files. */
  uploadFiles(ask: {
    readonly body: FormData;
  }, options?: CallOptions): Promise<Uploads>;
  /** Upload by address. */
  uploadFromUrl(ask: {
    readonly body: UploadAddress;
  }, options?: CallOptions): Promise<Upload>;
  /** Where to send bytes past the service. */
  beginDirectUpload(ask: {
    readonly body: DirectUpload;
  }, options?: CallOptions): Promise<DirectAddress>;
  /** Check and keep what was sent past the service. */
  finishDirectUpload(ask: {
    readonly body: FinishedUpload;
  }, options?: CallOptions): Promise<Upload>;
  /** Upload files as entries. */
  uploadEntries(ask: {
    readonly sku: string | number;
    /** The store view that the label is for; absent or `all`: for all of them. */
    readonly store?: string | undefined;
    /** Roles that the first of the files is to play (`image,thumbnail`); empty: none. */
    readonly roles?: string | undefined;
    /** Of each of them. */
    readonly label?: string | undefined;
    /** As of the operation `add`. */
    readonly on_duplicate?: "reuse" | "error" | "allow" | undefined;
    /** Only tell what it would change; nothing is written. */
    readonly dry_run?: boolean | undefined;
    readonly body: FormData;
  }, options?: CallOptions): Promise<AddedFiles>;
  /** Users. */
  listUsers(ask?: Readonly<Record<string, never>>, options?: CallOptions): Promise<Users>;
  /** Add a user. */
  addUser(ask: {
    readonly body: NewUser;
  }, options?: CallOptions): Promise<User>;
  /** Set a password. */
  setPassword(ask: {
    readonly name: string | number;
    readonly body: NewPassword;
  }, options?: CallOptions): Promise<void>;
  /** Set what a user may do. */
  setRights(ask: {
    readonly name: string | number;
    readonly body: Rights;
  }, options?: CallOptions): Promise<User>;
  /** Remove a user. */
  removeUser(ask: {
    readonly name: string | number;
  }, options?: CallOptions): Promise<void>;
  /** Sign a user out everywhere. */
  endTokens(ask: {
    readonly name: string | number;
  }, options?: CallOptions): Promise<void>;
  /** What happened to all products. */
  readJournal(ask?: {
    /** How many a page holds at most; absent: 50. */
    readonly limit?: number | undefined;
    /** As `next` of the page before; absent: from the first on. */
    readonly cursor?: string | undefined;
    /** Who did it. */
    readonly by?: string | undefined;
    /** Through which door: `native`, `adobe-rest`, `shipstream-rpc`. */
    readonly door?: string | undefined;
  }, options?: CallOptions): Promise<Journal>;
  /** The trash. */
  listTrash(ask?: {
    /** How many a page holds at most; absent: 50. */
    readonly limit?: number | undefined;
    /** As `next` of the page before; absent: from the first on. */
    readonly cursor?: string | undefined;
  }, options?: CallOptions): Promise<Trash>;
  /** The trash of a product. */
  listProductTrash(ask: {
    readonly sku: string | number;
    /** How many a page holds at most; absent: 50. */
    readonly limit?: number | undefined;
    /** As `next` of the page before; absent: from the first on. */
    readonly cursor?: string | undefined;
  }, options?: CallOptions): Promise<Trash>;
  /** Bring a removed entry back. */
  restoreEntry(ask: {
    readonly sku: string | number;
    /** A store view, several (`german,french`), `all` (the common values), or `*` for all of them and every store view. Absent: `all`. */
    readonly store?: string | undefined;
    /** Names of renditions (`product_page_main_image,swatch_thumb`) whose addresses come with each picture. Absent: none. */
    readonly presets?: string | undefined;
    /** Only tell what it would change; nothing is written. */
    readonly dry_run?: boolean | undefined;
    readonly body: Restore;
  }, options?: CallOptions): Promise<Edit>;
  /** A picture in the trash. */
  readTrashPicture(ask: {
    readonly entry: string | number;
    /** In pixels, rounded up to one of a few; absent: 256. */
    readonly width?: number | undefined;
  }, options?: CallOptions): Promise<Blob>;
  /** Integrations. */
  listIntegrations(ask?: Readonly<Record<string, never>>, options?: CallOptions): Promise<Integrations>;
  /** Add an integration. */
  addIntegration(ask: {
    readonly body: NewIntegration;
  }, options?: CallOptions): Promise<IntegrationKeys>;
  /** Revoke an integration. */
  revokeIntegration(ask: {
    readonly name: string | number;
  }, options?: CallOptions): Promise<void>;
  /** Products. */
  listProducts(ask?: {
    /** Words, each of which begins some word of the SKU or of a name (of any store view); upper case and accents do not matter. */
    readonly q?: string | undefined;
    /** `no-picture`: without any entry. `missing-alt`: some entry is without its alternative text, as `store` sees it. `overrides`: `store` has values or roles of its own. */
    readonly filter?: "no-picture" | "missing-alt" | "overrides" | undefined;
    /** Whose values are meant: a store view, or `all`. Absent: `all`. */
    readonly store?: string | undefined;
    /** How many a page holds at most; absent: 50. */
    readonly limit?: number | undefined;
    /** As `next` of the page before; absent: from the first on. */
    readonly cursor?: string | undefined;
  }, options?: CallOptions): Promise<Products>;
  /** A product. */
  readProduct(ask: {
    readonly sku: string | number;
    /** Whose values are meant: a store view, or `all`. Absent: `all`. */
    readonly store?: string | undefined;
  }, options?: CallOptions): Promise<Product>;
  /** Alternative texts. */
  listAltTexts(ask?: {
    /** A store view, or `all`. Absent: `all`. */
    readonly store?: string | undefined;
    /** `missing`: there is none, or only blanks. `inherited`: a store view shows the common one. `written`: its own. `decorative`: the picture says nothing, and its text is to be empty. */
    readonly state?: "missing" | "inherited" | "written" | "decorative" | undefined;
    /** Words, each of which begins some word of the SKU or of a name (of any store view); upper case and accents do not matter. */
    readonly q?: string | undefined;
    /** How many a page holds at most; absent: 50. */
    readonly limit?: number | undefined;
    /** As `next` of the page before; absent: from the first on. */
    readonly cursor?: string | undefined;
  }, options?: CallOptions): Promise<AltTexts>;
  /** How far alternative texts are. */
  readAltCoverage(ask?: Readonly<Record<string, never>>, options?: CallOptions): Promise<AltCoverages>;
  /** Write many alternative texts. */
  patchLabels(ask: {
    /** Only tell what it would change; nothing is written. */
    readonly dry_run?: boolean | undefined;
    readonly body: Labels;
  }, options?: CallOptions): Promise<Results>;
  /** The same change on very many products. */
  startJob(ask: {
    /** Only tell what it would change; nothing is written. */
    readonly dry_run?: boolean | undefined;
    readonly body: NewJob;
  }, options?: CallOptions): Promise<StartedJob>;
  /** Jobs. */
  listJobs(ask?: {
    /** How many a page holds at most; absent: 20. */
    readonly limit?: number | undefined;
    /** As `next` of the page before; absent: from the first on. */
    readonly cursor?: string | undefined;
  }, options?: CallOptions): Promise<Jobs>;
  /** A job. */
  readJob(ask: {
    readonly id: string | number;
  }, options?: CallOptions): Promise<JobDetails>;
  /** Take a job back. */
  undoJob(ask: {
    readonly id: string | number;
    /** Only tell what it would change; nothing is written. */
    readonly dry_run?: boolean | undefined;
    readonly body: JobUndo;
  }, options?: CallOptions): Promise<StartedJob>;
  /** For search engines. */
  readJsonLd(ask: {
    readonly sku: string | number;
    /** A store view; absent: `all`. */
    readonly store?: string | undefined;
  }, options?: CallOptions): Promise<JsonLd>;
  /** A gallery, explained. */
  readGallery(ask: {
    readonly sku: string | number;
    /** A store view, several (`german,french`), `all` (the common values), or `*` for all of them and every store view. Absent: `all`. */
    readonly store?: string | undefined;
    /** Names of renditions (`product_page_main_image,swatch_thumb`) whose addresses come with each picture. Absent: none. */
    readonly presets?: string | undefined;
    /** A time that has passed (`2026-11-22T03:00:00Z`): the gallery as it was then. Absent: as it is. */
    readonly as_of?: string | undefined;
  }, options?: CallOptions): Promise<Gallery>;
  /** Change what is named, and nothing else. */
  patchGallery(ask: {
    readonly sku: string | number;
    /** A store view, several (`german,french`), `all` (the common values), or `*` for all of them and every store view. Absent: `all`. */
    readonly store?: string | undefined;
    /** Names of renditions (`product_page_main_image,swatch_thumb`) whose addresses come with each picture. Absent: none. */
    readonly presets?: string | undefined;
    /** Only tell what it would change; nothing is written. */
    readonly dry_run?: boolean | undefined;
    readonly body: Patch;
  }, options?: CallOptions): Promise<Edit>;
  /** Many galleries at once. */
  readGalleries(ask: {
    /** SKUs with commas between them, 100 at most; a comma in one is written %2C, twice encoded. */
    readonly sku: string;
    /** A store view, several (`german,french`), `all` (the common values), or `*` for all of them and every store view. Absent: `all`. */
    readonly store?: string | undefined;
    /** Names of renditions (`product_page_main_image,swatch_thumb`) whose addresses come with each picture. Absent: none. */
    readonly presets?: string | undefined;
  }, options?: CallOptions): Promise<Galleries>;
  /** The same change on many products. */
  patchGalleries(ask: {
    /** Only tell what it would change; nothing is written. */
    readonly dry_run?: boolean | undefined;
    readonly body: ManyPatch;
  }, options?: CallOptions): Promise<Results>;
  /** What happened. */
  readHistory(ask: {
    readonly sku: string | number;
    /** Lines of a page; absent: 50. */
    readonly limit?: number | undefined;
    /** As `next` of the page before; absent: from the newest line on. */
    readonly cursor?: number | undefined;
  }, options?: CallOptions): Promise<History>;
  /** Take a change back. */
  undoChange(ask: {
    readonly sku: string | number;
    /** A store view, several (`german,french`), `all` (the common values), or `*` for all of them and every store view. Absent: `all`. */
    readonly store?: string | undefined;
    /** Names of renditions (`product_page_main_image,swatch_thumb`) whose addresses come with each picture. Absent: none. */
    readonly presets?: string | undefined;
    /** Only tell what it would change; nothing is written. */
    readonly dry_run?: boolean | undefined;
    readonly body: Undo;
  }, options?: CallOptions): Promise<Edit>;
  /** Take changes of many products back. */
  undoChanges(ask: {
    /** Only tell what it would change; nothing is written. */
    readonly dry_run?: boolean | undefined;
    readonly body: ManyUndo;
  }, options?: CallOptions): Promise<Results>;
}

/** Method and path of each. */
export const CALLS: Readonly<Record<keyof Calls, readonly [method: string, path: string]>> = {
  createToken: ['POST', '/tokens'],
  openSession: ['POST', '/session'],
  readSession: ['GET', '/session'],
  endSession: ['DELETE', '/session'],
  readMe: ['GET', '/me'],
  listStores: ['GET', '/stores'],
  addStore: ['POST', '/stores'],
  renameStore: ['PATCH', '/stores/{code}'],
  removeStore: ['DELETE', '/stores/{code}'],
  listSets: ['GET', '/sets'],
  addSet: ['POST', '/sets'],
  listPresets: ['GET', '/presets'],
  listResources: ['GET', '/resources'],
  readAbout: ['GET', '/about'],
  uploadFiles: ['POST', '/uploads'],
  uploadFromUrl: ['POST', '/uploads/url'],
  beginDirectUpload: ['POST', '/uploads/direct'],
  finishDirectUpload: ['POST', '/uploads/direct/finish'],
  uploadEntries: ['POST', '/products/{sku}/entries'],
  listUsers: ['GET', '/users'],
  addUser: ['POST', '/users'],
  setPassword: ['PUT', '/users/{name}/password'],
  setRights: ['PUT', '/users/{name}/rights'],
  removeUser: ['DELETE', '/users/{name}'],
  endTokens: ['DELETE', '/users/{name}/tokens'],
  readJournal: ['GET', '/history'],
  listTrash: ['GET', '/trash'],
  listProductTrash: ['GET', '/products/{sku}/trash'],
  restoreEntry: ['POST', '/products/{sku}/restore'],
  readTrashPicture: ['GET', '/trash/{entry}/picture'],
  listIntegrations: ['GET', '/integrations'],
  addIntegration: ['POST', '/integrations'],
  revokeIntegration: ['DELETE', '/integrations/{name}'],
  listProducts: ['GET', '/products'],
  readProduct: ['GET', '/products/{sku}'],
  listAltTexts: ['GET', '/alt-text'],
  readAltCoverage: ['GET', '/alt-text/coverage'],
  patchLabels: ['PATCH', '/labels'],
  startJob: ['POST', '/jobs'],
  listJobs: ['GET', '/jobs'],
  readJob: ['GET', '/jobs/{id}'],
  undoJob: ['POST', '/jobs/{id}/undo'],
  readJsonLd: ['GET', '/products/{sku}/json-ld'],
  readGallery: ['GET', '/products/{sku}/gallery'],
  patchGallery: ['PATCH', '/products/{sku}/gallery'],
  readGalleries: ['GET', '/galleries'],
  patchGalleries: ['PATCH', '/galleries'],
  readHistory: ['GET', '/products/{sku}/history'],
  undoChange: ['POST', '/products/{sku}/undo'],
  undoChanges: ['POST', '/undo'],
};
