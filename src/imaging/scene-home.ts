/** Things for the home: mug, bottle, candle, lamp, chair. */
import { createDice, type Draw, group, oval, type Paint, path, rect, stroke, tone, words } from './scene-paint.js';

/** A soft vertical light on glaze, metal or glass. */
function gleam(paint: Paint, x: number, y: number, width: number, height: number, strength: number): string {
  return rect(x, y, width, height, paint.linear('across', [0, '#ffffff', 0], [0.45, '#ffffff', strength], [1, '#ffffff', 0]), `rx="${width / 2}"`);
}

export const drawMug: Draw = (paint, { main, trim, accent }, view) => {
  const dice = createDice(11);
  const body = 'M290 330L312 750A168 50 0 0 0 648 750L670 330A190 46 0 0 1 290 330Z';
  const inside = paint.clip(body);
  const specks = Array.from({ length: 150 }, () =>
    oval(290 + dice() * 380, 380 + dice() * 410, 1 + dice() * 2.2, 1 + dice() * 2, tone(trim, -0.5), 'opacity=".45"'),
  );
  const handle = 'M640 430C775 395 815 600 648 655';
  const print =
    view === 'front'
      ? words(470, 560, 34, tone(main, -0.55), 'HALDEN', 'letter-spacing="12"') + stroke('M400 590H540', accent, 5)
      : stroke('M392 560C420 470 455 610 490 520S545 560 560 500', accent, 9);
  return group(
    view === 'front' ? '' : 'transform="translate(960 0) scale(-1 1)"',
    stroke(handle, tone(main, -0.42), 50),
    stroke(handle, tone(main, -0.12), 38),
    stroke('M652 424C765 398 796 588 656 640', tone(main, 0.45), 8, 'opacity=".8"'),
    path(body, paint.tube(main)),
    group(`clip-path="${inside}"`, path('M280 690Q480 760 690 690V820H280Z', paint.tube(trim)), ...specks, gleam(paint, 345, 400, 66, 300, 0.5)),
    oval(480, 330, 190, 46, tone(main, 0.3)),
    oval(480, 333, 178, 38, paint.linear('across', [0, tone(main, -0.5)], [0.7, tone(main, -0.05)], [1, tone(main, 0.2)])),
    path('M310 352A172 30 0 0 1 650 352A178 38 0 0 1 310 352Z', paint.linear('across', [0, '#2a1409'], [0.6, '#6b3a1b'], [1, '#3a1d0d'])),
    stroke('M296 345A190 46 0 0 0 664 345', '#ffffff', 3, 'opacity=".5"'),
    view === 'front' ? print : group('transform="translate(960 0) scale(-1 1)"', print),
  );
};

export const drawBottle: Draw = (paint, { main, trim, accent }, view) => {
  const body = 'M438 250C438 300 390 300 390 360V862A110 34 0 0 0 610 862V360C610 300 562 300 562 250Z';
  const scale = Array.from({ length: 9 }, (_, i) => stroke(`M500 ${780 - i * 44}h${i % 2 === 0 ? 44 : 24}`, tone(main, 0.55), 4, 'opacity=".8"'));
  const marks =
    view === 'front' ? words(0, 0, 46, tone(main, 0.72), 'HALDEN', 'letter-spacing="16" transform="translate(518 590) rotate(-90)"') : scale.join('');
  return [
    stroke('M452 150C440 84 560 84 548 150', tone(trim, -0.25), 22),
    stroke('M455 142C448 94 545 92 546 140', tone(trim, 0.35), 5, 'opacity=".8"'),
    path(body, paint.tube(main)),
    path('M390 815V862A110 34 0 0 0 610 862V815A110 34 0 0 1 390 815Z', paint.tube(trim)),
    rect(434, 234, 132, 24, paint.tube('#c9ccd1'), 'rx="6"'),
    path('M428 150Q428 136 446 134H554Q572 136 572 150V236A72 12 0 0 1 428 236Z', paint.tube(trim)),
    ...Array.from({ length: 13 }, (_, i) => rect(437 + i * 10, 164, 3, 62, '#000000', 'opacity=".16"')),
    oval(500, 140, 66, 10, tone(trim, 0.3)),
    gleam(paint, 425, 350, 34, 470, 0.65),
    gleam(paint, 585, 370, 16, 450, 0.28),
    marks,
    oval(500, 330, 9, 9, accent),
  ].join('');
};

export const drawCandle: Draw = (paint, { main, trim, accent }, view) => {
  const lit = view !== 'back';
  const glass = 'M330 350V790A170 40 0 0 0 670 790V350A170 40 0 0 1 330 350Z';
  const top = lit
    ? [
        oval(500, 440, 150, 33, paint.radial([0.5, 0.5, 0.6], [0, '#fff3cf'], [0.5, tone(main, 0.4)], [1, main])),
        stroke('M500 440C498 425 503 415 500 402', '#2b211a', 7),
        oval(500, 370, 190, 190, paint.radial([0.5, 0.5, 0.5], [0, '#ffd27a', 0.7], [0.35, '#ffb84d', 0.25], [1, '#ffb84d', 0])),
        path('M500 300C530 350 526 400 500 410C474 400 470 350 500 300Z', paint.radial([0.5, 0.75, 0.7], [0, '#ffffff'], [0.5, '#ffe08a'], [1, '#ff9a2e'])),
        oval(500, 350, 170, 40, 'none', 'stroke="#ffffff" stroke-width="5" opacity=".75"'),
      ]
    : [
        rect(322, 300, 356, 60, paint.tube('#b98a5a'), 'rx="10"'),
        oval(500, 300, 178, 40, paint.sheen('#d0a06c')),
        ...[0.35, 0.6, 0.85].map((share) => oval(500, 300, 178 * share, 40 * share, 'none', 'stroke="#9a6c40" stroke-width="2.5" opacity=".5"')),
      ];
  const tag = [
    rect(405, 540, 190, 180, '#f7f2e8', 'rx="4"'),
    rect(415, 550, 170, 160, 'none', `rx="2" stroke="${accent}" stroke-width="2.5"`),
    words(502, 610, 28, '#3b332b', 'HALDEN', 'letter-spacing="5"'),
    stroke('M455 632H545', accent, 3),
    words(500, 670, 19, '#6a5d50', lit ? 'cedar & smoke' : '50 h · 220 g'),
  ];
  return [
    path(glass, paint.tube(tone(trim, 0.1))),
    path('M346 440V786A154 34 0 0 0 654 786V440A154 33 0 0 1 346 440Z', paint.tube(main), 'opacity=".93"'),
    ...top.slice(0, lit ? 1 : 0),
    gleam(paint, 356, 400, 40, 380, 0.7),
    gleam(paint, 622, 400, 22, 370, 0.4),
    ...tag,
    ...top.slice(lit ? 1 : 0),
  ].join('');
};

export const drawLamp: Draw = (paint, { main, trim, accent }, view) => {
  const lit = view === 'front';
  const joint = (x: number, y: number): string => oval(x, y, 24, 24, tone(trim, -0.35)) + oval(x - 3, y - 4, 16, 16, paint.sheen(tone(trim, 0.3)));
  const shade = 'M-42 -40Q0 -62 42 -40C110 -10 150 80 165 135A165 36 0 0 1 -165 135C-150 80 -110 -10 -42 -40Z';
  const glow = paint.linear('down', [0, '#fff0c2', 0.75], [1, '#ffe9b0', 0]);
  return group(
    lit ? '' : 'transform="translate(1000 0) scale(-1 1)"',
    lit ? path('M455 400L330 905H800L720 300Z', glow, `filter="${paint.blur(16)}"`) : '',
    oval(430, 884, 155, 26, tone(main, -0.5)),
    oval(430, 872, 155, 26, paint.sheen(main)),
    rect(412, 846, 36, 26, paint.tube(trim), 'rx="6"'),
    stroke('M430 850L330 550', tone(trim, -0.3), 17),
    stroke('M427 848L327 550', tone(trim, 0.4), 5),
    stroke('M330 550L575 235', tone(trim, -0.3), 17),
    stroke('M327 546L571 233', tone(trim, 0.4), 5),
    stroke('M436 846C380 740 300 620 345 560S520 330 570 250', '#1f1c1a', 4),
    joint(330, 550),
    joint(430, 852),
    group(
      'transform="translate(590 245) rotate(24)"',
      rect(-26, -78, 52, 46, paint.tube(trim), 'rx="12"'),
      path(shade, paint.tube(main)),
      oval(
        0,
        135,
        165,
        36,
        lit
          ? paint.radial([0.5, 0.5, 0.55], [0, '#ffffff'], [0.4, '#fff3c9'], [1, '#f0b95a'])
          : paint.linear('down', [0, tone(main, -0.65)], [1, tone(main, -0.3)]),
      ),
      oval(0, 135, 165, 36, 'none', `stroke="${tone(main, 0.3)}" stroke-width="4"`),
      stroke('M-120 60C-100 20 -80 -5 -50 -22', '#ffffff', 10, 'opacity=".5"'),
    ),
    joint(578, 232),
    oval(430, 868, 12, 3.5, accent),
  );
};

export const drawChair: Draw = (paint, { main, trim, accent }, view) => {
  const leg = (top: number, foot: number, y: number): string => path(`M${top - 17} 620L${foot - 8} ${y}H${foot + 8}L${top + 17} 620Z`, paint.tube(trim));
  const crease = (d: string): string => stroke(d, tone(main, -0.4), 9, `opacity=".5" filter="${paint.blur(4)}"`);
  if (view === 'side')
    return [
      path('M600 600L690 880H706L640 600Z', paint.tube(tone(trim, -0.25))),
      path('M400 600L330 880H346L440 600Z', paint.tube(tone(trim, -0.25))),
      path(
        'M318 160C270 160 262 215 276 290L330 560C344 625 390 652 460 652H706C760 650 762 570 706 562L500 548C452 544 436 520 428 480L378 205C370 172 350 160 318 160Z',
        paint.sheen(main),
      ),
      path('M420 520C440 500 480 500 520 505L716 525C750 530 752 575 716 578L500 566C450 562 425 550 420 520Z', paint.sheen(tone(main, 0.12))),
      stroke('M300 180C290 210 296 260 306 310L356 560C366 600 400 624 460 626H700', tone(main, -0.35), 4, 'stroke-dasharray="14 9" opacity=".7"'),
      path('M628 620L735 905H753L672 620Z', paint.tube(trim)),
      path('M372 610L270 905H288L420 610Z', paint.tube(trim)),
      oval(330, 400, 10, 10, accent),
    ].join('');
  const shell =
    'M330 210C345 140 655 140 670 210C690 300 690 420 720 500C750 470 770 520 755 590C745 650 700 665 500 665S255 650 245 590C230 520 250 470 280 500C310 420 310 300 330 210Z';
  return [
    leg(360, 330, 850) + leg(640, 670, 850),
    path(shell, paint.sheen(view === 'back' ? tone(main, -0.12) : main)),
    path(shell, paint.radial([0.4, 0.2, 0.8], [0, '#ffffff', 0.28], [0.6, '#ffffff', 0], [1, '#000000', 0.25])),
    ...(view === 'back'
      ? [
          crease('M500 175V640'),
          stroke('M345 300Q500 320 655 300M300 500Q500 530 700 500', tone(main, -0.4), 4, 'stroke-dasharray="14 9" opacity=".7"'),
          rect(478, 560, 44, 28, accent, 'rx="3"'),
        ]
      : [
          crease('M300 505C330 540 670 540 700 505'),
          path(
            'M290 540C300 505 700 505 710 540C735 600 715 640 500 645S265 600 290 540Z',
            paint.linear('down', [0, tone(main, 0.28)], [0.5, tone(main, 0.05)], [1, tone(main, -0.3)]),
          ),
          crease('M285 600C360 640 640 640 715 600'),
          ...[400, 500, 600].map((x) => oval(x, 330, 9, 9, tone(main, -0.4)) + oval(x - 2, 327, 5, 5, tone(main, 0.2))),
          crease('M400 330Q450 345 500 330Q550 345 600 330'),
          rect(690, 575, 10, 34, accent),
        ]),
    leg(300, 255, 905) + leg(700, 745, 905),
  ].join('');
};
