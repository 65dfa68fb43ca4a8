// How the card looks, but for its rows: colours and sizes are the theme's, sides are logical for right-to-left.

export const STYLES = `
  :host { display: block; }
  :host([fills]), :host([fills]) ha-card { height: 100%; }
  ha-card { display: flex; flex-direction: column; overflow: hidden; font-size: var(--ha-font-size-m, 14px); line-height: 1.4; color: var(--primary-text-color);
    --surface: var(--ha-card-background, var(--card-background-color, #fff));
    --control: 36px;
    --row: max(60px, 4.3em);
    --missed: color-mix(in srgb, var(--error-color, #db4437) 65%, var(--primary-text-color));
    --quiet: color-mix(in srgb, var(--secondary-text-color) 60%, var(--primary-text-color)); }
  @media (pointer: coarse) { ha-card { --control: 44px; } }
  [hidden] { display: none !important; }
  button, input, select { font: inherit; color: inherit; background: none; border: 0; margin: 0; padding: 0; }
  button, a, select { cursor: pointer; }
  :focus-visible { outline: 2px solid var(--primary-color); outline-offset: -2px; border-radius: 8px; }
  .hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }

  .head { flex: none; container-type: inline-size; }
  .bar { display: flex; flex-wrap: wrap; align-items: center; gap: 0 4px; padding: 4px 8px; padding-inline-start: 16px; }
  .title { flex: 1 1 auto; min-width: 0; margin: 0; line-height: 44px; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; font-size: var(--ha-font-size-xl, 20px); font-weight: 500; }
  .menu { display: flex; margin-inline-start: auto; }
  .seen { display: inline-flex; align-items: center; gap: 6px; min-width: 0; min-height: var(--control); padding: 4px 12px; border-radius: 22px; font-weight: 500; white-space: nowrap;
    background: color-mix(in srgb, var(--primary-color) 14%, transparent); }
  .seen ha-icon { --mdc-icon-size: 18px; }
  .search { order: 1; flex: 1 0 100%; min-width: 0; min-height: var(--control); box-sizing: border-box; padding: 4px 14px; margin-inline: -8px 0; border-radius: 22px; border: 1px solid var(--divider-color); text-overflow: ellipsis; }
  .search::placeholder { color: var(--quiet); opacity: 1; }
  .wide { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  @container (min-width: 520px) {
    .title { flex: 0 1 auto; }
    .search { order: 0; flex: 1 1 140px; margin-inline: 12px 4px; }
  }
  @container (min-width: 640px) {
    .wide { position: static; width: auto; height: auto; overflow: visible; clip-path: none; }
    .short { display: none; }
  }
  .action { position: relative; display: inline-flex; flex: none; align-items: center; justify-content: center; width: 44px; height: 44px; border-radius: 22px; color: var(--quiet); text-decoration: none; --mdc-icon-size: 22px; }
  .count { position: absolute; inset-block-start: 4px; inset-inline-end: 2px; min-width: 16px; border-radius: 8px; font-size: 11px; line-height: 16px; text-align: center; color: var(--surface); background: var(--primary-text-color); }
  .pill { display: inline-flex; align-items: center; gap: 6px; min-height: var(--control); max-width: 100%; box-sizing: border-box; padding: 4px 14px; border-radius: 22px; font-weight: 500; text-align: start; overflow-wrap: anywhere; border: 1px solid var(--divider-color); --mdc-icon-size: 16px; }

  .panel { position: absolute; inset: auto; margin: 0; box-sizing: border-box; max-height: calc(100vh - 16px); overflow-y: auto; padding: 12px; border: 1px solid var(--divider-color); border-radius: 12px; color: inherit; background: var(--surface);
    box-shadow: 0 4px 16px rgb(0 0 0 / 30%); font-size: var(--ha-font-size-m, 14px); }
  .panel:popover-open { display: flex; flex-direction: column; gap: 8px; }
  .filters { display: flex; flex-wrap: wrap; gap: 6px; }
  .chip { min-width: 44px; min-height: var(--control); padding: 4px 12px; border-radius: 22px; border: 1px solid var(--divider-color); }
  .chip[aria-pressed="true"] { background: var(--primary-text-color); color: var(--surface); border-color: transparent; }
  .field { display: grid; grid-template-columns: 2fr 3fr; gap: 8px; align-items: center; min-height: var(--control); }
  .field select, .field input[type="date"] { min-width: 0; min-height: var(--control); box-sizing: border-box; padding: 4px 8px; border: 1px solid var(--divider-color); border-radius: 8px; }
  .field input[type="date"] { color-scheme: light dark; }
  .field option { color: var(--primary-text-color); background: var(--surface); }
  .check { grid-template-columns: auto 1fr; justify-items: start; cursor: pointer; }
  .check input { width: 20px; height: 20px; accent-color: var(--primary-color); }

  .banner { flex: none; margin: 0 16px 8px; padding: 8px 12px; border-radius: 8px; border-inline-start: 4px solid var(--warning-color);
    background: color-mix(in srgb, var(--warning-color) 14%, transparent); }
  .list { position: relative; flex: 1 1 auto; min-height: 0; max-height: var(--difuse-call-log-height, 32rem); overflow-y: auto; overscroll-behavior: contain; overflow-anchor: none; container-type: inline-size; }
  :host([fills]) .list { max-height: none; }
  .probe { position: absolute; visibility: hidden; width: 1px; height: var(--row); }
  .chosen { display: flex; flex-wrap: wrap; gap: 6px; padding: 4px 16px; }
  .older { display: block; margin: 8px auto; min-height: 44px; padding: 6px 16px; border-radius: 22px; font-weight: 500; border: 1px solid var(--divider-color); }
  .older:disabled { cursor: progress; color: var(--quiet); }
  .note, .end { margin: 8px 0; color: var(--quiet); }
  .end { padding-inline: 16px; }
  @media (hover: hover) {
    .main:hover, .action:hover, .pill:hover, .older:hover:enabled, .chip:not([aria-pressed="true"]):hover, .seen:hover { background-color: color-mix(in srgb, var(--primary-text-color) 8%, transparent); }
  }
  @media (forced-colors: active) { .chip[aria-pressed="true"] { border: 2px solid Highlight; } }
`;
