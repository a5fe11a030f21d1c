/** Things to wear and carry: jacket, bag, shoe. */
import { type Draw, group, oval, type Paint, type Palette, path, rect, stroke, tone, words } from './scene-paint.js';

const stitches = (d: string, colour: string): string => stroke(d, colour, 3.5, 'stroke-dasharray="11 8" opacity=".85"');

const SLEEVE = 'M305 216C246 240 230 300 220 380L176 716Q172 748 202 754L260 764Q284 766 287 742L330 440C336 360 330 280 305 216Z';
const TORSO =
  'M420 165C380 190 335 200 303 218C296 300 318 340 316 410L302 826Q500 866 698 826L684 410C682 340 704 300 697 218C665 200 620 190 580 165Q500 205 420 165Z';

export const drawJacket: Draw = (paint, colours, view) => {
  const { main, accent } = colours;
  const soft = paint.blur(9);
  const fold = (d: string, light: boolean): string => stroke(d, light ? tone(main, 0.45) : tone(main, -0.6), 16, `opacity="${light ? 0.4 : 0.5}"`);
  const sleeve = [
    path(SLEEVE, paint.tube(main)),
    path('M182 690L176 716Q172 748 202 754L260 764Q284 766 287 742L291 706Z', paint.tube(tone(main, -0.3))),
    stroke('M184 690L290 706', tone(main, -0.55), 4),
    rect(196, 716, 44, 16, accent, 'rx="3" transform="rotate(8 200 720)"'),
  ];
  const mirrored = (...content: readonly string[]): string => group('transform="translate(1000 0) scale(-1 1)"', ...content);
  return [
    view === 'back' ? '' : hood(paint, colours),
    ...sleeve,
    mirrored(...sleeve),
    path(
      TORSO,
      paint.linear(
        'across',
        [0, tone(main, -0.35)],
        [0.2, tone(main, 0.1)],
        [0.38, tone(main, 0.2)],
        [0.62, main],
        [0.88, tone(main, -0.22)],
        [1, tone(main, -0.45)],
      ),
    ),
    path(
      'M303 218C335 200 380 190 420 165Q500 205 580 165C620 190 665 200 697 218C702 270 694 320 690 345Q500 400 310 345C306 320 298 270 303 218Z',
      paint.sheen(tone(main, 0.1)),
      'opacity=".75"',
    ),
    stroke('M311 345Q500 400 689 345', tone(main, -0.6), 4),
    group(
      `filter="${soft}" clip-path="${paint.clip(path(TORSO + SLEEVE, '#000'))}"`,
      fold('M330 420C370 500 350 600 380 700', false) + fold('M355 420C400 500 380 600 410 690', true),
      fold('M670 430C630 520 650 620 620 740', false) + fold('M640 440C600 530 620 620 596 720', true),
      fold('M260 330C246 430 250 520 232 640', true) + fold('M300 420C286 520 280 600 262 690', false),
    ),
    ...(view === 'front' ? closedFront(colours) : view === 'side' ? openFront(paint, colours) : back(paint, colours)),
    stroke('M303 806Q500 846 697 806', tone(main, -0.55), 4),
  ].join('');
};

function hood(paint: Paint, { main, accent }: Palette): string {
  return [
    path('M392 190C360 80 440 55 500 55S640 80 608 190Q500 250 392 190Z', paint.sheen(tone(main, 0.08))),
    path('M424 186C404 110 450 92 500 92S596 110 576 186Q500 226 424 186Z', paint.linear('down', [0, tone(accent, -0.65)], [1, tone(accent, -0.25)])),
    stroke('M424 186C404 110 450 92 500 92S596 110 576 186', tone(main, 0.35), 4, 'opacity=".6"'),
  ].join('');
}

function closedFront({ main, accent }: Palette): string[] {
  return [
    path('M420 165Q470 190 500 200Q530 190 580 165L600 196Q540 232 512 240V846H488V240Q450 230 400 196Z', tone(main, -0.25)),
    stroke('M500 206V848', tone(main, -0.7), 7),
    stroke('M500 206V848', '#c8ccd2', 3, 'stroke-dasharray="3 5"'),
    rect(494, 262, 12, 34, accent, 'rx="4"'),
    ...['M392 560L352 690', 'M608 560L648 690'].map((d) => stroke(d, tone(main, -0.65), 12) + stroke(d, tone(main, 0.35), 3)),
    stroke('M560 420H650', tone(main, -0.65), 9),
    stroke('M430 250C426 290 432 320 428 350M570 250C574 290 568 320 572 350', accent, 6),
    words(602, 312, 19, tone(main, 0.75), 'HALDEN', 'letter-spacing="3"'),
  ];
}

function openFront(paint: Paint, { main, accent }: Palette): string[] {
  return [
    path(
      'M446 182Q500 205 554 182L590 330L566 852Q500 862 434 852L410 330Z',
      paint.linear('across', [0, tone(accent, -0.55)], [0.3, tone(accent, -0.1)], [0.7, accent], [1, tone(accent, -0.5)]),
    ),
    ...Array.from({ length: 9 }, (_, i) =>
      stroke(`M${416 + i} ${300 + i * 64}Q500 ${322 + i * 64} ${584 - i} ${300 + i * 64}`, tone(accent, -0.4), 4, 'opacity=".6"'),
    ),
    rect(474, 236, 52, 30, '#f4f1ea', 'rx="3"') + words(500, 256, 12, '#3a3a3a', 'HALDEN'),
    path('M446 182L410 330L434 852L404 850L372 330L418 168Z', tone(main, 0.18)) + path('M554 182L590 330L566 852L596 850L628 330L582 168Z', tone(main, -0.3)),
    stroke('M446 182L410 330L434 852M554 182L590 330L566 852', '#c8ccd2', 4, 'stroke-dasharray="4 5"'),
  ];
}

function back(paint: Paint, { main, accent }: Palette): string[] {
  return [
    path(
      'M385 180C360 90 440 55 500 55S640 90 615 180C640 250 580 320 500 326S360 250 385 180Z',
      paint.radial([0.42, 0.3, 0.75], [0, tone(main, 0.36)], [0.6, main], [1, tone(main, -0.4)]),
    ),
    stroke('M500 58C506 140 504 240 500 324', tone(main, -0.5), 4),
    stroke('M402 236Q500 280 598 236', tone(main, -0.5), 5),
    rect(486, 268, 28, 14, accent, 'rx="2"'),
    stroke('M500 372V846', tone(main, -0.45), 4, 'opacity=".7"'),
    stroke('M330 640Q500 672 670 640', '#d9dde2', 9, 'opacity=".85"'),
    words(500, 440, 24, tone(main, 0.7), 'HALDEN', 'letter-spacing="8"'),
  ];
}

export const drawBag: Draw = (paint, { main, trim, accent }, view) => {
  const belt = (x: number): string =>
    [
      rect(x - 22, 392, 44, 250, paint.tube(trim), 'rx="8"'),
      rect(x - 30, 560, 60, 52, 'none', 'rx="8" stroke="#8d6d2b" stroke-width="12"'),
      rect(x - 30, 558, 60, 52, 'none', 'rx="8" stroke="#e7c877" stroke-width="7"'),
      stroke(`M${x} 560V596`, '#e7c877', 7),
      oval(x, 626, 4, 4, tone(trim, -0.6)),
    ].join('');
  const handle = 'M400 402C396 220 604 220 600 402';
  return [
    stroke(handle, tone(trim, -0.45), 34),
    stroke(handle, trim, 24),
    stroke('M398 372C404 232 560 234 588 330', tone(trim, 0.4), 5, 'opacity=".7"'),
    path('M248 410C214 430 204 540 208 650L214 800Q230 790 240 800Z', paint.tube(tone(main, -0.3))),
    path('M752 410C786 430 796 540 792 650L786 800Q770 790 760 800Z', paint.tube(tone(main, -0.5))),
    path(
      'M248 400L222 815Q222 852 262 852H738Q778 852 778 815L752 400Q500 372 248 400Z',
      paint.radial([0.35, 0.3, 0.9], [0, tone(main, 0.3)], [0.5, main], [1, tone(main, -0.42)]),
    ),
    path('M224 780L222 815Q222 852 262 852H738Q778 852 778 815L776 780Q500 800 224 780Z', paint.sheen(trim)),
    stitches('M228 772Q500 792 772 772', accent),
    ...(view === 'front'
      ? [
          path('M250 576Q500 640 750 576L746 606Q500 668 254 606Z', '#000000', `opacity=".28" filter="${paint.blur(8)}"`),
          path('M246 398Q500 368 754 398L744 556Q720 606 500 618T256 556Z', paint.linear('down', [0, tone(main, 0.22)], [0.7, main], [1, tone(main, -0.2)])),
          stitches('M262 412L270 552Q290 588 500 602T730 552L738 412', accent),
          belt(372) + belt(628),
          rect(455, 474, 90, 40, tone(main, -0.22), 'rx="5"') + words(501, 501, 17, tone(main, 0.65), 'HALDEN', 'letter-spacing="2"'),
        ]
      : [
          stroke('M330 520H670', tone(main, -0.6), 12) + stroke('M330 520H670', '#e7c877', 4, 'stroke-dasharray="3 6"'),
          rect(656, 512, 40, 16, '#e7c877', 'rx="5"'),
          stitches('M306 480H694V720H306Z', accent),
          rect(262, 400, 30, 370, paint.tube(trim), 'rx="6"') + rect(708, 400, 30, 370, paint.tube(trim), 'rx="6"'),
        ]),
  ].join('');
};

export const drawShoe: Draw = (paint, colours, view) => {
  if (view === 'front') return oneShoe(paint, colours);
  const mirrored = group('transform="translate(1000 0) scale(-1 1)"', oneShoe(paint, colours));
  return view === 'side'
    ? mirrored
    : group('transform="translate(110 -10) scale(.84)"', oneShoe(paint, colours)) + group('transform="translate(-10 130) scale(.84)"', mirrored);
};

function oneShoe(paint: Paint, { main, trim, accent }: Palette): string {
  const upper =
    'M200 690C176 600 188 470 210 386C232 370 252 384 264 412C288 452 348 440 384 400L420 348C440 330 466 340 480 362C524 446 596 512 664 545C762 570 852 592 868 690Z';
  const laces = [0, 1, 2, 3, 4].map(
    (i) =>
      stroke(`M${452 + i * 42} ${420 + i * 30}L${506 + i * 38} ${388 + i * 31}`, '#000000', 17, 'opacity=".22"') +
      stroke(`M${450 + i * 42} ${414 + i * 30}L${506 + i * 38} ${382 + i * 31}`, '#f6f4ef', 13),
  );
  return [
    path('M392 420L436 338C452 326 484 330 496 362L530 430L440 470Z', paint.sheen(tone(main, -0.25))),
    path(upper, paint.linear('down', [0, tone(main, 0.3)], [0.55, main], [1, tone(main, -0.3)])),
    group(
      `clip-path="${paint.clip(path(upper, '#000'))}"`,
      rect(170, 330, 720, 370, paint.tiles(9, 9, '<circle cx="3" cy="3" r="1.5" fill="#000" opacity=".16"/>')),
      path('M700 520C740 590 730 650 716 700H900V540Z', paint.sheen(trim)),
      path('M180 360H262C286 460 290 600 276 700H180Z', paint.sheen(trim)),
      path('M420 340L380 470L640 640L700 560C600 520 520 450 480 362Z', paint.sheen(tone(main, -0.15))),
      path('M330 690C420 670 520 600 560 520L600 550C580 620 500 690 430 700Z', accent),
      path('M262 430C290 470 350 460 390 410L400 440C350 500 280 500 258 460Z', '#000000', 'opacity=".22"'),
    ),
    stitches('M706 540C742 596 736 640 722 684', tone(trim, 0.5)) +
      stitches('M270 440C288 520 290 610 280 684', tone(trim, 0.5)) +
      stitches('M392 470L632 632', tone(main, 0.5)),
    ...laces,
    path(
      'M186 678Q520 700 874 678C894 700 888 746 858 757H224C186 757 176 716 186 678Z',
      paint.linear('down', [0, '#ffffff'], [0.6, '#ece7dd'], [1, '#a9a296']),
    ),
    stroke('M196 712Q520 730 880 708', accent, 5),
    ...Array.from({ length: 24 }, (_, i) => rect(222 + i * 27, 744, 15, 13, '#7d766b', 'opacity=".55"')),
  ].join('');
}
