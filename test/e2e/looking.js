/** Runs inside of the page, from before its first element: what a visitor gets to see of its pictures. */
globalThis.looking = {
  /** The sum of all layout shifts so far. */
  shift: 0,
  /** Brings every picture into the window and waits until it is there, or will not come. */
  async pictures() {
    const all = [...document.images];
    for (const picture of all) {
      picture.scrollIntoView();
      await picture.decode().catch(() => undefined);
    }
    scrollTo(0, 0);
    await new Promise((painted) => requestAnimationFrame(() => requestAnimationFrame(painted)));
    return all.map(({ id, alt, currentSrc, naturalWidth, naturalHeight, loading, clientWidth, clientHeight }) => {
      return { id, alt, currentSrc, naturalWidth, naturalHeight, loading, clientWidth, clientHeight };
    });
  },
};

new PerformanceObserver((seen) => {
  for (const { value } of seen.getEntries()) globalThis.looking.shift += value;
}).observe({ type: 'layout-shift', buffered: true });
