/** With `--import`: a process whose clock is wrong by SHIFTED_CLOCK_MS. */
const shiftMs = Number(process.env.SHIFTED_CLOCK_MS);
const { now } = Date;
globalThis.Date = class extends Date {
  constructor(...parts) {
    super(...(parts.length === 0 ? [now() + shiftMs] : parts));
  }

  static now() {
    return now() + shiftMs;
  }
};
