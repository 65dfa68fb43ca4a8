// How the cards of the Insight view look: colours are the theme's, sides are logical for right-to-left.

export const INSIGHT_STYLES = `
  :host { display: block; }
  :host([fills]), :host([fills]) ha-card { height: 100%; }
  :host([fills]) ha-card { overflow-y: auto; }
  ha-card { position: relative; container-type: inline-size; box-sizing: border-box; padding: 16px; font-size: var(--ha-font-size-m, 14px); line-height: 1.4; color: var(--primary-text-color);
    --quiet: color-mix(in srgb, var(--secondary-text-color) 60%, var(--primary-text-color));
    --ground: var(--ha-card-background, var(--card-background-color, #fff));
    --faint: color-mix(in srgb, var(--primary-text-color) 7%, transparent);
    --good: color-mix(in srgb, var(--success-color, #43a047) 60%, var(--primary-text-color));
    --bad: color-mix(in srgb, var(--error-color, #db4437) 65%, var(--primary-text-color));
    --answered: var(--primary-color); --missed: var(--error-color, #db4437); --outbound: color-mix(in srgb, var(--primary-text-color) 38%, transparent); }
  [hidden] { display: none !important; }
  .hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
  :focus-visible { outline: 2px solid var(--primary-color); outline-offset: 2px; border-radius: 4px; }
  p, dl, dd, ol, ul, h2, h3 { margin: 0; padding: 0; }
  ol, ul { list-style: none; }
  .head { display: flex; flex-wrap: wrap; align-items: baseline; justify-content: space-between; gap: 0 12px; margin-block-end: 12px; }
  .title { font-size: var(--ha-font-size-xl, 20px); font-weight: 500; line-height: 1.2; }
  h3 { font-size: var(--ha-font-size-m, 14px); font-weight: 500; }
  .span, .line, .more, .none, .marks, .axis, .scale, th, .number { color: var(--quiet); font-size: var(--ha-font-size-s, 12px); font-weight: 400; }
  .body { transition: opacity 0.15s; }
  .body.waiting { opacity: 0.5; }
  .line { min-height: 1.4em; margin-block-end: 12px; }
  .sentence { font-size: var(--ha-font-size-l, 16px); }

  .choice { display: inline-flex; flex-wrap: wrap; max-width: 100%; padding: 3px; border-radius: 24px; background: var(--faint); }
  .choice label { position: relative; display: flex; cursor: pointer; }
  .choice input { position: absolute; inset: 0; width: 100%; height: 100%; margin: 0; opacity: 0; cursor: pointer; }
  .choice span { display: flex; align-items: center; justify-content: center; min-height: 38px; min-width: 44px; box-sizing: border-box; padding: 0 14px; border-radius: 20px; font-weight: 500; white-space: nowrap; }
  .choice input:checked + span { background: var(--primary-text-color); color: var(--ground); }
  .choice input:focus-visible + span { outline: 2px solid var(--primary-color); outline-offset: 2px; }
  @media (hover: hover) { .choice input:not(:checked):hover + span { background: var(--faint); } }
  @media (pointer: coarse) { .choice span { min-height: 44px; } }

  .totals { display: grid; grid-template-columns: repeat(auto-fit, minmax(128px, 1fr)); gap: 16px; margin-block: 16px 8px; }
  @container (min-width: 320px) { .totals .talk { grid-column: span 2; } }
  dt { color: var(--quiet); font-size: var(--ha-font-size-s, 12px); }
  dd { display: flex; flex-wrap: wrap; align-items: baseline; gap: 0 8px; font-size: 22px; line-height: 1.3; }
  dd > span { white-space: nowrap; }
  .trend { display: inline-flex; align-items: center; gap: 2px; font-size: var(--ha-font-size-s, 12px); color: var(--quiet); --mdc-icon-size: 14px; white-space: nowrap; }
  .trend.good { color: var(--good); }
  .trend.bad { color: var(--bad); }

  .around { display: grid; grid-template-columns: auto minmax(0, 1fr); column-gap: 8px; }
  .axis { display: flex; flex-direction: column; justify-content: space-between; text-align: end; }
  .axis b { height: 0; font-weight: 400; line-height: 0; white-space: nowrap; }
  .plot { height: 160px; border-radius: 4px; }
  .drawing { position: relative; height: 100%; }
  .lines { position: absolute; inset: 0; display: flex; flex-direction: column; justify-content: space-between; }
  .lines i { height: 0; border-block-start: 1px solid var(--divider-color); }
  .bars { position: absolute; inset: 0; display: flex; }
  .bars .bar { position: relative; flex: 1 1 0; min-width: 0; display: flex; flex-direction: column-reverse; align-items: center; }
  .bars .bar i { display: block; width: 78%; max-width: 28px; min-height: 1px; }
  .bars .bar i:last-child { border-start-start-radius: 2px; border-start-end-radius: 2px; }
  .bars .at { background: var(--faint); box-shadow: 0 0 0 1px var(--primary-text-color); }
  .bars .answered, .bars .ring, .bars .talk, .legend .answered::before { background: var(--answered); }
  .bars .missed, .legend .missed::before { background: var(--missed); }
  .bars .outbound, .legend .outbound::before { background: var(--outbound); }
  .marks { grid-column: 2; display: grid; margin-block-start: 6px; }
  .marks.each { text-align: center; }
  .marks span { overflow: hidden; white-space: nowrap; }
  .legend { display: flex; flex-wrap: wrap; gap: 4px 16px; margin-block-start: 12px; font-size: var(--ha-font-size-s, 12px); }
  .legend li::before { content: ""; display: inline-block; width: 10px; height: 10px; margin-inline-end: 6px; border-radius: 2px; }
  .pair { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 300px), 1fr)); gap: 20px 24px; }

  .heat .line { margin-block-start: 8px; }
  .map { border-radius: 4px; }
  .week { width: 100%; table-layout: fixed; border-collapse: separate; border-spacing: 1px; }
  .week th { position: relative; padding: 0; text-align: start; white-space: nowrap; }
  .week thead th:first-child { width: 34px; }
  .week thead th { height: 18px; vertical-align: top; }
  .week td { position: relative; height: 22px; padding: 0; border-radius: 3px; }
  .week td, .scale i { --dark: var(--primary-color); background: var(--faint); forced-color-adjust: none; }
  .share td, .scale.share i { --dark: var(--error-color, #db4437); }
  .week .some, .scale .some { background: color-mix(in srgb, var(--dark) calc(15% + 85% * var(--part)), var(--ground)); }
  .week .at { box-shadow: 0 0 0 2px var(--ground), 0 0 0 4px var(--primary-text-color); z-index: 1; }
  .scale { display: flex; align-items: center; justify-content: flex-end; gap: 8px; margin-block-start: 8px; }
  .steps { display: inline-flex; gap: 1px; }
  .scale i { width: 16px; height: 12px; border-radius: 3px; }
  @container (max-width: 300px) {
    .mark { font-size: 10px; }
    .marks:not(.each) span { overflow: visible; }
    .marks:not(.each) span:nth-child(even) { display: none; }
  }
  @container (max-width: 420px) { .line { min-height: 2.8em; margin-block-end: 8px; } }

  .ranking { display: grid; gap: 12px; }
  .ranking li { display: grid; grid-template-columns: minmax(0, 1fr) auto; gap: 2px 12px; align-items: baseline; }
  .who { display: flex; flex-wrap: wrap; gap: 0 8px; align-items: baseline; min-width: 0; }
  .name { font-weight: 500; overflow-wrap: anywhere; }
  .value { font-weight: 500; }
  .ranking .bar { grid-column: 1 / -1; display: flex; height: 8px; border-radius: 4px; overflow: hidden; background: var(--faint); }
  .ranking .bar i { height: 100%; }
  .ranking .rest { width: calc(100% * var(--length) * (1 - var(--missed-part, 0))); background: var(--answered); }
  .ranking .missed { width: calc(100% * var(--length) * var(--missed-part)); background: var(--missed); }
  .more { grid-column: 1 / -1; }

  .banner { display: flex; flex-wrap: wrap; align-items: center; gap: 4px 12px; margin-block-end: 12px; padding: 4px 12px; border-radius: 8px; border-inline-start: 4px solid var(--warning-color);
    background: color-mix(in srgb, var(--warning-color) 14%, transparent); --mdc-icon-size: 20px; }
  .state { display: flex; flex-direction: column; align-items: center; gap: 8px; padding: 24px 8px; text-align: center; color: var(--quiet); }
  .state p { max-width: 36ch; }
  .state .large { --mdc-icon-size: 40px; }
  .all { margin-block-start: 12px; }
  .all, .retry { min-height: 44px; padding: 6px 16px; border-radius: 22px; border: 1px solid var(--divider-color); background: none; color: inherit; font: inherit; font-weight: 500; cursor: pointer; }
  .spinner { width: 28px; height: 28px; border-radius: 50%; border: 3px solid var(--divider-color); border-top-color: var(--primary-color); }
  @media (prefers-reduced-motion: no-preference) {
    .state .spinner { animation: turn 1s linear infinite; }
    @keyframes turn { to { transform: rotate(1turn); } }
  }
  @media (prefers-reduced-motion: reduce) { .body { transition: none; } }
  @media (forced-colors: active) {
    .bars i, .ranking i, .legend li::before, .scale i { forced-color-adjust: none; }
    .choice input:checked + span { outline: 2px solid Highlight; }
  }
`;
