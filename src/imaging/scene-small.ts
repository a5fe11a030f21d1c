/** Small things: watch, headphones, glasses, notebook. */
import { type Draw, group, oval, type Paint, path, rect, stroke, tone, words } from './scene-paint.js';

/** A point on a circle, `hour` of twelve. */
const onDial = (hour: number, radius: number): string => {
  const angle = (hour / 12) * 2 * Math.PI;
  return `${(500 + Math.sin(angle) * radius).toFixed(1)} ${(500 - Math.cos(angle) * radius).toFixed(1)}`;
};
const between = (hour: number, from: number, to: number): string => `M${onDial(hour, from)}L${onDial(hour, to)}`;

export const drawWatch: Draw = (paint, { main, trim, accent }, view) => {
  const steel = paint.linear('slant', [0, '#ffffff'], [0.3, '#c4c8ce'], [0.5, '#eef0f2'], [0.75, '#8d939b'], [1, '#d4d7db']);
  const strap = [
    path('M418 360L440 60Q442 40 464 40H536Q558 40 560 60L582 360Z', paint.tube(trim)),
    path('M418 640L440 930Q446 960 478 960H522Q554 960 560 930L582 640Z', paint.tube(trim)),
    stroke('M434 350L454 60M566 350L546 60M434 650L454 920M566 650L546 920', tone(trim, 0.45), 3, 'stroke-dasharray="10 8" opacity=".7"'),
    ...[760, 810, 860].map((y) => oval(500, y, 7, 9, tone(trim, -0.65))),
    path('M424 320Q500 340 576 320L584 380H416ZM424 680Q500 660 576 680L584 620H416Z', steel),
  ];
  const face =
    view === 'back'
      ? [
          oval(500, 500, 158, 158, paint.radial([0.35, 0.3, 0.9], [0, '#f6f7f8'], [0.5, '#b6bbc2'], [1, '#7b8189'])),
          ...[140, 100, 96].map((r) => oval(500, 500, r, r, 'none', 'stroke="#6f757d" stroke-width="2.5" opacity=".7"')),
          ...[1, 3, 5, 7, 9, 11].map((hour) => stroke(between(hour, 150, 152), '#5d636b', 12)),
          words(500, 480, 30, '#4d535b', 'HALDEN', 'letter-spacing="4"') + words(500, 520, 20, '#5d636b', 'AUTOMATIC'),
          words(500, 552, 16, '#5d636b', '5 ATM · No 0412'),
        ]
      : [
          oval(500, 500, 160, 160, paint.radial([0.4, 0.35, 0.8], [0, tone(main, 0.22)], [0.6, main], [1, tone(main, -0.45)])),
          ...Array.from({ length: 60 }, (_, i) => stroke(between(i / 5, 148, 153), tone(main, 0.7), 2, 'opacity=".7"')),
          ...Array.from({ length: 12 }, (_, hour) => stroke(between(hour, hour % 3 === 0 ? 112 : 122, 140), '#f4f1ea', hour % 3 === 0 ? 8 : 5)),
          words(500, 446, 19, '#f4f1ea', 'HALDEN', 'letter-spacing="3"') + words(500, 574, 12, tone(main, 0.65), 'AUTOMATIC'),
          rect(590, 488, 30, 24, '#f7f4ee', 'rx="2"') + words(605, 506, 17, '#222222', '14'),
          stroke(between(10.17, -18, 84), '#000000', 11, 'opacity=".3" transform="translate(4 6)"') + stroke(between(10.17, -18, 84), '#ffffff', 9),
          stroke(between(1.85, -22, 126), '#000000', 8, 'opacity=".3" transform="translate(4 6)"') + stroke(between(1.85, -22, 126), '#ffffff', 6),
          stroke(between(6.9, -36, 134), accent, 3) + oval(500, 500, 9, 9, accent),
          path('M500 342A158 158 0 0 0 350 450Q520 440 600 378A158 158 0 0 0 500 342Z', '#ffffff', 'opacity=".14"'),
        ];
  return [
    ...strap,
    rect(686, 474, 34, 52, steel, 'rx="8"'),
    oval(500, 500, 194, 194, steel),
    oval(500, 500, 176, 176, paint.linear('slant', [0, '#6f757d'], [0.5, '#d9dce0'], [1, '#ffffff'])),
    ...face,
  ].join('');
};

export const drawHeadphones: Draw = (paint, { main, trim, accent }, view) => {
  if (view === 'side') return headphonesAside(paint, main, trim, accent);
  const cup = [
    rect(214, 480, 20, 90, paint.tube('#b9bec5'), 'rx="10"'),
    path(
      'M268 490C300 480 338 500 344 545V700C338 745 300 766 268 756Z',
      paint.radial([0.6, 0.4, 0.8], [0, tone(trim, 0.35)], [0.6, trim], [1, tone(trim, -0.5)]),
    ),
    path('M272 480C225 480 186 540 186 622S225 765 272 765Z', paint.tube(main)),
    stroke('M272 480V765', tone(main, -0.6), 5),
    stroke('M216 550C204 585 202 630 210 670', '#ffffff', 9, 'opacity=".55"'),
    stroke('M304 510V735', tone(trim, -0.45), 3, 'opacity=".6"'),
    oval(228, 622, 6, 30, accent),
  ];
  const band = 'M240 510C236 220 370 132 500 132S764 220 760 510';
  return [
    stroke(band, tone(main, -0.45), 42),
    stroke(band, main, 32),
    stroke('M250 440C262 230 390 140 500 140', tone(main, 0.5), 7, 'opacity=".7"'),
    stroke('M330 258C380 190 440 168 500 168S620 190 670 258', tone(trim, -0.35), 30) +
      stroke('M332 252C380 188 440 164 500 164S620 188 668 252', tone(trim, 0.1), 20),
    ...(view === 'back' ? [words(500, 141, 20, tone(main, 0.7), 'HALDEN', 'letter-spacing="6"')] : []),
    ...cup,
    group('transform="translate(1000 0) scale(-1 1)"', ...cup),
  ].join('');
};

function headphonesAside(paint: Paint, main: string, trim: string, accent: string): string {
  return [
    path('M474 520C470 300 478 150 488 124Q500 108 514 124C528 150 534 300 528 520Z', paint.tube(main)),
    rect(486, 330, 28, 150, paint.tube('#c4c8ce'), 'rx="10"'),
    path('M452 470H548L570 620H430Z', paint.tube(tone(main, -0.25))),
    oval(514, 615, 158, 150, paint.sheen(tone(trim, -0.2))),
    oval(496, 612, 150, 148, paint.radial([0.36, 0.3, 0.8], [0, tone(main, 0.4)], [0.5, main], [1, tone(main, -0.5)])),
    oval(496, 612, 112, 110, 'none', `stroke="${tone(main, -0.45)}" stroke-width="4"`),
    oval(496, 612, 104, 102, paint.radial([0.6, 0.65, 0.8], [0, tone(main, 0.25)], [0.6, main], [1, tone(main, -0.35)])),
    words(497, 622, 28, tone(main, 0.75), 'HALDEN', 'letter-spacing="4"'),
    oval(496, 668, 8, 8, accent),
  ].join('');
}

export const drawGlasses: Draw = (paint, { main, trim, accent }, view) => {
  const lens = 'M196 420C240 396 400 396 446 424C466 470 446 600 350 622C250 636 186 540 196 420Z';
  const glass = paint.linear('down', [0, tone(trim, -0.55), 0.95], [0.6, trim, 0.82], [1, tone(trim, 0.4), 0.65]);
  const rim = paint.linear('down', [0, tone(main, 0.3)], [0.4, main], [1, tone(main, -0.35)]);
  const half = [
    path(lens, glass),
    path('M220 440C250 424 330 420 360 424L250 590C214 550 206 490 220 440Z', '#ffffff', 'opacity=".2"'),
    stroke(lens, rim, 27),
    stroke('M204 412C250 388 390 388 440 410', tone(main, 0.55), 5, 'opacity=".7"'),
    path('M198 410C180 396 164 398 152 404L150 436C170 440 186 452 194 466Z', paint.sheen(main)),
    rect(164, 410, 22, 7, accent, 'rx="3"'),
  ];
  const temple = view === 'front' ? 'M166 420C190 450 214 500 222 545' : 'M162 420C260 470 520 520 700 500C760 494 790 520 800 570';
  return [
    view === 'front' ? stroke(temple, tone(main, -0.4), 20) + group('transform="translate(1000 0) scale(-1 1)"', stroke(temple, tone(main, -0.4), 20)) : '',
    ...half,
    group('transform="translate(1000 0) scale(-1 1)"', ...half),
    stroke('M446 446C470 418 530 418 554 446', rim, 25) + stroke('M456 434C478 416 522 416 544 434', tone(main, 0.55), 5, 'opacity=".6"'),
    view === 'front'
      ? ''
      : stroke(temple, tone(main, -0.2), 24) +
        group('transform="translate(1000 14) scale(-1 1)"', stroke(temple, main, 24) + stroke(temple, tone(main, 0.45), 5, 'opacity=".6"')),
  ].join('');
};

export const drawNotebook: Draw = (paint, { main, trim, accent }, view) => {
  const pen = group(
    'transform="translate(738 200) rotate(9)"',
    rect(-16, 40, 32, 430, paint.tube(trim), 'rx="10"') +
      path('M-16 462H16L5 540H-5Z', paint.tube('#c4c8ce')) +
      rect(-16, 210, 32, 14, paint.tube('#d8b25a')) +
      rect(10, 50, 8, 120, '#d8b25a', 'rx="4"'),
  );
  if (view === 'front')
    return group(
      'transform="rotate(-6 500 500)"',
      rect(292, 196, 400, 640, tone(main, -0.55), 'rx="16"') + rect(300, 190, 392, 636, '#efe8da', 'rx="6"'),
      ...Array.from({ length: 5 }, (_, i) => stroke(`M${683 + i * 2} 200V818`, '#bfb5a2', 1, 'opacity=".8"')),
      path('M560 810V870L575 855L590 870V810Z', accent),
      rect(270, 170, 412, 650, paint.sheen(main), 'rx="16"'),
      rect(270, 170, 412, 650, paint.tiles(7, 7, '<path d="M0 7L7 0" stroke="#000" stroke-width="1" opacity=".12"/>'), 'rx="16"'),
      rect(270, 170, 56, 650, paint.linear('across', [0, '#000000', 0.25], [0.7, '#000000', 0], [1, '#000000', 0.3]), 'rx="14"'),
      rect(622, 166, 20, 660, paint.tube(accent)),
      words(470, 420, 40, tone(main, -0.5), 'HALDEN', 'letter-spacing="12"') +
        words(471, 421.5, 40, tone(main, 0.4), 'HALDEN', 'letter-spacing="12" opacity=".4"'),
      stroke('M420 450H520', tone(main, -0.45), 3),
      pen,
    );
  const rows = Array.from({ length: 15 }, (_, i) => `M130 ${300 + i * 32}H460M540 ${300 + i * 32}H870`).join('');
  return group(
    'transform="rotate(-3 500 500)"',
    rect(84, 232, 832, 556, paint.sheen(main), 'rx="16"'),
    rect(98, 244, 402, 530, paint.linear('across', [0, '#fbf7ee'], [0.85, '#f5efe2'], [1, '#c9bfac']), 'rx="4"'),
    rect(500, 244, 402, 530, paint.linear('across', [0, '#c9bfac'], [0.12, '#f7f2e6'], [1, '#fdfaf3']), 'rx="4"'),
    stroke(rows, '#9db0bd', 2, 'stroke-dasharray="2 9" opacity=".9"'),
    stroke('M140 330C180 300 190 350 230 326S300 340 330 322M140 394C190 370 240 404 290 384', '#39465c', 4, 'opacity=".75"'),
    path('M516 244H530V812L523 800L516 812Z', accent),
    group('transform="translate(60 70) rotate(14 700 500)"', pen),
  );
};
