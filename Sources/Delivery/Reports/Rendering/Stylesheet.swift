/// How a report looks. Colours are named once; their dark, forced and printed values
/// replace them.
///
/// Text has a contrast of at least 4.5 to 1 on every ground it stands on, lines and marks
/// at least 3 to 1 (WCAG 2.2, 1.4.3 and 1.4.11); the tests compute both from these values.
enum Stylesheet {
  static let page: StaticString = """
    :root{--ink:#16202c;--soft:#4c5866;--page:#fff;--box:#f0f5fa;--card:#f7f9fb;--rule:#d5dce4;\
    --line:#7b8794;--main:#14558f;--good:#1b6e48;--bad:#a83a14;--badbox:#fdf3ee;\
    --s1:#14558f;--s2:#b5480f;--s3:#1b7a53;--s4:#8a3f8f;--s5:#766700;--s6:#4c5866;--s7:#b82a62;\
    --b1:#dfebf6;--b2:#bfd8ee;--b3:#92bce0;\
    --c0:#eef4fa;--c1:#d6e5f4;--c2:#b6d1eb;--c3:#8fb8df;--c4:#659ccf;--c5:#3b76b0;--c6:#1c588f;\
    --c7:#0b3560;--con:#fff;--f0:#4f89c2;\
    --r0:#7f93a8;--r1:#c07a00;--r2:#d05500;--r3:#bf2440;--r4:#8c1464;--r5:#45095c;\
    --w1:#cc7433;--w2:#a33a00;--n0:#87929d;--g1:#4f8cc2;--g2:#0b4f92;\
    --tg:#1b7a53;--ty:#b58900;--tr:#b3261e}
    *{box-sizing:border-box}
    html{scroll-behavior:auto;-webkit-text-size-adjust:100%;text-size-adjust:100%}
    body{margin:0 auto;padding:0 1rem 3rem;max-width:78rem;font:1rem/1.6 -apple-system,\
    BlinkMacSystemFont,"Segoe UI",Roboto,"Helvetica Neue","Liberation Sans",Arial,sans-serif;\
    color:var(--ink);background:var(--page);overflow-wrap:break-word}
    h1{font-size:clamp(1.55rem,1.2rem + 1.6vw,2.3rem);line-height:1.2;letter-spacing:-.015em;\
    margin:0 0 .4rem}
    h2{font-size:1.35rem;line-height:1.3;letter-spacing:-.01em;margin:0 0 1rem;\
    scroll-margin-top:1rem}
    p{margin:0 0 1rem;max-width:68ch}
    ul,ol{max-width:68ch}
    a{color:var(--main)}
    code{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono",monospace;\
    font-size:.9em;overflow-wrap:anywhere}
    .soft{color:var(--soft)}
    .vh{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);\
    white-space:nowrap}
    .skip{position:absolute;left:.5rem;top:-6rem;z-index:2;padding:.6rem 1rem;\
    background:var(--page);border:2px solid var(--main);border-radius:.4rem}
    .skip:focus{top:.5rem}
    :focus-visible{outline:3px solid var(--main);outline-offset:2px}
    .top{padding:2rem 0 1.25rem}
    .top p{font-size:1.05rem;margin:0}
    main>section,main>.cards{margin:0 0 3.25rem}
    main>.decision{margin-bottom:1.25rem}
    .decision{background:var(--box);border-left:.4rem solid var(--main);\
    border-radius:.2rem .7rem .7rem .2rem;padding:1.25rem 1.25rem .5rem}
    .decision h2{font-size:clamp(1.3rem,1.1rem + .9vw,1.7rem);margin:0 0 .9rem}
    dl{margin:0}
    dt{font-weight:700}
    dd{margin:0 0 .8rem;max-width:66ch}
    .decision dt{color:var(--main)}
    nav{margin:0 0 2.5rem}
    nav ol{list-style:none;margin:0;padding:0}
    nav a{display:block;padding:.35rem 0;line-height:1.35;text-decoration:none}
    nav a:hover{text-decoration:underline}
    .cards{list-style:none;margin:0 0 1.75rem;padding:0;max-width:none;display:grid;gap:.75rem;\
    grid-template-columns:repeat(auto-fill,minmax(min(100%,13rem),1fr))}
    .cards li{background:var(--card);border:1px solid var(--rule);border-radius:.6rem;\
    padding:.9rem 1rem}
    .cards p{margin:0;font-size:.92rem;line-height:1.45}
    .cards .label{font-weight:600;color:var(--soft)}
    .cards .value{margin:.1rem 0 .3rem;font-size:1rem}
    .cards .value b{font-size:1.9rem;line-height:1.2;letter-spacing:-.02em;\
    font-variant-numeric:tabular-nums}
    .spark{display:block;width:100%;max-width:12rem;height:auto;margin-top:.5rem}
    .finding{border-left:.25rem solid var(--main);padding:.1rem 0 .1rem 1rem;margin:0 0 1.5rem}
    .finding p{margin:0 0 .2rem}
    .finding .tag{font-size:.85rem;font-weight:700;color:var(--main)}
    .finding .say{font-size:1.15rem;line-height:1.45}
    .finding.good{border-color:var(--good)}
    .finding.good .tag{color:var(--good)}
    .finding.bad{border-color:var(--bad)}
    .finding.bad .tag{color:var(--bad)}
    .aside{background:var(--card);border:1px solid var(--rule);border-radius:.6rem;\
    padding:.8rem 1rem;margin:0 0 1.5rem}
    .aside p,.aside ul{margin-top:0;margin-bottom:0;max-width:84ch}
    .warn{background:var(--badbox);border-color:var(--bad)}
    figure{margin:0 0 1.75rem;padding:1.1rem 0 0;border-top:1px solid var(--rule)}
    figcaption{font-size:1.1rem;font-weight:600;line-height:1.4;margin:0 0 1rem;max-width:80ch}
    figure>p{font-size:.92rem;margin:.8rem 0 0}
    details{margin:.5rem 0 0}
    summary{padding:.6rem 0;min-height:2.75rem;cursor:pointer;color:var(--main);font-weight:600}
    .scroll{overflow-x:auto;margin:0 0 1rem}
    details .scroll{max-height:34rem;overflow:auto}
    details thead th{position:sticky;top:0;background:var(--page);border-bottom:0;\
    box-shadow:inset 0 -2px var(--line)}
    table{border-collapse:collapse;min-width:min(100%,46rem);font-size:.95rem;line-height:1.4;\
    font-variant-numeric:tabular-nums}
    caption{text-align:left;font-weight:600;padding:.25rem 0 .5rem}
    th,td{padding:.45rem .7rem;border-bottom:1px solid var(--rule);text-align:right;\
    vertical-align:top;white-space:nowrap}
    thead th{border-bottom:2px solid var(--line);vertical-align:bottom}
    th:first-child,td:first-child{padding-left:.1rem}
    th:last-child,td:last-child{padding-right:.2rem}
    .l{text-align:left;white-space:normal}
    thead th{white-space:normal}
    tbody th,tfoot th{font-weight:400}
    td.l,tbody th.l{min-width:6.5rem}
    .t{text-align:left;white-space:nowrap}
    td code{overflow-wrap:normal}
    .scroll+.soft,details>.soft{font-size:.92rem}
    @media (max-width:30rem){th,td{padding:.4rem .45rem}}
    .u{display:block;font-weight:400;font-size:.85rem;color:var(--soft)}
    tr.em>*{font-weight:700;background:var(--box)}
    tr.em>:first-child{padding-left:.4rem}
    tfoot>tr>*{font-weight:700;border-top:2px solid var(--line)}
    footer{border-top:1px solid var(--rule);padding-top:1.5rem;color:var(--soft);font-size:.95rem}
    footer h2{font-size:1.1rem}
    footer dd{overflow-wrap:anywhere}
    """

  static let charts: StaticString = """

    figure>svg{width:100%;height:auto;overflow:visible}
    svg.wide{display:none}
    svg.narrow{display:block;max-width:30rem}
    svg text{font-size:13px;fill:var(--ink)}
    svg.narrow text{font-size:12.5px}
    svg .m{text-anchor:middle}
    svg .e{text-anchor:end}
    svg .q{fill:var(--soft)}
    svg .o{fill:var(--page);stroke:var(--page);stroke-width:4px;stroke-linejoin:round}
    svg .x{font-weight:700}
    svg .t1{fill:var(--s1);font-weight:700}
    svg .cb{fill:var(--con)}
    .g{stroke:var(--rule);fill:none}
    .a{stroke:var(--line);fill:none}
    .k{stroke:var(--line);fill:none;stroke-width:.8}
    .z{stroke:var(--ink);fill:none;stroke-dasharray:2 3}
    .y{stroke:var(--ink);stroke-width:2.5}
    .v{stroke:var(--ink);fill:none;stroke-width:1.5}
    .vo{stroke:var(--page);fill:none;stroke-width:4;stroke-opacity:.85}
    .l{fill:none;stroke-width:2;stroke-linejoin:round;stroke-linecap:round}
    .i{stroke:var(--ink);stroke-width:1.7}
    .n{stroke:var(--s2);stroke-width:2.2;stroke-dasharray:.1 4}
    .n2{stroke:var(--line);stroke-width:1.4}
    .s1{stroke:var(--s1)}
    .s2{stroke:var(--s2);stroke-dasharray:7 4}
    .s3{stroke:var(--s3);stroke-dasharray:2 4}
    .s4{stroke:var(--s4);stroke-dasharray:10 3 2 3}
    .s5{stroke:var(--s5);stroke-dasharray:4 3}
    .s6{stroke:var(--s6);stroke-dasharray:14 4}
    .s7{stroke:var(--s7);stroke-dasharray:5 3 1 3 1 3}
    .w{stroke-width:3}
    .thin{stroke-width:1.4}
    .b1{fill:var(--b1)}
    .b2{fill:var(--b2)}
    .b3{fill:var(--b3)}
    .bo{stroke:var(--s1);stroke-width:.6;stroke-opacity:.75}
    .bc{stroke:var(--s1);stroke-width:1.2}
    path.bc{fill:none}
    .f0{fill:var(--f0)}
    .f1{fill:var(--s1)}
    .f2{fill:var(--s2)}
    .f3{fill:var(--s3)}
    .f4{fill:var(--s4)}
    .f5{fill:var(--s5)}
    .f6{fill:var(--s6)}
    .f7{fill:var(--s7)}
    .d{fill:var(--page);stroke-width:1.6}
    .e0{fill:var(--line);stroke:var(--page);stroke-width:.6}
    .e1{fill:var(--s1);stroke:var(--page);stroke-width:.6}
    .p{stroke:var(--f0);stroke-width:5.2;stroke-linecap:round;stroke-opacity:.8;fill:none}
    .h{stroke:var(--bad);stroke-width:1.2}
    .hb{fill:var(--page)}
    .hl{stroke:var(--bad);stroke-width:2}
    .hm{stroke:var(--line);stroke-width:1.2}
    .u{stroke:var(--line);fill:none}
    .cg{stroke:var(--page);stroke-width:.6}
    .c0{fill:var(--c0)}
    .c1{fill:var(--c1)}
    .c2{fill:var(--c2)}
    .c3{fill:var(--c3)}
    .c4{fill:var(--c4)}
    .c5{fill:var(--c5)}
    .c6{fill:var(--c6)}
    .c7{fill:var(--c7)}
    .mp{fill:none;stroke-linejoin:round;stroke-linecap:round}
    .mh{stroke:var(--main);stroke-opacity:.28}
    .ra0{stroke:var(--r0)}
    .ra1{stroke:var(--r1)}
    .ra2{stroke:var(--r2)}
    .ra3{stroke:var(--r3)}
    .ra4{stroke:var(--r4)}
    .ra5{stroke:var(--r5)}
    .rw1{stroke:var(--w1)}
    .rw2{stroke:var(--w2)}
    .ro{stroke:var(--n0)}
    .rb1,.rb2{stroke-dasharray:5 2.5;stroke-linecap:butt}
    .rb1{stroke:var(--g1)}
    .rb2{stroke:var(--g2)}
    .rk{stroke:var(--soft)}
    .rn{stroke:var(--line);stroke-dasharray:1 4}
    .nb{fill:var(--ink)}
    .mn{fill:var(--page);stroke:var(--ink);stroke-width:1.2}
    .ms{fill:var(--ink);stroke:var(--page);stroke-width:1.2}
    .mt{fill:var(--s3);stroke:var(--page);stroke-width:1}
    .md{fill:var(--page);stroke:var(--bad);stroke-width:1.6}
    .tg{fill:var(--tg)}
    .ty{fill:var(--ty)}
    .tr{fill:var(--tr)}
    .to{fill:var(--s1);fill-opacity:.25;stroke:var(--s1);stroke-width:.8}
    .ti{fill:var(--s3);fill-opacity:.25;stroke:var(--s3);stroke-width:.8;stroke-dasharray:4 2}
    .tj{fill:none;stroke:var(--soft);stroke-width:1;stroke-linejoin:round}
    .mx{fill:none;stroke:var(--bad);stroke-width:1.6}
    """

  static let media: StaticString = """

    @media (min-width:50rem),print{
    svg.wide{display:block}
    svg.narrow{display:none}
    .decision{padding:1.6rem 2rem .8rem}
    .decision dl,footer dl{display:grid;grid-template-columns:minmax(7rem,max-content) 1fr;\
    column-gap:1.5rem}
    figure{padding:1.25rem 1.4rem .75rem;border:1px solid var(--rule);border-radius:.7rem}
    }
    @media screen and (min-width:50rem){body{padding:0 1.5rem 4rem}}
    @media screen and (min-width:36rem) and (max-width:69.9rem){nav ol{columns:2;max-width:none}}
    @media screen and (min-width:70rem){
    .top,footer{margin-left:16rem}
    .top{padding-top:3rem}
    main{display:grid;grid-template-columns:13.5rem minmax(0,1fr);column-gap:2.5rem}
    main>*{grid-column:2}
    main>nav{grid-column:1;grid-row:1/span 99;position:sticky;top:1.5rem;align-self:start;\
    font-size:.95rem;border-right:1px solid var(--rule);padding-right:1rem}
    }
    @media (prefers-color-scheme:dark){
    :root{--ink:#e8edf3;--soft:#b1bcc9;--page:#10161d;--box:#18232f;--card:#151e28;\
    --rule:#2e3a47;--line:#7f8c9a;--main:#8cc4fb;--good:#74d0a2;--bad:#ff9d73;--badbox:#2a1a14;\
    --s1:#8cc4fb;--s2:#f5a66b;--s3:#6fd0a0;--s4:#dca2e6;--s5:#d9c55c;--s6:#b1bcc9;--s7:#ff98bb;\
    --b1:#1b2f43;--b2:#26486a;--b3:#376892;\
    --c0:#18222d;--c1:#1d3246;--c2:#234563;--c3:#2b5b84;--c4:#356c9b;--c5:#6ba3d6;--c6:#a2caf0;\
    --c7:#e0efff;--con:#10161d;--f0:#4d86ba;\
    --r0:#566474;--r1:#b0559f;--r2:#dc5f7c;--r3:#f58352;--r4:#fcb84a;--r5:#fdf3a0;\
    --w1:#d0763d;--w2:#ffb98a;--n0:#6d7a88;--g1:#4f8ac4;--g2:#a8d4ff;\
    --tg:#5fbf92;--ty:#f0cf5a;--tr:#ff7a6b}
    }
    @media (prefers-reduced-motion:no-preference){.skip{transition:top .15s}}
    @media (forced-colors:active){
    :root{--ink:CanvasText;--soft:CanvasText;--page:Canvas;--rule:GrayText;--line:CanvasText;\
    --main:LinkText;--good:CanvasText;--bad:CanvasText;--s1:CanvasText;--s2:CanvasText;\
    --s3:CanvasText;--s4:CanvasText;--s5:CanvasText;--s6:CanvasText;--s7:CanvasText;\
    --b1:Canvas;--b2:Canvas;--b3:Canvas}
    .decision,.finding,.aside{border:2px solid}
    .b1,.b2,.b3{stroke:currentColor;stroke-width:.6}
    }
    @media print{
    @page{size:A4;margin:16mm 16mm 18mm}
    :root{--ink:#000;--soft:#333;--page:#fff;--box:#fff;--card:#fff;--rule:#bbb;--line:#666;\
    --main:#003a70;--good:#0f5132;--bad:#8a2c0a;--badbox:#fff;--s1:#14558f;--s2:#b5480f;\
    --s3:#1b7a53;--s4:#8a3f8f;--s5:#766700;--s6:#4c5866;--s7:#b82a62;--b1:#dfebf6;--b2:#bfd8ee;\
    --b3:#92bce0;--c0:#eef4fa;--c1:#d6e5f4;--c2:#b6d1eb;--c3:#8fb8df;--c4:#659ccf;--c5:#3b76b0;\
    --c6:#1c588f;--c7:#0b3560;--con:#fff;--f0:#4f89c2;\
    --r0:#7f93a8;--r1:#c07a00;--r2:#d05500;--r3:#bf2440;--r4:#8c1464;--r5:#45095c;\
    --w1:#cc7433;--w2:#a33a00;--n0:#87929d;--g1:#4f8cc2;--g2:#0b4f92;\
    --tg:#1b7a53;--ty:#b58900;--tr:#b3261e}
    body{max-width:none;padding:0;font-size:10pt;line-height:1.45;-webkit-print-color-adjust:exact}
    h1{font-size:20pt}
    h2{font-size:13pt;break-after:avoid}
    .top{padding:0 0 .8rem}
    main>section,main>.cards{margin-bottom:1.6rem}
    .skip,nav,details:not([open]){display:none}
    .decision{border:1.5pt solid;border-left:.4rem solid var(--main)}
    .scroll,details .scroll{overflow:visible;max-height:none}
    details thead th{position:static}
    section>.scroll{break-inside:avoid}
    .decision,.cards li,.finding,.aside,figure,tr{break-inside:avoid}
    .cards{grid-template-columns:repeat(4,1fr)}
    thead{display:table-header-group}
    p{orphans:3;widows:3}
    }

    """
}
