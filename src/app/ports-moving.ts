/** Taking everything from one place to another: what the commands `copy`, `backup` and `restore` stand on. */

/** Rows of a table that are there by now, of all that there are. */
export interface RowsMoved {
  readonly table: string;
  readonly rows: number;
  readonly total: number;
}
/** A table on both sides, after all. */
export interface ComparedTable {
  readonly table: string;
  readonly rows: number;
  /** What is in the other place; another number, or `isSame` false: they differ. */
  readonly rowsThere: number;
  /** Every value of every row. */
  readonly isSame: boolean;
}

/** Rows in one database that are to be in another, too. */
export interface RowMoving {
  /** Why not: the target has rows of its own. Undefined: it is empty, or begun by an earlier run. */
  obstacle(): Promise<string | undefined>;
  /**
   * Table by table in the order of keys; goes on where an earlier run was broken off. `onIndexing`: all rows are there, and
   * what is left to be made over them, which may take long. Until `end` nobody else opens the target.
   */
  move(onMoved: (moved: RowsMoved) => void, onIndexing?: () => void): Promise<readonly ComparedTable[]>;
  /** The blobs that the rows of the target name, in order. */
  blobs(): AsyncIterable<NamedBlob>;
  /** Tables of the source that were written since it was read, which is not in the target. What changes by itself while a shop is only looked at is no news. */
  writtenSince(): Promise<readonly string[]>;
  /** All that can be had is there: the target is a shop of its own from now on. */
  end(): Promise<void>;
  close(): Promise<void>;
}
/** A blob that a row tells of. */
export interface NamedBlob {
  readonly hash: string;
  readonly type: string;
  readonly sizeBytes: number;
}
/** `there`: it was before. `missing`: the source has no such bytes, `damaged`: they are others than their name says; neither is taken along. */
export type TransferOutcome = 'moved' | 'there' | 'missing' | 'damaged';
export interface Moving {
  readonly rows: RowMoving;
  /** Absent: the bytes stay where they are. */
  readonly blobs?: {
    /** Takes one along. */
    transfer(blob: NamedBlob): Promise<TransferOutcome>;
    /** Looks for what no row of the target names; what it answers takes that away, also after `close`. */
    surplus(): Promise<() => Promise<void>>;
  };
}
/** From where to where, as the settings name such places. */
export interface MovingUrls {
  readonly from: string;
  readonly to: string;
  /** The source is a file that nobody writes; it is not written here either. */
  readonly isStill?: boolean;
  /** Absent: the bytes stay where they are. `byLink`: those on the same disk get a second name instead of a copy. */
  readonly blobs?: { readonly from: string; readonly to: string; readonly byLink?: boolean } | undefined;
}
