/** A mouse that is held down over the matrix: tells where it is, and scrolls where it comes near an edge or goes beyond, so that a range may be longer than what is seen. */
import { type RefObject, useEffect, useRef } from 'react';
import type { Shape } from './visible.js';

/** So near an edge it begins, and so fast it becomes beyond it. */
const [NEAR_PX, MOST_PX_PER_SECOND] = [40, 1200];
/** Less is a click that has shaken. */
const MOVED_PX = 6;

/** How fast to scroll for a mouse at `at`, where `from` to `to` can be seen; negative: back; 0: it is not near an edge. */
function speedAt(at: number, from: number, to: number): number {
  const depthPx = at < from + NEAR_PX ? at - from - NEAR_PX : Math.max(0, at - to + NEAR_PX);
  return Math.max(-1, Math.min(1, depthPx / NEAR_PX)) * MOST_PX_PER_SECOND;
}

interface Point {
  readonly x: number;
  readonly y: number;
}
interface Drag {
  /** Which ways it may scroll. */
  readonly isAcross: boolean;
  readonly isDown: boolean;
}

/** `onAt` is told the row and the column that the mouse is over, or the nearest ones. Gives what begins a drag; it ends when the button is let go, wherever that is. */
export function useDragging(box: RefObject<HTMLElement | null>, shape: Shape, onAt: (row: number, column: number) => void): (from: Point, drag: Drag) => void {
  const latest = useRef({ shape, onAt });
  latest.current = { shape, onAt };
  const end = useRef(() => {});
  useEffect(() => () => end.current(), []);

  /** Below the headings and beside them, as far as the window shows it. */
  function seen(node: HTMLElement) {
    const { topPx, sidePx } = latest.current.shape;
    const { left, top } = node.getBoundingClientRect();
    return {
      left: left + sidePx,
      top: top + topPx,
      right: Math.min(left + node.clientWidth, innerWidth),
      bottom: Math.min(top + node.clientHeight, innerHeight),
    };
  }
  function tell({ x, y }: Point): void {
    const node = box.current;
    if (node === null) return;
    const { rowPx, columnPx } = latest.current.shape;
    const { left, top, right, bottom } = seen(node);
    const within = (at: number, from: number, to: number) => Math.max(from, Math.min(at, to - 1)) - from;
    latest.current.onAt(Math.floor((within(y, top, bottom) + node.scrollTop) / rowPx), Math.floor((within(x, left, right) + node.scrollLeft) / columnPx));
  }
  return (from, { isAcross, isDown }) => {
    end.current();
    let [now, before, hasMoved] = [from, performance.now(), false];
    function move({ clientX: x, clientY: y, buttons }: PointerEvent): void {
      now = { x, y };
      hasMoved ||= Math.hypot(x - from.x, y - from.y) > MOVED_PX;
      if (buttons === 0) end.current();
      else if (hasMoved) tell(now);
    }
    function scroll(time: number): void {
      const node = box.current;
      const seconds = Math.max(0, Math.min(0.1, (time - before) / 1000));
      before = time;
      frame = requestAnimationFrame(scroll);
      if (node === null || !hasMoved) return;
      const { left, top, right, bottom } = seen(node);
      const [byX, byY] = [isAcross ? speedAt(now.x, left, right) * seconds : 0, isDown ? speedAt(now.y, top, bottom) * seconds : 0];
      const { scrollLeft, scrollTop } = node;
      if (byX !== 0 || byY !== 0) node.scrollTo(scrollLeft + byX, scrollTop + byY);
      if (node.scrollLeft !== scrollLeft || node.scrollTop !== scrollTop) tell(now);
    }
    let frame = requestAnimationFrame(scroll);
    const whenDone = new AbortController();
    end.current = () => {
      cancelAnimationFrame(frame);
      whenDone.abort();
    };
    addEventListener('pointermove', move, { signal: whenDone.signal });
    addEventListener('pointerup', end.current, { signal: whenDone.signal });
    addEventListener('pointercancel', end.current, { signal: whenDone.signal });
  };
}
