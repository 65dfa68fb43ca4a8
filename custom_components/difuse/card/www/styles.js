// How the card looks: colours and sizes are the theme's, sides are logical for right-to-left.

export const STYLES = `
  :host { display: block; }
  :host([fills]), :host([fills]) ha-card { height: 100%; }
  ha-card { display: flex; flex-direction: column; overflow: hidden; font-size: var(--ha-font-size-m, 14px); line-height: 1.4; color: var(--primary-text-color);
    --missed: color-mix(in srgb, var(--error-color, #db4437) 65%, var(--primary-text-color));
    --quiet: color-mix(in srgb, var(--secondary-text-color) 60%, var(--primary-text-color)); }
  [hidden] { display: none !important; }
  button, input { font: inherit; color: inherit; background: none; border: 0; margin: 0; padding: 0; }
  button, a { cursor: pointer; }
  :focus-visible { outline: 2px solid var(--primary-color); outline-offset: -2px; border-radius: 8px; }
  .hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }

  .head { display: flex; flex-wrap: wrap; align-items: center; justify-content: space-between; gap: 4px 12px; padding: 16px 16px 8px; }
  .head:not(:has(> :not([hidden]))) { padding: 4px; }
  .title { margin: 0; font-size: var(--ha-font-size-xl, 20px); font-weight: 500; line-height: 1.2; }
  .seen { display: inline-flex; align-items: center; gap: 6px; min-height: 32px; padding: 4px 12px; border-radius: 16px; font-weight: 500;
    background: color-mix(in srgb, var(--primary-color) 14%, transparent); }
  .seen ha-icon { --mdc-icon-size: 18px; }
  .tools { display: flex; flex-wrap: wrap; gap: 8px; padding: 0 16px 8px; align-items: center; }
  .filters { display: flex; flex-wrap: wrap; gap: 6px; }
  .chip { min-height: 32px; padding: 4px 12px; border-radius: 16px; border: 1px solid var(--divider-color); }
  .chip[aria-pressed="true"] { background: var(--primary-text-color); color: var(--ha-card-background, var(--card-background-color, #fff)); border-color: transparent; }
  .search { text-overflow: ellipsis; flex: 1 1 190px; min-width: 0; min-height: 32px; box-sizing: border-box; padding: 4px 12px; border-radius: 16px; border: 1px solid var(--divider-color); }
  .search::placeholder { color: var(--quiet); opacity: 1; }
  .banner { margin: 0 16px 8px; padding: 8px 12px; border-radius: 8px; border-inline-start: 4px solid var(--warning-color);
    background: color-mix(in srgb, var(--warning-color) 14%, transparent); }

  .list { container-type: inline-size; flex: 1 1 auto; min-height: 0; max-height: var(--difuse-call-log-height, 32rem); overflow-y: auto; overscroll-behavior: contain; padding-bottom: 8px; }
  :host([fills]) .list { max-height: none; }
  section h3 { position: sticky; top: 0; z-index: 1; margin: 0; padding: 8px 16px 4px; font-size: var(--ha-font-size-s, 12px); font-weight: 500; color: var(--quiet);
    background: var(--ha-card-background, var(--card-background-color, #fff)); }
  ul { list-style: none; margin: 0; padding: 0; }
  .call { display: grid; grid-template-columns: auto minmax(0, 1fr) auto auto; align-items: center; column-gap: 4px; padding-inline: 16px 8px;
    content-visibility: auto; contain-intrinsic-size: auto 58px; }
  .face { position: relative; width: 42px; height: 42px; margin-inline-end: 4px; }
  .avatar { display: flex; align-items: center; justify-content: center; position: relative; width: 36px; height: 36px; margin-block-start: 3px; border-radius: 50%; overflow: hidden; font-weight: 500;
    font-size: var(--ha-font-size-s, 12px); color: var(--quiet); background: color-mix(in srgb, var(--primary-text-color) 9%, transparent); --mdc-icon-size: 22px; }
  .avatar img { position: absolute; inset: 0; width: 100%; height: 100%; object-fit: cover; background: var(--ha-card-background, var(--card-background-color, #fff)); }
  .sign { position: absolute; inset-block-end: 0; inset-inline-end: 0; --mdc-icon-size: 16px; display: flex; padding: 2px; border-radius: 50%; color: var(--quiet);
    background: var(--ha-card-background, var(--card-background-color, #fff)); }
  .good .sign { color: var(--success-color, #43a047); }
  .out .sign { color: var(--info-color, #039be5); }
  .missed .sign { color: var(--error-color, #db4437); }
  .vain .sign { color: var(--warning-color, #ffa600); }
  .main { grid-column: 2; display: grid; grid-template-columns: minmax(0, 1fr) auto; align-items: baseline; gap: 0 12px; min-height: 58px; align-content: center; padding: 6px 4px; text-align: start; width: 100%; }
  .play { grid-column: 3; }
  .action:not(.play) { grid-column: 4; }
  .who { display: flex; flex-wrap: wrap; gap: 0 8px; align-items: baseline; min-width: 0; }
  .name { font-weight: 500; overflow-wrap: anywhere; }
  .missed .name { color: var(--missed); }
  .unseen .name { font-weight: 700; }
  .number, .place, .what, .when { color: var(--quiet); font-size: var(--ha-font-size-s, 12px); }
  .when { grid-column: 2; grid-row: 1; white-space: nowrap; }
  .what { grid-column: 1 / -1; position: relative; }
  @container (max-width: 330px) { .when { grid-column: 1 / -1; grid-row: auto; } }
  .unwanted, .group { padding: 0 8px; border-radius: 10px; font-size: var(--ha-font-size-s, 12px); background: color-mix(in srgb, var(--primary-text-color) 9%, transparent); }
  .unwanted { display: inline-flex; align-items: center; gap: 4px; padding-inline-start: 6px; color: var(--quiet); --mdc-icon-size: 14px; }
  .group { display: inline-block; margin-inline-end: 4px; }
  .new { padding: 0 8px; border-radius: 10px; font-size: var(--ha-font-size-s, 12px); font-weight: 500; color: var(--missed); background: color-mix(in srgb, var(--error-color, #db4437) 12%, transparent); }
  .action { display: inline-flex; align-items: center; justify-content: center; width: 44px; height: 44px; border-radius: 22px; color: var(--quiet); text-decoration: none; --mdc-icon-size: 22px; }
  .details { grid-column: 2 / -1; padding: 0 4px 12px; overflow-wrap: anywhere; }
  dl { display: grid; grid-template-columns: auto minmax(0, 1fr); gap: 2px 16px; margin: 0; font-size: var(--ha-font-size-s, 12px); }
  dt { color: var(--quiet); }
  dd { margin: 0; }
  .way { margin: 0; padding-inline-start: 1.2em; }
  .player { margin-top: 8px; }
  audio { width: 100%; height: 40px; }
  .note, .end { margin: 8px 0; color: var(--quiet); }
  .end { padding-inline: 16px; }
  .older, .retry { display: block; margin: 8px auto; min-height: 36px; padding: 6px 16px; border-radius: 18px; font-weight: 500; border: 1px solid var(--divider-color); }
  .older:disabled { cursor: progress; color: var(--quiet); }
  .state { display: flex; flex-direction: column; align-items: center; gap: 8px; padding: 32px 24px; text-align: center; color: var(--quiet); }
  .state p { margin: 0; max-width: 36ch; }
  .large { --mdc-icon-size: 40px; }
  .spinner { width: 28px; height: 28px; border-radius: 50%; border: 3px solid var(--divider-color); border-top-color: var(--primary-color); }
  @media (hover: hover) {
    .main:hover, .action:hover, .older:hover:enabled, .retry:hover, .chip:not([aria-pressed="true"]):hover, .seen:hover { background-color: color-mix(in srgb, var(--primary-text-color) 8%, transparent); border-radius: 22px; }
    .main:hover { border-radius: 8px; }
  }
  @media (prefers-reduced-motion: no-preference) {
    .spinner { animation: turn 1s linear infinite; }
    @keyframes turn { to { transform: rotate(1turn); } }
  }
  @media (forced-colors: active) { .chip[aria-pressed="true"] { border: 2px solid Highlight; } }
`;
